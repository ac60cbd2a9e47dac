package node

import (
	"iter"
	"maps"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/mask"
)

// Mask replaces every secret in a text with asterisks.
func (n *Node) Mask(text string) string {
	n.mu.RLock()
	m := n.mask
	n.mu.RUnlock()
	return m.Text(text)
}

// hide makes Mask know secrets, from before they are used. It still knows the earlier ones afterwards: a run that began with
// them, or the answer of a system, may name them later.
func (n *Node) hide(secrets iter.Seq[string]) {
	n.mu.Lock()
	defer n.mu.Unlock()
	before := len(n.hidden)
	for value := range secrets {
		n.hidden[value] = true
	}
	if n.mask == nil || len(n.hidden) > before {
		n.mask = mask.New(slices.Sorted(maps.Keys(n.hidden))...)
	}
}
