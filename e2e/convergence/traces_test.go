package convergence

import (
	"slices"
	"time"
)

// traces is what nothing in HubSpot tells any more: which records have been erased, and when, which only a full run sees; and
// which have come back, and may have been archived again.
type traces struct {
	into map[recordOf][]string  // the IDs that were merged into a record, and into those
	gone map[recordOf]time.Time // erased, or merged into what has been erased
	back map[recordOf]int       // how often each has been restored
}

// recordOf is a record of an object type.
type recordOf struct{ object, id string }

func newTraces() traces {
	return traces{into: map[recordOf][]string{}, gone: map[recordOf]time.Time{}, back: map[recordOf]int{}}
}

// merged notes that a record has become of others.
func (t traces) merged(of object, id string, others ...string) {
	all := slices.Clone(others)
	for _, other := range others {
		all = append(all, t.into[recordOf{of.name, other}]...)
	}
	t.into[recordOf{of.name, id}] = all
}

// restored notes that a record has come back.
func (t traces) restored(of object, id string) { t.back[recordOf{of.name, id}]++ }

// restores is how often a record has come back.
func (t traces) restores(of object, id string) int { return t.back[recordOf{of.name, id}] }

// erased notes that a record is erased. With it goes the property that lists what was merged into it.
func (t traces) erased(of object, id string, at time.Time) {
	for _, gone := range append(t.into[recordOf{of.name, id}], id) {
		t.gone[recordOf{of.name, gone}] = at
	}
}

// unseen reports whether a record can still be in the dataset of a pipe because it was erased after the pipe's last full run
// began.
func (t traces) unseen(p *pipe, id string) bool {
	at, erased := t.gone[recordOf{p.object.name, id}]
	return erased && at.After(p.whole)
}
