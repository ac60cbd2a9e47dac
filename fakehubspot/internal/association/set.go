package association

import (
	"encoding/binary"
	"slices"
)

// setNumber numbers a set of types. Ties hold it in place of the types, of which there are few sets.
type setNumber uint32

// sets are the sets of types that ties have.
type sets struct {
	known   map[string]setNumber
	members [][]typeNumber // by number, ascending
	shown   [][]*Type      // as ties show them
}

func newSets() sets { return sets{known: map[string]setNumber{}} }

// of returns the number of a set of types.
func (s *sets) of(members []typeNumber, d *definitions) setNumber {
	slices.Sort(members)
	members = slices.Compact(members)
	key := make([]byte, 0, 64)
	for _, n := range members {
		key = binary.BigEndian.AppendUint32(key, uint32(n))
	}
	number, known := s.known[string(key)]
	if !known {
		number = setNumber(len(s.members)) // #nosec G115 -- sets are few
		s.known[string(key)] = number
		s.members = append(s.members, members)
		s.shown = append(s.shown, d.shown(members))
	}
	return number
}

// refresh shows all sets as the types are now.
func (s *sets) refresh(d *definitions) {
	s.shown = slices.Clone(s.shown) // snapshots keep the old one
	for i, members := range s.members {
		s.shown[i] = d.shown(members)
	}
}

// shown returns types by their numbers, without those that are gone.
func (d *definitions) shown(members []typeNumber) []*Type {
	var all []*Type
	for _, n := range members {
		if t := d.types[n]; t != nil {
			all = append(all, t)
		}
	}
	slices.SortFunc(all, byKind)
	return all
}

// numbers returns the present members of a set and all of types.
func (s *Store) numbers(set setNumber, known bool, types ...*Type) []typeNumber {
	var all []typeNumber
	if known {
		for _, n := range s.sets.members[set] {
			if s.types[n] != nil {
				all = append(all, n)
			}
		}
	}
	for _, t := range types {
		all = append(all, s.number[t.Kind])
	}
	return all
}

// inverses returns the numbers of types in the other direction.
func (s *Store) inverses(members []typeNumber) []typeNumber {
	all := make([]typeNumber, len(members))
	for i, n := range members {
		all[i] = s.inverse(n)
	}
	return all
}
