package node

import (
	"context"
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// Restart does what stopping and starting the program does: runs end, and everything is read again.
func (n *Node) Restart(ctx context.Context) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	if err := n.still(ctx); err != nil {
		return err
	}
	return n.load()
}

// Reset makes the node new: no datasets, no offsets, and no configuration but what it was started with.
func (n *Node) Reset(ctx context.Context) error {
	n.changing.Lock()
	defer n.changing.Unlock()
	if err := n.still(ctx); err != nil {
		return err
	}
	if err := n.store.Update((*dataset.Tx).Clear); err != nil {
		return fmt.Errorf("emptying the store: %w", err)
	}
	return n.load()
}

// still ends every run and takes the pumps away, until load makes new ones.
func (n *Node) still(ctx context.Context) error {
	for _, p := range n.Pumps() {
		if err := p.Retire(ctx); err != nil {
			return err
		}
	}
	n.mu.Lock()
	n.pumps = nil
	n.mu.Unlock()
	return nil
}

// Go runs f beside everything else; Close waits for it, and Context tells it when.
func (n *Node) Go(f func()) { n.runs.Go(f) }

// Context ends when the node closes.
func (n *Node) Context() context.Context { return n.ctx }

// Woken makes the schedule look again after a change that went well.
func (n *Node) Woken(err error) error {
	if err == nil {
		n.sched.Wake()
	}
	return err
}
