package store

import (
	"maps"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// Source says who wrote.
type Source struct{ Type, ID string }

// UserID is the number of the person who wrote, 0 for an app.
func (s Source) UserID() int64 {
	text, person := strings.CutPrefix(s.ID, "userId:")
	if !person {
		return 0
	}
	id, _ := ParseID(text)
	return id
}

// The writers a fake account has: an app through the API, and a person in the interface.
var (
	API = Source{Type: "INTEGRATION", ID: "1234567"}
	UI  = Source{Type: object.SourceUI, ID: object.UserID}
)

// Event is one past or present value of a property. An empty value says that it was cleared.
type Event struct {
	key   record.Key
	Value string
	At    int64 // milliseconds since 1970
	By    Source
}

// keptEvents is how many values of a record are remembered, of all its properties together.
const keptEvents = 200

// remember notes the values that a write replaces and sets.
func (s *Store) remember(old *record.Record, changes map[record.Key]string, by Source, at int64) {
	events := s.history[old.ID]
	for _, key := range slices.Sorted(maps.Keys(changes)) {
		before, _ := old.Values.Get(key)
		if before == changes[key] {
			continue
		}
		known := slices.ContainsFunc(events, func(e Event) bool { return e.key == key })
		if !known && before != "" {
			events = append(events, Event{key, before, old.Created, s.creator(old)})
		}
		events = append(events, Event{key, changes[key], at, by})
	}
	if len(events) == 0 {
		return
	}
	if excess := len(events) - keptEvents; excess > 0 {
		events = slices.Clone(events[excess:])
	}
	s.history[old.ID] = events
}

// History returns the values of a property of a record, newest first.
func (s *Store) History(r *record.Record, key record.Key) []Event {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []Event
	for _, event := range slices.Backward(s.history[r.ID]) {
		if event.key == key {
			list = append(list, event)
		}
	}
	if list != nil {
		return list
	}
	value, ok := s.Schema.Getter(key)(r)
	if !ok {
		return []Event{}
	}
	at := r.Created
	if key == record.KeyModified {
		at = r.Modified
	}
	return []Event{{key, value, at, s.creator(r)}}
}

// creator is who made a record.
func (s *Store) creator(r *record.Record) Source {
	if kind, ok := r.Values.Get(s.Schema.AnyKey("hs_object_source")); ok {
		id, _ := r.Values.Get(s.Schema.AnyKey("hs_object_source_id"))
		return Source{Type: kind, ID: id}
	}
	return UI
}
