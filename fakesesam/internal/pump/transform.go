package pump

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
)

// outcome is what became of one source entity.
type outcome struct {
	entity dataset.Entity
	// updated is the source entity's _updated, which feeds the offset and is not stored.
	updated Offset
	// keep is false for what is not to be written: filtered tells that the sink's own version goes too.
	keep     bool
	filtered bool
	// note is nil for nearly every outcome.
	note *note
}

// transformer makes a sink's entities of a source's: the rules run on each, and _deleted is carried over. One goroutine
// may use it.
type transformer struct {
	program *dtl.Program
	// simple is the whole program when isSimple is set: the entity is then never decoded.
	simple   []assignment
	isSimple bool

	members []dataset.Member
	arena   []byte
}

// fits gives an error when an entity is larger than the sink takes.
func (p *Pump) fits(o *outcome) error {
	limit := p.Pipe.Sink.MaxEntityBytes
	if size := len(o.entity.ID) + len(o.entity.Members); o.keep && size > limit {
		return fmt.Errorf("entity %q has %d bytes, max_entity_bytes_size is %d", o.entity.ID, size, limit)
	}
	return nil
}

// assignment sets a property to a constant or to a property of the source.
type assignment struct {
	property, from, constant []byte
}

// arenaSize is how much memory entities are put into at a time.
const arenaSize = 128 << 10

func newTransformer(program *dtl.Program) (*transformer, error) {
	t := &transformer{program: program}
	adds, ok := program.Simple()
	if !ok {
		return t, nil
	}
	t.isSimple = true
	for _, add := range adds {
		a := assignment{property: []byte(add.Property), from: []byte(add.From)}
		if add.From == "" {
			var err error
			if a.constant, err = dataset.Encode(add.Constant); err != nil {
				return nil, err
			}
		}
		t.simple = append(t.simple, a)
	}
	return t, nil
}

// apply gives the source entity's offset also when it fails, if it has one.
func (t *transformer) apply(raw []byte) (outcome, error) {
	if t.isSimple {
		return t.assign(raw)
	}
	return t.rules(raw)
}

// rules decodes the entity and runs the program on it.
func (t *transformer) rules(raw []byte) (outcome, error) {
	in, err := decoded(raw)
	if err != nil {
		return outcome{}, err
	}
	updated, err := offsetOf(in["_updated"])
	if err != nil {
		return outcome{}, fmt.Errorf("entity %v: %w", in["_id"], err)
	}
	out, keep, err := t.program.Apply(in)
	if err != nil {
		return outcome{updated: updated}, err
	}
	if !keep {
		o := outcome{updated: updated}
		if id, ok := out["_id"].(string); ok {
			o.entity.ID, o.filtered = id, id != ""
		}
		return o, nil
	}
	if deleted, there := in["_deleted"]; there {
		out["_deleted"] = deleted
	}
	e, err := dataset.FromMap(out)
	return outcome{entity: e, updated: updated, keep: true}, err
}

// decoded is an entity with its numbers as they are written.
func decoded(raw []byte) (map[string]any, error) {
	var entity map[string]any
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	err := dec.Decode(&entity)
	return entity, err
}

// assign does what a simple program does on the text of the entity.
func (t *transformer) assign(raw []byte) (outcome, error) {
	t.members = dataset.Split(raw, t.members)
	source := t.members
	out := outcome{keep: true}
	updated, deleted := []byte("null"), []byte(nil)
	for _, m := range source {
		switch string(m.Key) {
		case "_updated":
			updated = m.Value
		case "_deleted":
			deleted = m.Value
		}
	}
	if err := out.updated.UnmarshalJSON(updated); err != nil {
		return outcome{}, err
	}
	for _, a := range t.simple {
		value := a.constant
		if value == nil {
			value = find(source, a.from)
		}
		// Of equal keys the last one counts.
		t.members = append(t.members, dataset.Member{Key: a.property, Value: value})
	}
	if deleted != nil {
		t.members = append(t.members, dataset.Member{Key: []byte("_deleted"), Value: deleted})
	}
	if len(t.arena) > arenaSize-len(raw) {
		// What was put into the old one stays there.
		t.arena = make([]byte, 0, arenaSize+len(raw))
	}
	var err error
	out.entity, t.arena, err = dataset.FromMembers(t.members, t.arena)
	return out, err
}

func find(members []dataset.Member, key []byte) []byte {
	for _, m := range slices.Backward(members) {
		if bytes.Equal(m.Key, key) {
			return m.Value
		}
	}
	return []byte("null")
}
