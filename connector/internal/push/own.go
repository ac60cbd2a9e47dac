package push

import (
	"maps"
	"sync"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// own remembers what a request has written, once one of its entities has $based_on: a later one about the same record was made
// from what was there before the request, and what the request itself has written is no conflict with it.
type own struct {
	mu      sync.Mutex
	matters bool
	values  map[string]map[string]string // by record
}

// mostOwn is of how many records a request remembers what it has written. An entity about another one that comes later in the
// request can be taken for a conflict.
const mostOwn = 20_000

func newOwn() *own { return &own{values: map[string]map[string]string{}} }

// expect makes it remember.
func (o *own) expect() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.matters = true
}

// note notes that values of a record were written.
func (o *own) note(id string, values map[string]string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case !o.matters:
	case o.values[id] != nil:
		maps.Copy(o.values[id], values)
	case len(o.values) < mostOwn:
		o.values[id] = maps.Clone(values)
	}
}

// without returns the basis without the properties in which the record has what the request itself has written.
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
