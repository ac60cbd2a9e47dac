package push

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// write is what HubSpot is asked for, for the sake of some entities.
type write struct {
	hubspot.Write
	as     Status // what becomes of the entities
	target *target
	of     []*sent
}

// decide settles the entities that need no write, and returns the writes that the others need: one for each target at most.
func (b *batch) decide(targets []*target) []write {
	var writes []write
	for _, t := range targets {
		for t.prune() && !b.awaits(t) {
			w, needed := b.next(t)
			if needed {
				writes = append(writes, w)
				break
			}
		}
	}
	return writes
}

// awaits reports whether there is no record with the key of a target yet, but an entity that was sent before is about to give it to
// one.
func (b *batch) awaits(t *target) bool {
	next := t.queue[0]
	return t.record == nil && t.id == "" && slices.ContainsFunc(b.sent, func(s *sent) bool {
		return !s.settled && !s.Deleted && s.ID != "" && s.Index < next.Index && strings.EqualFold(s.values[b.run.match], next.key)
	})
}

// next settles entities at the head of a target, or returns the write that they need.
func (b *batch) next(t *target) (w write, needed bool) {
	head := t.head(b.run.match, b.definitions)
	if head[0].Deleted {
		return b.deletion(t, head)
	}
	if t.record == nil && t.id != "" {
		settleAll(head, Refused, "", b.missing(t))
		return write{}, false
	}
	if b.settleDoubted(t, head) {
		return write{}, false
	}
	head, values := b.combined(t, head)
	switch {
	case len(head) == 0: // all of them conflict
		return write{}, false
	case t.record != nil:
		return b.update(t, head, values)
	default:
		for name, value := range values {
			if value == "" {
				delete(values, name)
			}
		}
		return write{hubspot.Write{Key: head[0].key, Values: values}, Created, t, head}, true
	}
}

// missing says of which record there is none.
func (b *batch) missing(t *target) string {
	if t.archived {
		return fmt.Sprintf("%s %s is archived in HubSpot", b.run.object.Singular, t.id)
	}
	return fmt.Sprintf("HubSpot has no %s %s", b.run.object.Singular, t.id)
}

// deletion decides about entities that are deleted. A delete never follows a merge: what HubSpot has merged away comes from the
// connector as deleted, and is a part of another record now.
func (b *batch) deletion(t *target, head []*sent) (w write, needed bool) {
	for i, s := range head {
		switch {
		case t.record == nil:
			s.settle(done(t, Archived), s.ID, "")
		case b.mergedAway(s, t.record):
			s.settle(Unchanged, t.record.ID, "")
		default:
			if conflicts := b.definitions.conflicting(t.record.Values, b.run.own.without(s.Basis, t.record, b.definitions), nil); len(conflicts) > 0 {
				b.conflict(s, t.record.ID, conflicts)
				continue
			}
			return write{hubspot.Write{Key: t.record.ID}, Archived, t, slices.Clone(head[i:])}, true // the queue is pruned meanwhile
		}
	}
	return write{}, false
}

// mergedAway reports whether the record that an entity is about has become a part of this one.
func (b *batch) mergedAway(s *sent, record *hubspot.Present) bool {
	if s.ID != "" {
		return s.ID != record.ID
	}
	return len(record.Merged) > 0 && !strings.EqualFold(record.Values[b.run.match], s.key) && !b.sameKey(record.Values[b.run.match], s.key)
}

// settleDoubted refuses entities with values that cannot be written, unless the record has them already by then. It reports whether
// there were any.
func (b *batch) settleDoubted(t *target, head []*sent) (some bool) {
	has := map[string]string{}
	if t.record != nil {
		maps.Copy(has, t.record.Values)
	}
	for _, s := range head {
		if s.doubted {
			_, why := b.definitions.writable(b.definitions.differing(has, s.values), b.run.object)
			if s.doubted = why != nil; s.doubted {
				s.settle(Refused, t.is(), why.Error())
				some = true
				continue
			}
		}
		maps.Copy(has, s.values)
	}
	return some
}

// combined returns the values of entities about the same record, the last one's first, and which entities those are: it settles
// the ones in conflict. What all of them together lead to is no conflict if HubSpot has it already: they may have been written
// without an answer.
func (b *batch) combined(t *target, head []*sent) (kept []*sent, values map[string]string) {
	values = map[string]string{}
	var stored map[string]string
	if t.record != nil {
		stored = t.record.Values
	}
	together := map[string]string{}
	for _, s := range head {
		b.add(together, t, s)
	}
	for _, s := range head {
		basis := b.run.own.without(s.Basis, t.record, b.definitions)
		maps.DeleteFunc(basis, func(name, _ string) bool {
			_, before := values[name]
			value, written := together[name]
			return before || written && same(b.definitions[name], stored[name], value)
		})
		if conflicts := b.definitions.conflicting(stored, basis, s.values); len(conflicts) > 0 {
			b.conflict(s, t.is(), conflicts)
			continue
		}
		b.add(values, t, s)
		kept = append(kept, s)
	}
	return kept, values
}

// add puts the values of an entity about a target in the place of those before it. What it was found by stays as it is: it may be
// a secondary value.
func (b *batch) add(values map[string]string, t *target, s *sent) {
	for name, value := range s.values {
		if name == b.run.match && s.ID == "" && t.record != nil {
			continue
		}
		before, written := values[name]
		values[name] = after(b.definitions[name], before, written, value)
	}
}

// conflict settles an entity whose basis is not what the record has. If the request may have changed that itself, and there was no
// room to remember it, nobody can tell: the entity is left unwritten, and the request fails, until it is sent again.
func (b *batch) conflict(s *sent, id string, conflicts []string) {
	if b.run.own.isShort() {
		b.run.fail(ErrShort)
		s.settle(Unwritten, id, ErrShort.Error())
		return
	}
	s.settle(Conflict, id, changedMeanwhile(conflicts))
}

// changedMeanwhile explains a conflict.
func changedMeanwhile(names []string) string {
	return "HubSpot has another value than $based_on, which somebody has changed meanwhile, of " + strings.Join(names, ", ")
}

// update decides about entities whose record there is.
func (b *batch) update(t *target, head []*sent, values map[string]string) (w write, needed bool) {
	b.run.own.note(t.record.ID, values)
	rest := b.definitions.differing(t.record.Values, values)
	if len(rest) == 0 {
		as := Updated
		if t.tried == Created {
			as = Created
		}
		settleAll(head, done(t, as), t.record.ID, "")
		return write{}, false
	}
	return write{hubspot.Write{Key: t.record.ID, Values: rest}, Updated, t, head}, true
}

// done is what has become of entities that are as they should be: HubSpot may have been asked for it without an answer.
func done(t *target, as Status) Status {
	if t.tried == as {
		return as
	}
	return Unchanged
}
