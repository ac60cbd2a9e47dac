package node

import (
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// cleanUp deletes what the retired pumps of removed pipes leave behind: their state, execution logs and dead letters, and
// their datasets, unless a remaining pipe has the same dataset as its sink. A client wipes a node by emptying its
// configuration.
func (n *Node) cleanUp(gone []*pump.Pump, set *config.Set) error {
	kept := map[string]bool{"": true} // "" is no dataset
	for _, pipe := range set.Pipes {
		kept[pipe.Sink.Dataset] = true
	}
	var names []string
	for _, p := range gone {
		if err := forget(p); err != nil {
			return fmt.Errorf("deleting the state of the removed pipe %s: %w", p.Pipe.ID, err)
		}
		names = append(names, pump.LogName(p.Pipe.ID), config.DeadLetterName(p.Pipe.ID))
		if sink := p.Pipe.Sink.Dataset; !kept[sink] {
			names = append(names, sink)
		}
	}
	return n.store.Update(func(tx *dataset.Tx) error { return tx.DeleteAll(names) })
}

// forget makes a pump as if it had never existed.
func forget(p *pump.Pump) error {
	s, err := p.Status()
	if err != nil {
		return err
	}
	if s.Disabled {
		if err := p.Enable(pump.User{}); err != nil {
			return err
		}
	}
	return p.Forget()
}
