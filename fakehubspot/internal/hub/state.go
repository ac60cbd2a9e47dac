package hub

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// line is one line of an export; which fields have a meaning depends on Kind:
//
//	account   first line: LastID, Place, Clock, Now
//	property  a property that a fresh account does not have, or has otherwise
//	contact   one contact, live or archived
//	event     one remembered value of a contact's property
//	tie       one association of a contact with a record of another object
//	blocked   an address (Value) that privacy deletions keep out
//	merge     a contact that was merged away (ID) and what it became (Into)
type line struct {
	Kind       string            `json:"kind"`
	LastID     int64             `json:"lastId,omitzero"`
	Place      int               `json:"place,omitzero"`
	Clock      string            `json:"clock,omitzero"`
	Now        time.Time         `json:"now,omitzero"`
	Property   *schema.Property  `json:"property,omitzero"`
	ID         string            `json:"id,omitzero"`
	Properties map[string]string `json:"properties,omitzero"`
	CreatedAt  time.Time         `json:"createdAt,omitzero"`
	UpdatedAt  time.Time         `json:"updatedAt,omitzero"`
	ArchivedAt time.Time         `json:"archivedAt,omitzero"`
	Name       string            `json:"name,omitzero"`
	Value      string            `json:"value,omitzero"`
	At         time.Time         `json:"at,omitzero"`
	Source     string            `json:"source,omitzero"`
	SourceID   string            `json:"sourceId,omitzero"`
	Into       string            `json:"into,omitzero"`
	Tie        store.Association `json:"tie,omitzero"`
}

// What an account line says.
const (
	kindAccount = "account"
	clockReal   = "real"
	clockFrozen = "frozen"
)

// Export writes the account's contacts, properties and clock as JSON lines. The same state gives the same bytes. What
// is written while it goes on is not in it, and waits for nobody who reads slowly.
func (h *Hub) Export(w io.Writer) error {
	account, properties, contacts := h.snapshot()
	out := bufio.NewWriter(w)
	write := func(l line) error {
		if err := json.MarshalWrite(out, l, json.Deterministic(true)); err != nil {
			return err
		}
		return out.WriteByte('\n')
	}
	if err := write(account); err != nil {
		return err
	}
	for _, p := range properties {
		if err := write(line{Kind: "property", Property: p}); err != nil {
			return err
		}
	}
	err := contacts.Export(store.Exporter{
		Contact: func(r *record.Record, values map[string]string) error { return write(contactLine(r, values)) },
		Event: func(id int64, name string, e store.Event) error {
			return write(line{
				Kind: "event", ID: strconv.FormatInt(id, 10), Name: name, Value: e.Value, At: instant(e.At),
				Source: e.By.Type, SourceID: e.By.ID,
			})
		},
		Tie: func(id int64, a store.Association) error {
			return write(line{Kind: "tie", ID: strconv.FormatInt(id, 10), Tie: a})
		},
		Blocked: func(email string) error { return write(line{Kind: "blocked", Value: email}) },
		Merge: func(from, into int64) error {
			return write(line{Kind: "merge", ID: strconv.FormatInt(from, 10), Into: strconv.FormatInt(into, 10)})
		},
	})
	return errors.Join(err, out.Flush())
}

// snapshot is what an export says, all of one moment as far as seeding, imports and resets go.
func (h *Hub) snapshot() (line, []*schema.Property, *store.Snapshot) {
	h.seeding.Lock()
	defer h.seeding.Unlock()
	contacts := h.Store.Snapshot()
	account := line{Kind: kindAccount, LastID: contacts.LastID, Place: h.place, Clock: clockReal, Now: h.Clock.Now()}
	if h.Clock.Frozen() {
		account.Clock = clockFrozen
	}
	return account, h.Schema.Custom(), contacts
}

