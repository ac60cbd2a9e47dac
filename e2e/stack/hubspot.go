package stack

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// HubSpot is a client of the fake HubSpot: of HubSpot's API, as an
// integration uses it, and of the control API under /_fake.
type HubSpot struct {
	http rest
}

// NewHubSpot returns a client that calls base for the URL before each request.
func NewHubSpot(base func() string, token string) *HubSpot {
	return &HubSpot{http: rest{base: base, header: http.Header{"Authorization": {"Bearer " + token}}}}
}

// contacts are the records that the methods without an object type are about.
func (h *HubSpot) contacts() *Object { return h.Object("contacts") }

// Contacts returns all live contacts in the order of the list, reading page by page.
func (h *HubSpot) Contacts(ctx context.Context) ([]Record, error) { return h.contacts().All(ctx) }

// Create adds a contact.
func (h *HubSpot) Create(ctx context.Context, properties map[string]string) (Record, error) {
	return h.contacts().Create(ctx, properties)
}

// Update changes properties of a contact.
func (h *HubSpot) Update(ctx context.Context, id string, properties map[string]string) (Record, error) {
	return h.contacts().Update(ctx, id, properties)
}

// Archive moves a contact to the recycling bin.
func (h *HubSpot) Archive(ctx context.Context, id string) error { return h.contacts().Archive(ctx, id) }

// Merge merges two contacts into a new one.
func (h *HubSpot) Merge(ctx context.Context, primary, other string) (Record, error) {
	return h.contacts().Merge(ctx, primary, other)
}

// Erase deletes a contact permanently, as the GDPR requires; no trace is left.
func (h *HubSpot) Erase(ctx context.Context, id string) error { return h.contacts().Erase(ctx, id) }

// Restore takes a contact out of the recycling bin, as a user of HubSpot's web
// page does.
func (h *HubSpot) Restore(ctx context.Context, id string) error { return h.contacts().Restore(ctx, id) }

// Touch changes n contacts in the same millisecond.
func (h *HubSpot) Touch(ctx context.Context, n int) ([]string, error) {
	return h.contacts().Touch(ctx, n)
}

// Advance moves the fake's clock forward.
func (h *HubSpot) Advance(ctx context.Context, by time.Duration) error {
	return h.http.call(ctx, http.MethodPost, "/_fake/clock/advance", map[string]string{"by": by.String()}, nil)
}

// Now returns the fake's time.
func (h *HubSpot) Now(ctx context.Context) (time.Time, error) {
	var clock struct {
		Now time.Time `json:"now"`
	}
	err := h.http.call(ctx, http.MethodGet, "/_fake/clock", nil, &clock)
	return clock.Now, err
}

// Fault is a failure of HubSpot's API; see the fake's README.
type Fault struct {
	Name       string     `json:"name,omitempty"`
	Kind       string     `json:"kind"`
	Match      FaultMatch `json:"match"`
	Count      int        `json:"count,omitempty"`
	Status     int        `json:"status,omitempty"`
	Variant    string     `json:"variant,omitempty"`
	Loss       string     `json:"loss,omitempty"`
	AfterBytes int        `json:"afterBytes,omitempty"`
	Delay      string     `json:"delay,omitempty"`
}

// FaultMatch selects the requests that a fault applies to. Operation is what they do, such as batch-create; Nth counts them from 1.
type FaultMatch struct {
	Method    string `json:"method,omitempty"`
	Path      string `json:"path,omitempty"`
	Operation string `json:"operation,omitempty"`
	Nth       int    `json:"nth,omitempty"`
}

// AddFault makes HubSpot fail.
func (h *HubSpot) AddFault(ctx context.Context, fault Fault) error {
	return h.http.call(ctx, http.MethodPost, "/_fake/faults", fault, nil)
}

// SetCursors sets the habit of the cursors of lists.
func (h *HubSpot) SetCursors(ctx context.Context, habit string) error {
	return h.http.call(ctx, http.MethodPut, "/_fake/cursors", map[string]any{"habit": habit}, nil)
}

// ClearFaults removes all faults.
func (h *HubSpot) ClearFaults(ctx context.Context) error {
	return h.http.call(ctx, http.MethodDelete, "/_fake/faults", nil, nil)
}

// CountRequests returns how often HubSpot's API was called with the method,
// path and status; empty values and 0 match all.
func (h *HubSpot) CountRequests(ctx context.Context, method, path string, status int) (int, error) {
	query := url.Values{}
	if method != "" {
		query.Set("method", method)
	}
	if path != "" {
		query.Set("path", path)
	}
	if status != 0 {
		query.Set("status", strconv.Itoa(status))
	}
	var answer struct {
		Count int `json:"count"`
	}
	err := h.http.call(ctx, http.MethodGet, "/_fake/requests/count?"+query.Encode(), nil, &answer)
	return answer.Count, err
}

// AwaitRequests waits until HubSpot's API has been called n times.
func (h *HubSpot) AwaitRequests(ctx context.Context, method, path string, n int) error {
	return await(ctx, "requests to HubSpot", func() error {
		count, err := h.CountRequests(ctx, method, path, 0)
		if err == nil && count < n {
			err = fmt.Errorf("%d of %d requests so far", count, n)
		}
		return err
	})
}

// ForgetRequests empties the journal of requests.
func (h *HubSpot) ForgetRequests(ctx context.Context) error {
	return h.http.call(ctx, http.MethodDelete, "/_fake/requests", nil, nil)
}

// AddToken makes HubSpot accept another token, one that has only these scopes. The token is also its name.
func (h *HubSpot) AddToken(ctx context.Context, token string, scopes ...string) error {
	return h.http.call(ctx, http.MethodPost, "/_fake/tokens", map[string]any{"token": token, "name": token, "scopes": scopes}, nil)
}

// RemoveToken makes HubSpot refuse a token that was added.
func (h *HubSpot) RemoveToken(ctx context.Context, token string) error {
	return h.http.call(ctx, http.MethodDelete, "/_fake/tokens/"+token, nil, nil)
}
