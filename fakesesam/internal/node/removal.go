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
func cleanUp(tx *dataset.Tx, gone []*pump.Pump, set *config.Set) error {
	kept := map[string]bool{"": true} // "" is no dataset
	for _, pipe := range set.Pipes {
		kept[pipe.Sink.Dataset] = true
	}
	var names []string
	for _, p := range gone {
		if err := p.Erase(tx); err != nil {
			return fmt.Errorf("deleting the state of the removed pipe %s: %w", p.Pipe.ID, err)
		}
		names = append(names, pump.LogName(p.Pipe.ID), config.DeadLetterName(p.Pipe.ID))
		if sink := p.Pipe.Sink.Dataset; !kept[sink] {
			names = append(names, sink)
		}
	}
	return tx.DeleteAll(names)
}