func contactLine(r *record.Record, values map[string]string) line {
	l := line{
		Kind: "contact", ID: strconv.FormatInt(r.ID, 10), Properties: values,
		CreatedAt: instant(r.Created), UpdatedAt: instant(r.Modified),
	}
	if r.Archived != 0 {
		l.ArchivedAt = instant(r.Archived)
	}
	return l
}

func instant(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// maxLine is the longest line an import takes.
const maxLine = 64 << 20

// Import replaces contacts, properties and clock by those of an export. A fault in any line, named by its number,
// leaves everything as it was.
func (h *Hub) Import(r io.Reader) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	state := store.State{}
	var account line
	var properties []schema.Property
	for number := 1; lines.Scan(); number++ {
		var l line
		if err := json.Unmarshal(lines.Bytes(), &l, json.RejectUnknownMembers(true)); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
		if first := number == 1; first != (l.Kind == kindAccount) {
			return fmt.Errorf("line %d: the first line, and no other, is of kind %q, as an export has it", number, kindAccount)
		}
		if err := take(l, &state, &properties, &account); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("reading the state: %w", err)
	}
	if account.Kind == "" {
		return fmt.Errorf("the state is empty; its first line is of kind %q, as an export has it", kindAccount)
	}
	return h.replace(state, properties, account)
}

// take sorts one line into the state.
func take(l line, state *store.State, properties *[]schema.Property, account *line) error {
	id, numeric := store.ParseID(l.ID)
	if (l.Kind == "contact" || l.Kind == "event" || l.Kind == "tie" || l.Kind == "merge") && !numeric {
		return fmt.Errorf("id %q is not a number", l.ID)
	}
	switch l.Kind {
	case kindAccount:
		if l.Clock != clockReal && l.Clock != clockFrozen || l.Now.IsZero() {
			return fmt.Errorf("clock %q at %s: want %s or %s, and the time in now", l.Clock, l.Now.Format(schema.Stamp), clockReal, clockFrozen)
		}
		*account = l
		state.LastID = l.LastID
	case "property":
		if l.Property == nil || l.Property.Name == "" {
			return errors.New("a property line needs a property with a name")
		}
		*properties = append(*properties, *l.Property)
	case "contact":
		if l.CreatedAt.IsZero() || l.UpdatedAt.IsZero() {
			return errors.New("a contact needs createdAt and updatedAt")
		}
		c := store.StateContact{ID: id, Created: l.CreatedAt.UnixMilli(), Modified: l.UpdatedAt.UnixMilli(), Values: l.Properties}
		if !l.ArchivedAt.IsZero() {
			c.Archived = l.ArchivedAt.UnixMilli()
		}
		state.Contacts = append(state.Contacts, c)
	case "event":
		state.Events = append(state.Events, store.StateEvent{
			ID: id, Name: l.Name, Event: store.Event{Value: l.Value, At: l.At.UnixMilli(), By: store.Source{Type: l.Source, ID: l.SourceID}},
		})
	case "tie":
		state.Ties = append(state.Ties, store.StateTie{ID: id, Association: l.Tie})
	case "blocked":
		state.Blocked = append(state.Blocked, l.Value)
	case "merge":
		into, ok := store.ParseID(l.Into)
		if !ok {
			return fmt.Errorf("into %q is not a number", l.Into)
		}
		state.Merges = append(state.Merges, [2]int64{id, into})
	default:
		return fmt.Errorf("kind %q is unknown; there are account, property, contact, event, tie, blocked and merge", l.Kind)
	}
	return nil
}

func (h *Hub) replace(state store.State, properties []schema.Property, account line) error {
	h.seeding.Lock()
	defer h.seeding.Unlock()
	if err := state.Check(); err != nil {
		return err
	}
	h.Schema.Reset()
	for _, p := range properties {
		h.Schema.Restore(p)
	}
	h.Store.Import(state)
	h.place = account.Place
	if account.Clock == clockFrozen {
		h.Clock.Set(account.Now)
	} else {
		h.Clock.RunFrom(account.Now)
	}
	return nil
}
