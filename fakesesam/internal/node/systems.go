package node

import (
	"context"
	"maps"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/service"
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
	return system.New(cfg, n.opts.Microservices[id]).Counting(n.callsTo(id)), nil
}

// callsTo returns the counter of the calls to a system. It outlives a change of the configuration.
func (n *Node) callsTo(id string) *system.Calls {
	n.callsMu.Lock()
	defer n.callsMu.Unlock()
	if n.calls[id] == nil {
		n.calls[id] = system.NewCalls(n.clock.Now)
	}
	return n.calls[id]
}

// forgetCalls drops the counters of systems that the configuration no longer has; all of them if the node begins anew.
func (n *Node) forgetCalls(set *config.Set, renew bool) {
	n.callsMu.Lock()
	defer n.callsMu.Unlock()
	maps.DeleteFunc(n.calls, func(id string, _ *system.Calls) bool { return renew || set.Systems[id] == nil })
}

// newPump creates the pump of a pipe with the source and the services that its configuration names.
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
	d.Calls = n.callsIn(set, pipe)
	if cfg := pipe.Sink.Service; cfg != nil {
		receiver, at := n.serviceIn(set, cfg)
		d.Receiver, d.WriteRetry = &receiver, at.Retry
	}
	return pump.New(d)
}

// callsIn returns the http transforms of a pipe with the services that they call.
func (n *Node) callsIn(set *config.Set, pipe *config.Pipe) []pump.Call {
	var out []pump.Call
	for _, call := range pipe.Calls {
		at, _ := n.serviceIn(set, &call.Service)
		out = append(out, pump.Call{Call: call, At: at})
	}
	return out
}

// serviceIn returns a configured service, and its system. Without a system it has an absolute URL; a pipe whose system cannot
// be used does not run.
func (n *Node) serviceIn(set *config.Set, cfg *config.Service) (service.Service, *system.System) {
	at, err := n.systemIn(set, cfg.System)
	if err != nil {
		at = system.None()
	}
	return service.Open(at, cfg.URL, cfg.Headers, n.Mask), at
}

// Preview runs all transforms of a pipe, which need not be one of the node's, on an entity. Services whose calls have side
// effects are not called. Of several entities that come out the last one is returned, nil if none does.
func (n *Node) Preview(ctx context.Context, pipe *config.Pipe, entity map[string]any) (map[string]any, error) {
	n.hide(slices.Values(pipe.Credentials()))
	return pump.Preview(ctx, pump.Deps{
		Pipe: pipe, Store: n.store, Clock: n.clock, ID: n.NewID, Calls: n.callsIn(n.Config(), pipe),
	}, entity)
}
