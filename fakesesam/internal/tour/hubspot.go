package tour

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// hubspot is what the tour asks of a fake HubSpot: its control API, which needs no token.
type hubspot struct{ remote }

// faultName is the name of the fault with which the tour breaks HubSpot.
const faultName = "guided-tour"

// contacts returns how many contacts HubSpot has; known is false if it does not say.
func (h *hubspot) contacts(ctx context.Context) (live int, known bool, err error) {
	var answer struct {
		Objects []struct {
			Name string `json:"name"`
			Live int    `json:"live"`
		} `json:"objects"`
	}
	err = h.json(ctx, http.MethodGet, "/_fake/objects", nil, &answer)
	if refused(err, http.StatusNotFound) {
		return 0, false, nil
	}
	for _, each := range answer.Objects {
		if each.Name == "contacts" {
			return each.Live, true, err
		}
	}
	return 0, false, err
}

// change gives a contact other values of properties, as somebody does who uses HubSpot, and returns its ID: that of the contact, if
// there is one with it, or of any other.
func (h *hubspot) change(ctx context.Context, id string, properties map[string]string) (string, error) {
	var answer struct {
		Changed []string `json:"changed"`
	}
	body := map[string]any{"properties": properties}
	if id != "" {
		body["ids"] = []string{id}
		err := h.json(ctx, http.MethodPost, "/_fake/contacts/change", body, &answer)
		if err == nil && len(answer.Changed) == 1 {
			return answer.Changed[0], nil
		}
		if !refused(err, http.StatusNotFound) && !refused(err, http.StatusBadRequest) {
			return "", err
		}
		delete(body, "ids")
	}
	body["count"] = 1
	if err := h.json(ctx, http.MethodPost, "/_fake/contacts/change", body, &answer); err != nil {
		return "", err
	}
	if len(answer.Changed) == 0 {
		return "", errNoContacts
	}
	return answer.Changed[0], nil
}

// advance moves HubSpot's clock and returns its time then.
func (h *hubspot) advance(ctx context.Context, by time.Duration) (time.Time, error) {
	var answer struct {
		Now time.Time `json:"now"`
	}
	err := h.json(ctx, http.MethodPost, "/_fake/clock/advance", map[string]string{"by": by.String()}, &answer)
	return answer.Now, err
}

// outage is the fault of the tour.
type outage struct {
	Struck int `json:"struck"`
}

// breakDown makes HubSpot refuse every call of its CRM. One that is broken already stays broken.
func (h *hubspot) breakDown(ctx context.Context) error {
	err := h.json(ctx, http.MethodPost, "/_fake/faults", map[string]any{
		"name": faultName, "kind": "status", "status": http.StatusServiceUnavailable, "match": map[string]string{"path": "/crm/*"},
	}, nil)
	if refused(err, http.StatusConflict) {
		return nil
	}
	return err
}

// outage returns the fault of the tour; there is false if HubSpot works.
func (h *hubspot) outage(ctx context.Context) (state outage, there bool, err error) {
	err = h.json(ctx, http.MethodGet, "/_fake/faults/"+faultName, nil, &state)
	if refused(err, http.StatusNotFound) {
		return outage{}, false, nil
	}
	return state, err == nil, err
}

// mend removes the fault of the tour, if it is there.
func (h *hubspot) mend(ctx context.Context) error {
	err := h.json(ctx, http.MethodDelete, "/_fake/faults/"+faultName, nil, nil)
	if refused(err, http.StatusNotFound) {
		return nil
	}
	return err
}

// written is a call that HubSpot got.
type written struct {
	Seq    int64  `json:"seq"`
	Method string `json:"method"`
	Path   string `json:"path"`
	Status int    `json:"status"`
}

// newest returns the number of the last call that HubSpot got, 0 if it got none.
func (h *hubspot) newest(ctx context.Context) (int64, error) {
	calls, err := h.calls(ctx, url.Values{"order": {"newest"}, "limit": {"1"}})
	if err != nil || len(calls) == 0 {
		return 0, err
	}
	return calls[0].Seq, nil
}

// writes returns the calls after the one with a number that wrote contacts.
func (h *hubspot) writes(ctx context.Context, after int64) ([]written, error) {
	query := url.Values{"method": {http.MethodPost}, "path": {"/crm/*"}}
	if after > 0 { // the journal may have been emptied
		query.Set("after", strconv.FormatInt(after, 10))
	}
	calls, err := h.calls(ctx, query)
	return slices.DeleteFunc(calls, func(c written) bool { return !c.writes() }), err
}

func (h *hubspot) calls(ctx context.Context, query url.Values) ([]written, error) {
	var answer struct {
		Requests []written `json:"requests"`
	}
	err := h.json(ctx, http.MethodGet, "/_fake/requests?"+query.Encode(), nil, &answer)
	return answer.Requests, err
}

// writes reports whether the call wrote contacts.
func (c written) writes() bool {
	_, batch, found := strings.Cut(c.Path, "/contacts/batch/")
	return found && batch != "read"
}
