package hub

import (
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/bound"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/seed"
)

// Change is a bulk change: which records of an object type, and what.
type Change struct {
	// IDs are the records; without them, Count records are drawn.
	IDs   []int64
	Count int
	// Properties are the new values; without them each record gets a different one of the value that seed.NewValue changes.
	Properties map[string]string
	// SameInstant makes all changes in the same millisecond.
	SameInstant bool
}

// Change makes a bulk change of records of an object type and returns the IDs of those it changed. It is all or nothing.
func (h *Hub) Change(name string, c Change) ([]int64, error) {
	st := h.state()
	o, err := st.object(name)
	if err != nil {
		return nil, err
	}
	selected := len(c.IDs)
	if c.IDs == nil {
		selected = c.Count
		if err := bound.Int("count", c.Count, 1, MaxRecords); err != nil {
			return nil, err
		}
	}
	if selected == 0 {
		return nil, errNoIDs(o.Type)
	}
	fixed, err := o.Check(c.Properties)
	if err != nil {
		return nil, err
	}
	if name, single := o.Single(fixed); single && selected > 1 {
		return nil, fmt.Errorf("%s can be the same for only one %s, not for %d", name, o.Type.Singular, selected)
	}
	values := func(id int64) map[string]string {
		if len(fixed) > 0 {
			return fixed
		}
		return seed.NewValue(o.Type, o.Schema, h.config.Seed, id, st.clock.Now().UnixMilli())
	}
	if c.IDs == nil {
		return o.TouchDrawn(c.Count, c.SameInstant, values)
	}
	return o.Touch(c.IDs, c.SameInstant, values)
}
