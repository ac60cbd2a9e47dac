package node

import (
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// CommitHeld accepts what a circuit breaker holds back in a dataset, and returns the dataset's description. It does nothing
// when nothing is held back.
func (n *Node) CommitHeld(name string, by pump.User) (dataset.Meta, error) {
	return n.settle(name, (*dataset.Tx).Commit, pump.EventBreakerCommitted, by)
}

// RollBackHeld is CommitHeld for throwing away what is held back.
func (n *Node) RollBackHeld(name string, by pump.User) (dataset.Meta, error) {
	return n.settle(name, (*dataset.Tx).Rollback, pump.EventBreakerRolledBack, by)
}

// settle decides about what is held back; the decision goes into the execution log of the pipes that write the dataset.
func (n *Node) settle(name string, decide func(*dataset.Tx, string) (bool, error), event string, by pump.User) (dataset.Meta, error) {
	var m dataset.Meta
	err := n.store.Update(func(tx *dataset.Tx) error {
		settled, err := decide(tx, name)
		if err != nil {
			return err
		}
		for _, p := range n.Pumps() {
			if !settled || p.Pipe.Sink.Dataset != name {
				continue
			}
			if err := p.LogUserEvent(tx, event, by); err != nil {
				return err
			}
		}
		m, err = tx.Meta(name)
		return err
	})
	return m, err
}
