package pump

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// pushing is a pipe with a json sink.
func pushing(more string) string {
	return with(`"sink":{"type":"json","system":"s","url":"things?key=k"}` + more)
}

// receiver is a service that receives what a json sink posts, and keeps to the protocol to the letter.
type receiver struct {
	// refuse returns the status for entities, 200 to accept them; -1 cuts the connection before, -2 after they are accepted.
	refuse func(entities []pushed) int
	// requests are all requests in short: the IDs of the entities, and the parameters in the order of the documentation.
	requests []string
	// offered are all entities that were posted, accepted those that were accepted, in order.
	offered, accepted []pushed

	// sequence, last and seen are the active full sequence, its last request, and what it has had.
	sequence, last string
	seen           map[string]string
	// completed is called when a full sequence ends.
	completed func(seen map[string]string)
}

// pushed is an entity as the service receives it.
type pushed struct {
	ID       string `json:"_id"`
	Deleted  bool   `json:"_deleted"`
	Updated  any    `json:"_updated"`
	Previous any    `json:"_previous"`
	Written  int64  `json:"_ts"`
	Hash     string `json:"_hash"`
	V        string `json:"v"`
}

var errCut = errors.New("connection reset by peer")

func (r *receiver) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	var entities []pushed
	if req.Method != http.MethodPost || req.Header.Get("Content-Type") != "application/json" || req.URL.Query().Get("key") != "k" {
		return nil, fmt.Errorf("%s %s with %v", req.Method, req.URL, req.Header)
	}
	if err := json.Unmarshal(body, &entities); err != nil || entities == nil {
		return nil, fmt.Errorf("the body must be an array, got %s", body)
	}
	r.requests = append(r.requests, inShort(req.URL.Query(), entities))
	r.offered = append(r.offered, entities...)
	status := http.StatusOK
	if r.refuse != nil {
		status = r.refuse(entities)
	}
	if status == http.StatusOK || status == -2 {
		if err := r.take(req.URL.Query(), entities); err != nil {
			return answer(http.StatusConflict, err.Error()), nil
		}
	}
	if status < 0 {
		return nil, errCut
	}
	return answer(status, fmt.Sprintf("status %d, hush", status)), nil
}

func answer(status int, text string) *http.Response {
	return &http.Response{
		StatusCode: status, Status: fmt.Sprintf("%d %s", status, http.StatusText(status)), Header: http.Header{},
		Body: io.NopCloser(strings.NewReader(text)),
	}
}

// take accepts a request, unless it is none that can follow.
func (r *receiver) take(q url.Values, entities []pushed) error {
	if q.Get("is_full") != "true" {
		r.accepted = append(r.accepted, entities...)
		return nil
	}
	switch first := q.Get("is_first") == "true"; {
	case q.Get("sequence_id") != r.sequence && !first:
		return errors.New("the sequence is unknown")
	case q.Get("sequence_id") == r.sequence && first:
		return errors.New("is_first comes twice")
	case first:
		r.sequence, r.last, r.seen = q.Get("sequence_id"), "", map[string]string{}
	}
	if q.Get("previous_request_id") != r.last {
		return fmt.Errorf("the previous request was %q", r.last)
	}
	r.accepted = append(r.accepted, entities...)
	for _, e := range entities {
		r.seen[e.ID] = fmt.Sprint(e.Updated)
	}
	r.last = q.Get("request_id")
	if q.Get("is_last") == "true" {
		if r.completed != nil {
			r.completed(r.seen)
		}
		r.sequence = ""
	}
	return nil
}

// inShort describes a request: "e00 e01 | s1 full 2 after 1 first last".
func inShort(q url.Values, entities []pushed) string {
	var out bytes.Buffer
	for _, e := range entities {
		out.WriteString(e.ID + " ")
	}
	out.WriteString("| s" + q.Get("sequence_id"))
	if q.Get("is_full") == "true" {
		out.WriteString(" full")
	}
	out.WriteString(" " + q.Get("request_id"))
	if q.Has("previous_request_id") {
		out.WriteString(" after " + q.Get("previous_request_id"))
	}
	if q.Get("is_first") == "true" {
		out.WriteString(" first")
	}
	if q.Get("is_last") == "true" {
		out.WriteString(" last")
	}
	return out.String()
}

// taken returns the requests since the last call.
func (r *receiver) taken() []string {
	out := slices.Clone(r.requests)
	r.requests = nil
	return out
}

// bad refuses requests that contain an entity with the value "bad".
func bad(status int) func([]pushed) int {
	return func(entities []pushed) int {
		for _, e := range entities {
			if e.V == "bad" {
				return status
			}
		}
		return http.StatusOK
	}
}

// pushBed is testBed with a receiver.
func pushBed(t *testing.T, r *receiver, pipe string) *bed {
	t.Helper()
	b := &bed{clock: newClock(), source: newThings(), service: r}
	b.open(t, t.TempDir())
	b.configure(t, pipe)
	t.Cleanup(func() {
		if err := b.store.Close(); err != nil {
			t.Fatalf("%v", err)
		}
	})
	return b
}
