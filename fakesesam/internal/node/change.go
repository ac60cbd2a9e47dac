package node

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// change is a new configuration of the node.
type change struct {
	set     *config.Set
	env     Environment
	secrets map[string]string
	// persist stores what was uploaded, in the transaction that changes everything else; nil if nothing was.
	persist func(tx *dataset.Tx) error
	// what is stored, for an error.
	what string
	// renew makes every pump new, as at a start; pipes that are gone keep their data. Otherwise pumps whose pipe did not
	// change continue as they are, and everything of a removed pipe is deleted.
	renew bool
}

// use makes a configuration the node's: all of it or, with an error, nothing. The caller holds changing.
func (n *Node) use(c change) error {
	n.hide(slices.Values(c.set.Credentials()))
	n.mu.RLock()
	before, beforeSet := n.pumps, n.set
	n.mu.RUnlock()
	pumps := make(map[string]*pump.Pump, len(c.set.Pipes))
	var old, gone []*pump.Pump
	for id, p := range before {
		if !c.renew && sameWork(beforeSet, c.set, id) {
			pumps[id] = p
			continue
		}
		old = append(old, p)
		if !c.renew && c.set.Pipes[id] == nil {
			gone = append(gone, p)
		}
	}
	// An old pump must have stopped before a new one of the same pipe may start.
	n.retire(old)
	n.forgetCalls(c.set, c.renew)
	var fresh []*pump.Pump
	for id, pipe := range c.set.Pipes {
		if pumps[id] == nil {
			pumps[id] = n.newPump(c.set, pipe)
			fresh = append(fresh, pumps[id])
		}
	}
	if err := n.store.Update(func(tx *dataset.Tx) error { return c.store(tx, gone, fresh) }); err != nil {
		for _, p := range old {
			p.Reinstate()
		}
		n.sched.Wake()
		return fmt.Errorf("storing %s: %w", c.what, err)
	}
	signals := n.signalledPumps(pumps)
	n.mu.Lock()
	n.set, n.env, n.secrets, n.pumps = c.set, c.env, c.secrets, pumps
	n.signals = signals
	if c.renew {
		n.started = n.clock.Now().UTC()
	}
	n.mu.Unlock()
	n.sched.Wake()
	return nil
}

func (c *change) store(tx *dataset.Tx, gone, fresh []*pump.Pump) error {
	if c.persist != nil {
		if err := c.persist(tx); err != nil {
			return err
		}
	}
	if err := cleanUp(tx, gone, c.set); err != nil {
		return err
	}
	for _, p := range fresh {
		if err := p.Enter(tx); err != nil {
			return err
		}
	}
	return nil
}

// How long runs may take to end when they must: a run that a system or a transform holds up must not hold up the node.
const (
	retireGrace = 10 * time.Second
	closeGrace  = 3 * time.Second
	// storeGrace is how long the last transaction may take.
	storeGrace = time.Second
)

// retire ends pumps for others to take their place. It depends on nobody's patience: who has requested the change may be
// gone before it is made, and it is made all the same.
func (n *Node) retire(pumps []*pump.Pump) {
	for _, p := range pumps {
		p.Retire()
	}
	ctx, cancel := context.WithTimeout(context.Background(), retireGrace)
	defer cancel()
	for _, p := range pumps {
		if err := p.Wait(ctx); err != nil {
			p.Abandon()
			n.log.Warn("what the run still does is discarded", "pipe", p.Pipe.ID, "error", err)
		}
	}
}
