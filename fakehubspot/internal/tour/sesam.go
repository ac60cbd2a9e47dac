package tour

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// sesam is what the tour asks of a node: its REST API.
type sesam struct{ remote }

// pump is the state of a pipe's pump.
type pump struct {
	Running   bool
	Runs      int // that have ended
	Offset    string
	Processed int // of the run under way, or of the last one
	Failure   string
}

// pump returns the state of a pipe's pump.
func (s *sesam) pump(ctx context.Context, pipe string) (pump, error) {
	var answer struct {
		Runtime struct {
			Running   bool    `json:"is-running"`
			Succeeded int     `json:"success_count"`
			Failed    int     `json:"failure_count"`
			Offset    *string `json:"last-seen"`
			Failure   *string `json:"last-original-error-message"`
			Progress  struct {
				Processed int `json:"processed"`
			} `json:"progress"`
		} `json:"runtime"`
	}
	err := s.json(ctx, http.MethodGet, "/api/pipes/"+url.PathEscape(pipe), nil, &answer)
	r := answer.Runtime
	out := pump{Running: r.Running, Runs: r.Succeeded + r.Failed, Processed: r.Progress.Processed}
	if r.Offset != nil {
		out.Offset = *r.Offset
	}
	if r.Failure != nil {
		out.Failure = *r.Failure
	}
	return out, err
}

// operate posts an operation of a pipe's pump.
func (s *sesam) operate(ctx context.Context, pipe, operation string, fields ...string) error {
	form := url.Values{"operation": {operation}}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return s.form(ctx, "/api/pipes/"+url.PathEscape(pipe)+"/pump", form, nil)
}

// event is an event of an execution log.
type event struct {
	Updated int64  `json:"_updated"`
	Type    string `json:"event_type"`
	Sync    string `json:"sync_type"`
	Offset  string `json:"pipe_offset"`
	Error   string `json:"original_error_message"`
	Metrics struct {
		Entities struct {
			Read    int `json:"entities_last_run"`
			Changed int `json:"changes_last_run"`
		} `json:"entities"`
	} `json:"metrics"`
}

// recent is how many events of a log the tour looks at: more than its own runs leave.
const recent = "50"

// events returns the latest events of a pipe's log after the one at a place, the newest first.
func (s *sesam) events(ctx context.Context, pipe string, after int64) ([]event, error) {
	var all, out []event
	err := s.json(ctx, http.MethodGet, "/api/pipes/"+url.PathEscape(pipe)+"/log?reverse=true&limit="+recent, nil, &all)
	for _, each := range all {
		if each.Updated > after {
			out = append(out, each)
		}
	}
	return out, err
}

// last returns the place of the newest event of a pipe's log, -1 if it has none.
func (s *sesam) last(ctx context.Context, pipe string) (int64, error) {
	all, err := s.events(ctx, pipe, -1)
	if err != nil || len(all) == 0 {
		return -1, err
	}
	return all[0].Updated, nil
}

// dataset is what a dataset holds.
type dataset struct {
	Live     int   `json:"count-index-exists"`
	Versions int64 `json:"count-log-exists"`
}

// dataset returns what a dataset holds; one that does not exist yet holds nothing.
func (s *sesam) dataset(ctx context.Context, name string) (dataset, error) {
	var answer struct {
		Runtime dataset `json:"runtime"`
	}
	err := s.json(ctx, http.MethodGet, "/api/datasets/"+url.PathEscape(name), nil, &answer)
	if refused(err, http.StatusNotFound) {
		return dataset{}, nil
	}
	return answer.Runtime, err
}

// version is one version of an entity.
type version struct {
	ID         string         `json:"_id"`
	Updated    int64          `json:"_updated"`
	Previous   *int64         `json:"_previous"`
	Deleted    bool           `json:"_deleted"`
	HubSpotID  string         `json:"id"`
	Properties map[string]any `json:"properties"`
}

// contact returns the ID of the contact that the entity is.
func (v version) contact() string {
	if v.HubSpotID != "" {
		return v.HubSpotID
	}
	_, id, found := strings.Cut(v.ID, ":") // with namespaces
	if !found {
		id = v.ID
	}
	return id
}

// property returns a property that the entity has from HubSpot, as text.
func (v version) property(name string) string {
	text, _ := v.Properties[name].(string)
	return text
}

// versions returns versions of a dataset from a place on, at most so many.
func (s *sesam) versions(ctx context.Context, dataset string, from int64, most int, history bool) ([]version, error) {
	query := url.Values{
		"since": {strconv.FormatInt(from-1, 10)}, "limit": {strconv.Itoa(most)},
		"history": {strconv.FormatBool(history)}, "deleted": {strconv.FormatBool(history)},
	}
	var out []version
	err := s.json(ctx, http.MethodGet, "/api/datasets/"+url.PathEscape(dataset)+"/entities?"+query.Encode(), nil, &out)
	if refused(err, http.StatusNotFound) {
		return nil, nil
	}
	return out, err
}

// before returns the version that came before another one of the same entity; there is false if it was the first.
func (s *sesam) before(ctx context.Context, dataset string, v version) (old version, there bool, err error) {
	if v.Previous == nil || *v.Previous < 0 {
		return version{}, false, nil
	}
	query := url.Values{"entity_id": {v.ID}, "offset": {strconv.FormatInt(*v.Previous, 10)}}
	err = s.json(ctx, http.MethodGet, "/api/datasets/"+url.PathEscape(dataset)+"/entity?"+query.Encode(), nil, &old)
	return old, err == nil, err
}

// sent is the latest version of a person in the dataset of those who were sent.
type sent struct {
	Updated  int64  `json:"_updated"`
	Lastname string `json:"lastname"`
}

// sent returns a person in the dataset of those who were sent; there is none before the first time.
func (s *sesam) sent(ctx context.Context, dataset, id string) (found sent, err error) {
	err = s.json(ctx, http.MethodGet, "/api/datasets/"+url.PathEscape(dataset)+"/entity?"+url.Values{"entity_id": {id}}.Encode(), nil, &found)
	if refused(err, http.StatusNotFound) {
		err = nil
	}
	return found, err
}

// post sends entities to a pipe that receives them.
func (s *sesam) post(ctx context.Context, pipe string, entities ...map[string]string) error {
	return s.json(ctx, http.MethodPost, "/api/receivers/"+url.PathEscape(pipe)+"/entities", entities, nil)
}
