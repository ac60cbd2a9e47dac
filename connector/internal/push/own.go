package push

import (
	"errors"
	"maps"
	"sync"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// own remembers what a request wants records to have, whether it has to write that or finds it there. A later entity about the same
// record was made from what was there before the request, and what the request itself wants is no conflict with it.
type own struct {
	room   *Room
	mu     sync.Mutex
	values map[string]map[string]string // by record
	size   int                          // about how many bytes they take
	short  bool                         // other requests have left no room for some of it
}

const (
	// mostOwn is how many bytes of what it wants a request remembers, if there is room: some 5,000 records with a few properties
	// each. Later, an entity about a record that another one in the same request has changed can be taken for a conflict.
	mostOwn = 2 << 20

	// ownRecord and ownValue are about what a map takes for a record, and for a value besides its text.
	ownRecord, ownValue = 256, 48
)

// ErrShort is why an entity is left unwritten that may be a conflict.
var ErrShort = errors.New("whether $based_on is still what HubSpot has cannot be told: other requests take the memory to remember what this one has written")

func newOwn(room *Room) *own { return &own{room: room, values: map[string]map[string]string{}} }

// note notes what the request wants a record to have.
func (o *own) note(id string, values map[string]string) {
	size := ownRecord
	for name, value := range values {
		size += ownValue + len(name) + len(value)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.size+size > mostOwn {
		return
	}
	if !o.room.own.TryAcquire(int64(size)) {
		o.short = true
		return
	}
	o.size += size
	if o.values[id] == nil {
		o.values[id] = map[string]string{}
	}
	maps.Copy(o.values[id], values)
}

// without returns the basis without the properties in which the record has what the request itself wanted.
func (o *own) without(basis map[string]string, record *hubspot.Present, of definitions) map[string]string {
	rest := maps.Clone(basis)
	if record == nil || len(basis) == 0 {
		return rest
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	maps.DeleteFunc(rest, func(name, _ string) bool {
		value, written := o.values[record.ID][name]
		return written && of[name] != nil && same(of[name], record.Values[name], value)
	})
	return rest
}

// isShort reports whether a conflict may be none, because other requests have left no room to remember what this one wants.
func (o *own) isShort() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.short
}

// forget gives the room back. Nothing is noted afterwards.
func (o *own) forget() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.room.own.Release(int64(o.size))
	o.values, o.size = nil, 0
}
