package hub

import (
	"errors"
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/bound"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/seed"
)

// Change is a bulk change: which contacts, and what.
type Change struct {
	// IDs are the contacts; without them, Count contacts are drawn.
	IDs   []int64
	Count int
	// Properties are the new values; without them each contact gets another job title.
	Properties map[string]string
	// SameInstant makes all changes in the same millisecond.
	SameInstant bool
}

// Change makes a bulk change and returns the IDs of the contacts it changed. It is all or nothing.
func (h *Hub) Change(c Change) ([]int64, error) {
	selected := len(c.IDs)
	if c.IDs == nil {
		selected = c.Count
		if err := bound.Int("count", c.Count, 1, MaxContacts); err != nil {
			return nil, err
		}
	}
	if selected == 0 {
		return nil, errors.New("ids must name at least one contact")
	}
	st := h.state()
	fixed, err := st.contacts.Check(c.Properties)
	if err != nil {
		return nil, err
	}
	if name, single := st.contacts.Single(fixed); single && selected > 1 {
		return nil, fmt.Errorf("%s can be the same for only one contact, not for %d", name, selected)
	}
	values := func(id int64) map[string]string {
		if len(fixed) > 0 {
			return fixed
		}
		return seed.NewJob(h.config.Seed, id, st.clock.Now().UnixMilli())
	}
	if c.IDs == nil {
		return st.contacts.TouchDrawn(c.Count, c.SameInstant, values)
	}
	return st.contacts.Touch(c.IDs, c.SameInstant, values)
}
