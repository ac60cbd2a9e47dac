package ui

import (
	"slices"
	"sync"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

const (
	// leavesRemembered is how many leaves are remembered, costlyLeaf what one must have cost to be worth it.
	leavesRemembered = 8
	costlyLeaf       = 1 << 20
)

// leaves are the last leaves of datasets that took long to find. A page is fetched again every second, and what was looked for
// in a dataset as it was at one moment does not change: a search is not repeated until the dataset has changed.
type leaves struct {
	mu   sync.Mutex
	last []rememberedLeaf
}

type rememberedLeaf struct {
	key  leafKey
	leaf dataset.Leaf
}

// leafKey is a question about a dataset at one moment. The last version that existed then tells a dataset from another one that
// had the same name.
type leafKey struct {
	name, question string
	until, held    int64
	last           dataset.Mark
	sum            [16]byte
}

func (l *leaves) find(key leafKey) (dataset.Leaf, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, each := range l.last {
		if each.key == key {
			return each.leaf, true
		}
	}
	return dataset.Leaf{}, false
}

func (l *leaves) remember(key leafKey, leaf dataset.Leaf) {
	if leaf.Spent < costlyLeaf {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.last) == leavesRemembered {
		l.last = slices.Delete(l.last, 0, 1)
	}
	l.last = append(l.last, rememberedLeaf{key, leaf})
}
