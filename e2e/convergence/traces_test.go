package convergence

import (
	"slices"
	"time"
)

// traces is what nothing in HubSpot tells any more, so that only a full run sees it: which records have been erased, and when.
type traces struct {
	into map[recordOf][]string  // the IDs that were merged into a record, and into those
	gone map[recordOf]time.Time // erased, or merged into what has been erased
}

// recordOf is a record of an object type.
type recordOf struct{ object, id string }

func newTraces() traces {
	return traces{into: map[recordOf][]string{}, gone: map[recordOf]time.Time{}}
}

// merged notes that a record has become of others.
func (t traces) merged(of object, id string, others ...string) {
	all := slices.Clone(others)
	for _, other := range others {
		all = append(all, t.into[recordOf{of.name, other}]...)
	}
	t.into[recordOf{of.name, id}] = all
}

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
