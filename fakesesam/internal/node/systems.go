package node

import (
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/source"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/system"
)

// System returns a system of the configuration; the error matches ErrNotFound when there is none of that ID.
func (n *Node) System(id string) (*system.System, error) {
	return n.systemIn(n.Config(), id)
}

func (n *Node) systemIn(set *config.Set, id string) (*system.System, error) {
	cfg := set.Systems[id]
	if cfg == nil {
		return nil, unknown(set.Systems, "system", id)
	}
	return system.New(cfg, n.opts.Microservices[id]), nil
}

// newPump creates the pump of a pipe with the source that its configuration names.
func (n *Node) newPump(set *config.Set, pipe *config.Pipe) *pump.Pump {
	d := pump.Deps{
		Pipe: pipe, Store: n.store, Clock: n.clock, Chance: n.random, ID: n.NewID, Mask: n.Mask, Log: n.log,
	}
	from := system.None()
	if named, err := n.systemIn(set, pipe.Source.System); err == nil {
		from, d.Retry = named, named.ReadRetries
	}
	if pipe.Readable() {
		d.Source = source.Open(&pipe.Source, from, n.store, n.Mask)
	}
	return pump.New(d)
}
