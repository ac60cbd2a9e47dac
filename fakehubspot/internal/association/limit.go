package association

import (
	"cmp"
	"fmt"
	"slices"
)

// Limit is the most records that a record can be associated with by a type.
type Limit struct {
	Type *Type
	Max  int
}

// MaxLimit is the largest that a limit can be.
const MaxLimit = 10_000

// LimitError is returned for an association that is one more than a record can have of its type.
type LimitError struct {
	Ref Ref
	Limit
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("record %d has %d associations of type %s, which is the most", e.Ref.ID, e.Max, e.Type.Kind)
}

// oneParent are HubSpot's own types of which a record can have one, without being told: a line item belongs to one deal and
// to one quote.
var oneParent = []int{20, 68}

// Limits returns the limits that the account set, in the order of the object types and types.
func (s *Store) Limits() []Limit {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var all []Limit
	for kind, most := range s.limits {
		if n, known := s.number[kind]; known {
			all = append(all, Limit{s.types[n], most})
		}
	}
	slices.SortFunc(all, func(a, b Limit) int {
		return cmp.Or(cmp.Compare(a.Type.From, b.Type.From), cmp.Compare(a.Type.To, b.Type.To), byKind(a.Type, b.Type))
	})
	return all
}

// SetLimit limits a type. Records that have more keep what they have.
func (s *Store) SetLimit(kind Kind, most int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limits[kind] = most
}

// DropLimit ends the limit of a type and reports whether there was one.
func (s *Store) DropLimit(kind Kind) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, there := s.limits[kind]
	delete(s.limits, kind)
	return there
}

// most returns how many associations of a type a record can have; 0 means any number.
func (s *Store) most(t *Type) int {
	if most, limited := s.limits[t.Kind]; limited {
		return most
	}
	if t.Category == HubSpotDefined && slices.Contains(oneParent, t.ID) {
		return 1
	}
	return 0
}

// within reports types of which one of two records, both of which are to have them, has as many as it can.
func (s *Store) within(from, to Ref, types []*Type) error {
	a, b := s.node(from), s.node(to)
	had, there := s.ties(a, b).get(pair{a.object, b.object}, a.id, b.id)
	for _, t := range types {
		if there && slices.Contains(s.sets.members[had], s.number[t.Kind]) {
			continue
		}
		back := s.types[s.number[Kind{t.Category, t.Inverse}]]
		if most := s.most(t); most > 0 && !t.single && s.counts(a, t, most) {
			return &LimitError{from, Limit{t, most}}
		}
		if most := s.most(back); most > 0 && !back.single && s.counts(b, back, most) {
			return &LimitError{to, Limit{back, most}}
		}
	}
	return nil
}

// counts reports whether a record has so many ties of a type.
func (s *Store) counts(a node, t *Type, count int) bool {
	s.open.of(pair{a.object, s.objects[t.To]}, a.id, 0, func(one tie) bool {
		if slices.Contains(s.sets.members[one.set], s.number[t.Kind]) {
			count--
		}
		return count > 0
	})
	return count <= 0
}
