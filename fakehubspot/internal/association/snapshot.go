package association

import (
	"cmp"
	"iter"
	"slices"

	"github.com/tidwall/btree"
)

// Link is two records and the types by which the first is associated with the second.
type Link struct {
	From, To Ref
	Types    []*Type
}

// Snapshot is all ties at one moment. It holds no lock: reading it may take any time.
type Snapshot struct {
	own          []*Type
	limits       []Limit
	names        []string
	shown        [][]*Type
	open, hidden ties
}

// Snapshot keeps the present ties, of archived records too. It copies none of them.
func (s *Store) Snapshot() Snapshot {
	own, limits := s.Own(), s.Limits()
	s.mu.Lock() // a copy of a tree is a change of it
	defer s.mu.Unlock()
	return Snapshot{own: own, limits: limits, names: s.names, shown: s.sets.shown, open: s.open.copy(), hidden: s.hidden.copy()}
}

func (t ties) copy() ties {
	same := make(ties, len(t))
	for p, tree := range t {
		same[p] = tree.Copy()
	}
	return same
}

// Own are the types that the account added to HubSpot's own, by ID.
func (s Snapshot) Own() []*Type { return s.own }

// Limits are those that the account set, in the order of Store.Limits.
func (s Snapshot) Limits() []Limit { return s.limits }

// Links yields each tie once, in a fixed order: from the object type whose ID comes first, and between records of one type
// from the smaller ID.
func (s Snapshot) Links() iter.Seq[Link] {
	return func(yield func(Link) bool) {
		for _, p := range s.pairs() {
			for one := range s.merged(p) {
				if p.from == p.to && one.from > one.to {
					continue
				}
				if !yield(Link{Ref{s.names[p.from], one.from}, Ref{s.names[p.to], one.to}, s.shown[one.set]}) {
					return
				}
			}
		}
	}
}

// pairs returns one direction of all pairs of object types that have ties.
func (s Snapshot) pairs() []pair {
	var all []pair
	for _, t := range []ties{s.open, s.hidden} {
		for p := range t {
			if s.names[p.from] <= s.names[p.to] && !slices.Contains(all, p) {
				all = append(all, p)
			}
		}
	}
	slices.SortFunc(all, func(a, b pair) int {
		return cmp.Or(cmp.Compare(s.names[a.from], s.names[b.from]), cmp.Compare(s.names[a.to], s.names[b.to]))
	})
	return all
}

// merged yields the ties of a pair, those in sight and the others, in the order of the IDs.
func (s Snapshot) merged(p pair) iter.Seq[tie] {
	return func(yield func(tie) bool) {
		next, stop := iter.Pull(scan(s.hidden[p]))
		defer stop()
		hidden, more := next()
		for one := range scan(s.open[p]) {
			for ; more && before(hidden, one); hidden, more = next() {
				if !yield(hidden) {
					return
				}
			}
			if !yield(one) {
				return
			}
		}
		for ; more && yield(hidden); hidden, more = next() {
		}
	}
}

func scan(tree *btree.BTreeG[tie]) iter.Seq[tie] {
	return func(yield func(tie) bool) {
		if tree != nil {
			tree.Scan(yield)
		}
	}
}
