package pump

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
)

// outcome is the result of transforming one source entity.
type outcome struct {
	entity dataset.Entity
	// updated is the source entity's _updated: it becomes the offset and is not stored.
	updated Offset
	// keep means that the entity is written, filtered that the sink's version of it is deleted.
	keep     bool
	filtered bool
	// created are entities that the rules have created besides this one; they are written before it.
	created []outcome
	// attempt is nil for nearly every outcome: only failed and queued entities have one.
	attempt *attempt
	// origin is what the outcome was made of. Only a json sink needs to know; it is nil if nobody knows.
	origin *origin
}

// transformer turns entities of the source into entities of the sink: it runs the rules on each and copies _deleted. It is
// for one goroutine.
type transformer struct {
	program *dtl.Program
	env     dtl.Env
	// chain is what follows the program.
	chain chain
	// simple is the whole program if isSimple is true: the entity is then never decoded.
	simple   []assignment
	isSimple bool

	members []dataset.Member
	// memory is where the bytes of entities are put, except those that rules have made. Whoever applies the rules resets it when
	// the entities are no longer needed, or replaces it.
	memory *dataset.Memory
	// text is the buffer of shown.
	text []byte
}

// checkSize returns an error when an entity is larger than the sink accepts.
func (p *Pump) checkSize(o *outcome) error {
	for i := range o.created {
		if err := p.checkSize(&o.created[i]); err != nil {
			return err
		}
	}
	limit := p.Pipe.Sink.MaxEntityBytes
	if limit == 0 { // not a dataset sink
		return nil
	}
	if size := len(o.entity.ID) + len(o.entity.Members); o.keep && size > limit {
		return fmt.Errorf("entity %q is larger than max_entity_bytes_size %d, got %d bytes", o.entity.ID, limit, size)
	}
	return nil
}

// assignment sets a property to a constant or to a property of the source.
type assignment struct {
	property, from, constant []byte
}

func (p *Pump) newTransformer() (*transformer, error) {
	t := &transformer{program: p.Pipe.Program, env: p.Env(), memory: &dataset.Memory{}}
	t.chain = chain{calls: p.Calls, env: t.env}
	adds, ok := t.program.Simple()
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

// apply runs the program, without what follows it. It returns the source entity's offset, if it has one, even when it fails.
func (t *transformer) apply(ctx context.Context, raw []byte) (outcome, error) {
	if t.isSimple {
		return t.assign(raw)
	}
	return t.rules(ctx, raw)
}

// rules decodes the entity and runs the program on it.
func (t *transformer) rules(ctx context.Context, raw []byte) (outcome, error) {
	in, err := dataset.DecodeObject(raw)
	if err != nil {
		return outcome{}, err
	}
	updated, err := t.offset(in)
	if err != nil {
		return outcome{}, err
	}
	result, err := applied(ctx, t.program, t.env, in)
	if err != nil {
		return outcome{updated: updated}, err
	}
	out, err := emitted(result.Output)
	out.updated = updated
	if err != nil {
		return out, err
	}
	for _, created := range result.Created {
		o, err := emitted(created)
		if err != nil {
			return out, err
		}
		if o.keep || o.filtered {
			out.created = append(out.created, o)
		}
	}
	return out, nil
}

// offset returns the offset of a source entity.
func (t *transformer) offset(in map[string]any) (Offset, error) {
	updated, err := offsetOf(in["_updated"])
	if err != nil {
		return Offset{}, fmt.Errorf("entity %v: %w", in["_id"], err)
	}
	return updated, nil
}

// applied runs a program on an entity, and copies _deleted.
func applied(ctx context.Context, program *dtl.Program, env dtl.Env, in map[string]any) (dtl.Result, error) {
	result, err := program.Apply(ctx, env, in)
	if deleted, there := in["_deleted"]; there && err == nil && result.Keep {
		result.Target["_deleted"] = deleted
	}
	return result, err
}

// emitted returns what the sink receives of an entity that the rules have emitted.
func emitted(out dtl.Output) (outcome, error) {
	if !out.Keep {
		id, _ := out.Target["_id"].(string)
		return outcome{entity: dataset.Entity{ID: id}, filtered: id != ""}, nil
	}
	e, err := dataset.FromMap(out.Target)
	return outcome{entity: e, keep: true}, err
}

// assign applies a simple program to the text of the entity.
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
			value = dataset.Find(source, string(a.from))
		}
		if value == nil {
			value = []byte("null")
		}
		if string(a.property) == "_id" && string(value) == "null" {
			continue // an entity keeps the _id it has rather than none
		}
		// Of equal keys the last one counts.
		t.members = append(t.members, dataset.Member{Key: a.property, Value: value})
	}
	if deleted != nil {
		t.members = append(t.members, dataset.Member{Key: []byte("_deleted"), Value: deleted})
	}
	var err error
	out.entity, err = dataset.FromMembers(t.members, t.memory)
	return out, err
}

// superseded returns which of the entities of an embedded source, counted from 0, enter the sink with the _id of a later one.
// Each run reads all of them: if it wrote them all, it would change the dataset every time. What fails supersedes nothing; the
// run says why.
func (t *transformer) superseded(ctx context.Context, entities []json.RawMessage) map[int]bool {
	out, last := map[int]bool{}, map[string]int{}
	for i, e := range entities {
		o, err := t.apply(ctx, e)
		t.memory.Reset() // only the _id is needed
		if err != nil || !o.keep && !o.filtered {
			continue
		}
		if before, there := last[o.entity.ID]; there {
			out[before] = true
		}
		last[o.entity.ID] = i
	}
	return out
}
