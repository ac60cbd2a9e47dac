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
	return h.http.call(ctx, http.MethodPut, "/_fake/limits", map[string]string{"plan": plan}, nil)
}

// Change changes n contacts, each at its own time.
func (h *HubSpot) Change(ctx context.Context, n int) ([]string, error) {
	var answer struct {
		Changed []string `json:"changed"`
	}
	err := h.http.call(ctx, http.MethodPost, "/_fake/contacts/change", map[string]any{"count": n}, &answer)
	return answer.Changed, err
}

// Request is a request that the fake's journal recorded.
type Request struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Query  string `json:"query"`
	Status int    `json:"status"`
	Body   string `json:"body"`
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

// Refused returns how many requests to the vendor's API were answered with 429.
// It is an error if the journal has dropped requests, because then the number is
// unknown.
func (h *HubSpot) Refused(ctx context.Context) (int, error) {
	var answer struct {
		Count   int `json:"count"`
		Dropped int `json:"dropped"`
	}
	if err := h.http.call(ctx, http.MethodGet, "/_fake/requests/count?status=429", nil, &answer); err != nil {
		return 0, err
	}
	if answer.Dropped > 0 {
		return 0, fmt.Errorf("the journal has dropped %d requests, so responses with status 429 cannot be counted", answer.Dropped)
	}
	return answer.Count, nil
}
