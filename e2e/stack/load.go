package stack

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
)

// Limit applies the limits of a plan from now on: "off", "professional", or
// another name the fake knows.
func (h *HubSpot) Limit(ctx context.Context, plan string) error {
	return h.SetLimits(ctx, Limits{Plan: plan})
}

// Limits are the limits of a plan; numbers that are not 0 replace its own.
type Limits struct {
	Plan string `json:"plan"`
	// TenSecondly is the number of calls in ten seconds, Daily that of a day.
	TenSecondly int `json:"tenSecondly,omitempty"`
	Daily       int `json:"daily,omitempty"`
}

// SetLimits applies limits from now on. Calls that were made without any do not count.
func (h *HubSpot) SetLimits(ctx context.Context, limits Limits) error {
	return h.http.call(ctx, http.MethodPut, "/_fake/limits", limits, nil)
}

// Change changes n contacts, each at its own time.
func (h *HubSpot) Change(ctx context.Context, n int) ([]string, error) {
	return h.contacts().Change(ctx, n)
}

// Request is a request that the fake's journal recorded.
type Request struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Query  string `json:"query"`
	Status int    `json:"status"`
	Body   string `json:"body"`
	// BodyCut means that the body was too long to be recorded whole.
	BodyCut bool `json:"bodyCut"`
	// DurationMS is how long the response took, in milliseconds.
	DurationMS float64 `json:"durationMs"`
}

// Requests returns the recorded requests with this method and path, oldest
// first.
func (h *HubSpot) Requests(ctx context.Context, method, path string) ([]Request, error) {
	query := url.Values{"method": {method}, "path": {path}}
	var answer struct {
		Requests []Request `json:"requests"`
	}
	err := h.http.call(ctx, http.MethodGet, "/_fake/requests?"+query.Encode(), nil, &answer)
	return answer.Requests, err
}

// AllRequests returns every request to HubSpot's API since the journal was
// last emptied, oldest first. It is an error if the journal has dropped some.
func (h *HubSpot) AllRequests(ctx context.Context) ([]Request, error) {
	var answer struct {
		Requests []Request `json:"requests"`
		Dropped  int       `json:"dropped"`
	}
	if err := h.http.call(ctx, http.MethodGet, "/_fake/requests", nil, &answer); err != nil {
		return nil, err
	}
	if answer.Dropped > 0 {
		return nil, fmt.Errorf("the journal has dropped %d requests, so they cannot be counted", answer.Dropped)
	}
	return answer.Requests, nil
}

// DefineProperty adds a custom property for texts to contacts.
func (h *HubSpot) DefineProperty(ctx context.Context, name string) error {
	return h.http.call(ctx, http.MethodPost, "/crm/v3/properties/contacts", map[string]string{
		"name": name, "label": name, "type": "string", "fieldType": "text", "groupName": "contactinformation",
	}, nil)
}
