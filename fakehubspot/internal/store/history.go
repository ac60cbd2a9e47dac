package store

import (
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// Source says who wrote.
type Source struct{ Type, ID string }

// The writers a fake account has: an app through the API, and a person in the interface.
var (
	API = Source{Type: "INTEGRATION", ID: "1234567"}
	UI  = Source{Type: "CRM_UI", ID: "userId:28604240"}
)

// Event is one past or present value of a property. An empty value says that it was cleared.
type Event struct {
	key   schema.Key
	Value string
	At    int64 // milliseconds since 1970
	By    Source
}

// keptEvents is how many values of a contact are remembered, of all its properties together.
const keptEvents = 200

// remember notes the values that a write replaces and sets.
func (s *Store) remember(old *record.Record, changes map[schema.Key]string, by Source, at int64) {
	events := s.history[old.ID]
	for _, key := range sortedKeys(changes) {
		before, _ := old.Values.Get(key)
		if before == changes[key] {
			continue
		}
		known := slices.ContainsFunc(events, func(e Event) bool { return e.key == key })
		if !known && before != "" {
			events = append(events, Event{key, before, old.Created, UI})
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

// History lists the values of a property of a contact, newest first.
func (s *Store) History(r *record.Record, key schema.Key) []Event {
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
	value, ok := r.Get(key)
	if !ok {
		return []Event{}
	}
	at := r.Created
	if key == schema.KeyLastModified {
		at = r.Modified
	}
	return []Event{{key, value, at, UI}}
}

func sortedKeys(changes map[schema.Key]string) []schema.Key {
	keys := make([]schema.Key, 0, len(changes))
	for key := range changes {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
