package node

import (
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// cleanUp takes away what retired pumps leave whose pipes are no longer in the configuration: what they remember, their
// execution logs and dead letters, and their datasets, unless a pipe that stays has the same one as its sink. To empty the
// configuration is all that a client does to wipe a node.
func (n *Node) cleanUp(gone []*pump.Pump, set *config.Set) error {
	stays := map[string]bool{"": true} // "" is no dataset
	for _, pipe := range set.Pipes {
		stays[pipe.Sink.Dataset] = true
	}
	var names []string
	for _, p := range gone {
		if err := forgotten(p); err != nil {
			return fmt.Errorf("pipe %s is gone, but not what it remembers: %w", p.Pipe.ID, err)
		}
		names = append(names, pump.LogName(p.Pipe.ID), config.DeadLetterName(p.Pipe.ID))
		if sink := p.Pipe.Sink.Dataset; !stays[sink] {
			names = append(names, sink)
		}
	}
	return n.store.Update(func(tx *dataset.Tx) error { return tx.DeleteAll(names) })
}

// forgotten makes a pump as if it had never been.
func forgotten(p *pump.Pump) error {
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
