package association

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// MaxLabels is how many labels of its own an account can have between two object types.
const MaxLabels = 10

// typeNumber numbers an object type, or a type of association, within one store.
type typeNumber uint32

// definitions are the types of association of an account. The store guards them.
type definitions struct {
	objects map[string]typeNumber
	names   []string // of the objects, by number

	types  []*Type // by number; nil for one that is gone
	number map[Kind]typeNumber
	plain  map[[2]string]*Type // of object types, the one without a label
	lastID int                 // of the account's own types
}

func newDefinitions() definitions {
	d := definitions{objects: map[string]typeNumber{}, number: map[Kind]typeNumber{}, plain: map[[2]string]*Type{}}
	for _, h := range hubspotTypes {
		d.add(h.both()...)
	}
	return d
}

func (d *definitions) add(types ...*Type) {
	for _, t := range types {
		d.object(t.From)
		d.object(t.To)
		d.number[t.Kind] = typeNumber(len(d.types)) // #nosec G115 -- bounded by MaxLabels and the object types
		d.types = append(d.types, t)
		if between := [2]string{t.From, t.To}; !t.IsLabel() && d.plain[between] == nil {
			d.plain[between] = t
		}
	}
}

// object returns the number of an object type, a new one if need be.
func (d *definitions) object(typeID string) typeNumber {
	n, known := d.objects[typeID]
	if !known {
		n = typeNumber(len(d.names)) // #nosec G115 -- as many as there are object types
		d.objects[typeID] = n
		d.names = append(d.names, typeID)
	}
	return n
}

// between returns the types from one object type to another, HubSpot's own first and then by ID.
func (d *definitions) between(from, to string) []*Type {
	var all []*Type
	for _, t := range d.types {
		if t != nil && t.From == from && t.To == to {
			all = append(all, t)
		}
	}
	slices.SortFunc(all, byKind)
	return all
}

// find returns a type between two object types.
func (d *definitions) find(from, to string, kind Kind) (*Type, error) {
	if n, known := d.number[kind]; known {
		if t := d.types[n]; t.From == from && t.To == to {
			return t, nil
		}
	}
	return nil, &TypeError{kind}
}

// unlabeled returns the type that only says that two records are associated: every tie has it. It is nil for object types
// that cannot be associated.
func (d *definitions) unlabeled(from, to string) *Type { return d.plain[[2]string{from, to}] }

// inverse returns the number of a type in the other direction.
func (d *definitions) inverse(n typeNumber) typeNumber {
	t := d.types[n]
	return d.number[Kind{t.Category, t.Inverse}]
}

// own returns two new types of the account, one for each direction; one and the same between records of one object type
// when nothing tells the directions apart.
func (d *definitions) own(from, to, name, back, label, backLabel string) []*Type {
	d.lastID++
	there := &Type{Kind: Kind{UserDefined, d.lastID}, From: from, To: to, Name: name, Label: label, Inverse: d.lastID}
	if from == to && label == backLabel && name == back {
		return []*Type{there}
	}
	d.lastID++
	there.Inverse = d.lastID
	return []*Type{there, {Kind: Kind{UserDefined, d.lastID}, From: to, To: from, Name: back, Label: backLabel, Inverse: there.ID}}
}

// replace puts another version of a type in its place.
func (d *definitions) replace(t *Type) { d.types[d.number[t.Kind]] = t }

// remove takes a type away, in both directions.
func (d *definitions) remove(t *Type) {
	for _, kind := range []Kind{t.Kind, {t.Category, t.Inverse}} {
		if n, known := d.number[kind]; known {
			d.types[n] = nil
			delete(d.number, kind)
		}
	}
}

// Types returns the types from one object type to another, HubSpot's own first and then by ID.
func (s *Store) Types(from, to string) []*Type {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.between(from, to)
}

// Find returns the type of a kind from one object type to another. Another kind is a *TypeError.
func (s *Store) Find(from, to string, kind Kind) (*Type, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.find(from, to, kind)
}

// Of returns the type of a kind from an object type to whichever other one. Another kind is a *TypeError.
func (s *Store) Of(from string, kind Kind) (*Type, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if n, known := s.number[kind]; known && s.types[n].From == from {
		return s.types[n], nil
	}
	return nil, &TypeError{kind}
}

// Named returns the type of a name, in either case, from one object type to another.
func (s *Store) Named(from, to, name string) (*Type, bool) {
	for _, t := range s.Types(from, to) {
		if strings.EqualFold(t.Name, name) {
			return t, true
		}
	}
	return nil, false
}

// Unlabeled returns the type that only says that records of two object types are associated. Object types without it
// cannot be associated.
func (s *Store) Unlabeled(from, to string) (*Type, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	t := s.unlabeled(from, to)
	return t, t != nil
}

// Relate lets records of two object types be associated, as happens when a schema is made: from now on they have a type
// without a label in each direction, named as name and back. It returns both; for object types that could be associated
// already, those that they have.
func (s *Store) Relate(from, to, name, back string) (there, here *Type) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.unlabeled(from, to) == nil {
		s.add(s.own(from, to, name, back, "", "")...)
	}
	return s.unlabeled(from, to), s.unlabeled(to, from)
}

// Own returns the types that the account added to HubSpot's own, by ID.
func (s *Store) Own() []*Type {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var all []*Type
	for _, t := range s.types {
		if t != nil && t.Category == UserDefined {
			all = append(all, t)
		}
	}
	slices.SortFunc(all, func(a, b *Type) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// Restore adds a type that an account had elsewhere, with its ID. New ones get higher IDs.
func (s *Store) Restore(t Type) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastID = max(s.lastID, t.ID, t.Inverse)
	s.add(&t)
}

// Whole reports a restored type whose other direction is missing or another one.
func (s *Store) Whole() error {
	for _, t := range s.Own() {
		back, err := s.Find(t.To, t.From, Kind{t.Category, t.Inverse})
		if err != nil || back.Inverse != t.ID {
			return fmt.Errorf("the type of association %s has no inverse %d", t.Kind, t.Inverse)
		}
	}
	return nil
}
