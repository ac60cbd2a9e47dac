package fakesesam_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
)

// service is a microservice as a pipe author would write one: GET /contacts[?since=…].
type service struct {
	*httptest.Server

	mu     sync.Mutex
	byID   map[int]map[string]any
	tick   int
	broken bool
	asked  []string
}

func newService(n int) *service {
	s := &service{byID: map[int]map[string]any{}}
	for i := range n {
		s.change(i+1, "new")
	}
	s.Server = httptest.NewServer(s)
	return s
}

// change sets a new value of a contact, at the next second of the service's own time.
func (s *service) change(id int, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tick++
	s.byID[id] = map[string]any{
		"_id": fmt.Sprint(id), "id": fmt.Sprint(id), "state": value,
		"_updated": fmt.Sprintf("2026-01-01T00:%02d:%02d.000Z", s.tick/60, s.tick%60),
	}
}

func (s *service) remove(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.byID, id)
}

func (s *service) fail(broken bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = broken
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	since := r.URL.Query().Get("since")
	s.asked = append(s.asked, since)
	if s.broken {
		http.Error(w, `{"message":"the vendor is away"}`, http.StatusBadGateway)
		return
	}
	var ids []int
	for id, contact := range s.byID {
		if contact["_updated"].(string) > since {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	out := []any{}
	for _, id := range ids {
		out = append(out, s.byID[id])
	}
	_ = json.NewEncoder(w).Encode(out)
}
