package hub

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// maxLine is the longest line an import takes.
const maxLine = 64 << 20

// imported is what the lines of an import add up to.
type imported struct {
	account    line
	into       *state // a new one
	state      store.State
	properties map[*store.Store][]schema.Property
}

// Import replaces records, properties and clock by those of an export. An error in any line, which it names, leaves
// everything as it was.
func (h *Hub) Import(r io.Reader) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	into, err := h.emptyState(h.config.Lag)
	if err != nil {
		return err
	}
	all := imported{
		into:       into,
		state:      store.State{Objects: map[string]*store.ObjectState{}},
		properties: map[*store.Store][]schema.Property{},
	}
	for number := 1; lines.Scan(); number++ {
		var l line
		if err := json.Unmarshal(lines.Bytes(), &l, json.RejectUnknownMembers(true)); err != nil {
			return fmt.Errorf("line %d: %w", number, unreadable(err))
		}
		if first := number == 1; first != (l.Kind == kindAccount) {
			return fmt.Errorf("line %d: the first line, and no other, must be of kind %q", number, kindAccount)
		}
		if err := h.take(l, &all); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("reading the state: %w", err)
	}
	if all.account.Kind == "" {
		return fmt.Errorf("the state is empty; its first line must be of kind %q", kindAccount)
	}
	return h.replace(all)
}

// unreadable returns what is wrong with the JSON of a line. The JSON package's own text differs from one process to the
// next, and names Go types.
func unreadable(err error) error {
	wrong, ok := errors.AsType[*json.SemanticError](err)
	switch {
	case !ok:
		return err
	case wrong.JSONPointer == "":
		return errors.New("must be a JSON object")
	case wrong.Err == nil:
		return fmt.Errorf("%s has the wrong JSON type", wrong.JSONPointer)
	}
	return fmt.Errorf("%s: %w", wrong.JSONPointer, wrong.Err)
}

// take adds one line.
func (h *Hub) take(l line, all *imported) error {
	if l.Kind == kindAccount {
		if l.Clock != clockReal && l.Clock != clockFrozen || l.Now.IsZero() {
			return fmt.Errorf("clock %q at %s: must be %s or %s, with the time in now", l.Clock, l.Now.Format(record.StampFormat), clockReal, clockFrozen)
		}
		all.account, all.state.LastID, all.into.place = l, l.LastID, l.Place
		return nil
	}
	o, known := all.into.account.Object(cmp.Or(l.Object, object.Contacts.Plural))
	if !known {
		return fmt.Errorf("object %q is unknown", l.Object)
	}
	if l.Kind == kindProperty {
		if l.Property == nil || l.Property.Name == "" {
			return errors.New("a property line needs a property with a name")
		}
		all.properties[o] = append(all.properties[o], *l.Property)
		return nil
	}
	state := all.state.Objects[o.Type.Plural]
	if state == nil {
		state = &store.ObjectState{}
		all.state.Objects[o.Type.Plural] = state
	}
	return l.addTo(state)
}

// addTo adds a line about records to the state of their object type.
func (l line) addTo(state *store.ObjectState) error {
	if l.Kind == kindBlocked {
		state.Blocked = append(state.Blocked, l.Value)
		return nil
	}
	switch l.Kind {
	case kindContact, kindRecord, kindEvent, kindTie, kindMerge:
	default:
		return fmt.Errorf("kind %q is unknown: must be one of account, property, contact, record, event, tie, blocked, merge", l.Kind)
	}
	id, numeric := store.ParseID(l.ID)
	if !numeric {
		return fmt.Errorf("id %q is not a number", l.ID)
	}
	switch l.Kind {
	case kindEvent:
		state.Events = append(state.Events, store.StateEvent{
			ID: id, Name: l.Name, Event: store.Event{Value: l.Value, At: l.At.UnixMilli(), By: store.Source{Type: l.Source, ID: l.SourceID}},
		})
	case kindTie:
		link := association.Link{To: association.Ref{Object: l.Tie.Object, ID: l.Tie.ID}, Type: l.Tie.Type}
		state.Links = append(state.Links, store.StateLink{ID: id, Link: link})
	case kindMerge:
		into, numeric := store.ParseID(l.Into)
		if !numeric {
			return fmt.Errorf("into %q is not a number", l.Into)
		}
		state.Merges = append(state.Merges, [2]int64{id, into})
	default:
		if l.CreatedAt.IsZero() || l.UpdatedAt.IsZero() {
			return fmt.Errorf("a %s needs createdAt and updatedAt", l.Kind)
		}
		r := store.StateRecord{ID: id, Created: l.CreatedAt.UnixMilli(), Modified: l.UpdatedAt.UnixMilli(), Values: l.Properties}
		if !l.ArchivedAt.IsZero() {
			r.Archived = l.ArchivedAt.UnixMilli()
		}
		state.Records = append(state.Records, r)
	}
	return nil
}

// replace puts the imported state in the place of the present one.
func (h *Hub) replace(all imported) error {
	if err := all.state.Check(); err != nil {
		return err
	}
	st := all.into
	for _, o := range st.account.Objects() {
		for _, p := range all.properties[o] {
			o.Schema.Restore(p)
		}
	}
	st.account.Import(all.state)
	h.changing.Lock()
	defer h.changing.Unlock()
	present := h.session.Load()
	lag, _ := present.state.Load().lag()
	if err := st.setLag(lag); err != nil {
		return err
	}
	if err := all.account.set(st.clock); err != nil {
		return err
	}
	present.state.Store(st)
	return nil
}

// set makes a clock show what an account line says.
func (l line) set(c *clock.Clock) error {
	if l.Clock == clockFrozen {
		return c.Set(l.Now)
	}
	return c.RunFrom(l.Now)
}
