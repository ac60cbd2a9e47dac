package hub

import (
	"bufio"
	"io"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// snapshot is what an export says, all of one moment as far as seeding, imports and resets go.
type snapshot struct {
	account    line
	records    store.Snapshot
	properties [][]*schema.Property // of each object type
	rules      [][]schema.PropertyRules
	places     []int // in the sequences of generated records, of each object type
	held       holdings
}

func (h *Hub) snapshot() snapshot {
	h.changing.Lock()
	defer h.changing.Unlock()
	st := h.state()
	taken := snapshot{records: st.account.Snapshot()}
	taken.account = line{Kind: kindAccount, LastID: taken.records.LastID, Place: st.places[object.Contacts.Plural], Clock: clockReal, Now: st.clock.Now()}
	if st.clock.Frozen() {
		taken.account.Clock = clockFrozen
	}
	for _, o := range taken.records.Objects {
		taken.properties = append(taken.properties, o.Schema.Custom())
		taken.rules = append(taken.rules, o.Schema.AllRules())
		taken.places = append(taken.places, st.places[o.Type.Plural])
	}
	taken.held = h.held(st)
	return taken
}

// Export writes the account's records, properties, object types, owners, pipelines and clock as JSON lines. The same state makes the same bytes. What
// is written to the account meanwhile is not in it, and does not wait for a slow reader.
func (h *Hub) Export(w io.Writer) error { return h.export(w, time.Time{}) }

// export also says what the machine's time is, unless it is zero.
func (h *Hub) export(w io.Writer, machine time.Time) error {
	taken := h.snapshot()
	if taken.account.Clock == clockReal {
		taken.account.Machine = machine.UTC().Round(0)
	}
	out := bufio.NewWriter(w)
	write := func(l line) error {
		if err := json.MarshalWrite(out, l, json.Deterministic(true)); err != nil {
			return err
		}
		return out.WriteByte('\n')
	}
	if err := write(taken.account); err != nil {
		return err
	}
	if err := taken.held.export(taken.records.Objects, write); err != nil {
		return err
	}
	for i, o := range taken.records.Objects {
		about := func(l line) error { return write(l.about(o.Type)) }
		if place := taken.places[i]; place > 0 && o.Type != object.Contacts { // that of contacts is in the first line
			if err := about(line{Kind: kindSeeded, Place: place}); err != nil {
				return err
			}
		}
		if err := exportRules(taken.rules[i], about); err != nil {
			return err
		}
		if err := exportObject(o, taken.properties[i], about); err != nil {
			return err
		}
	}
	if err := exportTies(taken.records, write); err != nil {
		return err
	}
	return out.Flush()
}

// exportObject writes all lines about one object type.
func exportObject(o store.ObjectSnapshot, properties []*schema.Property, write func(line) error) error {
	for _, p := range properties {
		if err := write(line{Kind: kindProperty, Property: p}); err != nil {
			return err
		}
	}
	return o.Export(store.Exporter{
		Record: func(r *record.Record, values map[string]string) error {
			l := line{
				Kind: recordKind(o.Type), ID: idText(r.ID), Properties: values,
				CreatedAt: instant(r.Created), UpdatedAt: instant(r.Modified),
			}
			if r.Archived != 0 {
				at := instant(r.Archived)
				l.ArchivedAt = &at
			}
			return write(l)
		},
		Event: func(id int64, name string, e store.Event) error {
			return write(line{
				Kind: kindEvent, ID: idText(id), Name: name, Value: e.Value, At: instant(e.At),
				Source: e.By.Type, SourceID: e.By.ID,
			})
		},
		Blocked: func(value string) error { return write(line{Kind: kindBlocked, Value: value}) },
		Erased:  func(id int64) error { return write(line{Kind: kindErased, ID: idText(id)}) },
		Merge: func(from, into int64) error {
			return write(line{Kind: kindMerge, ID: idText(from), Into: idText(into)})
		},
	})
}
