// Package association holds which records of an account are associated with which, by which types, from both sides.
//
// A Store is made of ties: two records, and the types by which they are associated. It knows which types there are. Object types go by their IDs, such as 0-1: custom objects have those too.
package association

import (
	"sync"

	"github.com/tidwall/btree"
)

// Ref names a record: the ID of its object type, such as 0-1, and its own. The record itself is kept elsewhere.
type Ref struct {
	TypeID string
	ID     int64
}

// Tie is what associates a record with another one, as the first one has it.
type Tie struct {
	To int64
	// Types are ordered: HubSpot's own before those of the account, then by ID. They must not be changed.
	Types []*Type
}

// Store is safe for concurrent use. It calls nobody, so that it may be used under any lock.
type Store struct {
	mu sync.RWMutex // guards all
	definitions
	sets   sets
	limits map[Kind]int // that the account set
	// open are the ties that both records show. Those of an archived record are kept in hidden until it is restored.
	open, hidden ties
	archived     map[node]bool // that have ties, or had some when they were archived
}

// ties are held twice, once from each side, in the order of both IDs: that way a page of a record with 100,000 ties costs
// what any page costs, and a copy of all costs nothing.
type ties map[pair]*btree.BTreeG[tie]

// pair is the numbers of two object types.
type pair struct{ from, to typeNumber }

// node is a record by the number of its object type.
type node struct {
	object typeNumber
	id     int64
}

// tie is kept small: an account has millions.
type tie struct {
	from, to int64
	set      setNumber
}

func before(a, b tie) bool { return a.from < b.from || a.from == b.from && a.to < b.to }

// NewStore returns a store without ties, which knows the types that HubSpot defines.
func NewStore() *Store {
	return &Store{
		definitions: newDefinitions(), sets: newSets(), limits: map[Kind]int{},
		open: ties{}, hidden: ties{}, archived: map[node]bool{},
	}
}

// get returns the set of types by which two records are associated.
func (t ties) get(p pair, from, to int64) (setNumber, bool) {
	tree := t[p]
	if tree == nil {
		return 0, false
	}
	found, ok := tree.Get(tie{from: from, to: to})
	return found.set, ok
}

// put sets one side of a tie.
func (t ties) put(p pair, one tie) {
	tree := t[p]
	if tree == nil {
		tree = btree.NewBTreeGOptions(before, btree.Options{NoLocks: true})
		t[p] = tree
	}
	tree.Set(one)
}

// drop removes one side of a tie.
func (t ties) drop(p pair, from, to int64) {
	if tree := t[p]; tree != nil {
		tree.Delete(tie{from: from, to: to})
	}
}

// of calls yield with each tie of a record to an object type, from the other's ID on, until it returns false.
func (t ties) of(p pair, id, from int64, yield func(tie) bool) {
	tree := t[p]
	if tree == nil {
		return
	}
	tree.Ascend(tie{from: id, to: from}, func(one tie) bool { return one.from == id && yield(one) })
}

func (p pair) inverse() pair { return pair{p.to, p.from} }
