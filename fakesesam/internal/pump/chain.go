package pump

import (
	"context"
	"fmt"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/service"
)

// Call is an http transform with the service that it calls.
type Call struct {
	*config.Call
	At service.Service
}

// chain is what follows the first rules of a pipe: calls of services, each with the rules after it.
type chain struct {
	calls []Call
	env   dtl.Env
	// preview leaves out the calls that have side effects: entities pass by.
	preview bool
}

// item is an entity on its way through a chain.
type item struct {
	dtl.Output
	// source is the index of the source entity from which it was made; -1 if nobody knows.
	source int
}

// CallError is a call of a service that failed. It says nothing about a single entity.
type CallError struct{ err error }

// Error says which transform failed and why.
func (e *CallError) Error() string { return "the http transform: " + e.err.Error() }

// Unwrap returns why the call failed.
func (e *CallError) Unwrap() error { return e.err }

// run takes entities through the chain, in order. The error is a *CallError, one of an entity that the rules after a call
// could not transform, or the cause of the end of ctx.
func (c *chain) run(ctx context.Context, items []item) ([]item, error) {
	for _, call := range c.calls {
		var err error
		if !c.preview || !call.SideEffects {
			if items, err = call.do(ctx, items); err != nil {
				if ctx.Err() != nil {
					return nil, context.Cause(ctx)
				}
				return nil, &CallError{err}
			}
		}
		if items, err = c.transform(ctx, call.Then, items); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// transform runs rules on those items that have not been filtered out.
func (c *chain) transform(ctx context.Context, rules *dtl.Program, items []item) ([]item, error) {
	out := make([]item, 0, len(items))
	for _, it := range items {
		if !it.Keep {
			out = append(out, it)
			continue
		}
		result, err := applied(ctx, rules, c.env, it.Target)
		if err != nil {
			return nil, fmt.Errorf("what the http transform has answered: %w", err)
		}
		out = append(out, itemsOf(result, it.source)...)
	}
	return out, nil
}

// itemsOf returns what rules have made of an entity, without what they have discarded.
func itemsOf(result dtl.Result, source int) []item {
	var out []item
	for _, each := range append(result.Created, result.Output) {
		if each.Target != nil {
			out = append(out, item{each, source})
		}
	}
	return out
}

// do sends the items that the trigger selects, some at a time, and puts what the service answers in their places.
func (c *Call) do(ctx context.Context, items []item) ([]item, error) {
	places := make([][]item, len(items))
	var chosen []int
	for i, it := range items {
		if it.Keep && c.Trigger.Selects(it.Target) {
			chosen = append(chosen, i)
		} else {
			places[i] = []item{it}
		}
	}
	for len(chosen) > 0 {
		some := chosen[:min(c.BatchSize, len(chosen))]
		chosen = chosen[len(some):]
		sent := make([]map[string]any, len(some))
		for i, place := range some {
			sent[i] = items[place].Target
		}
		answered, err := c.At.Transform(ctx, sent)
		if err != nil {
			return nil, err
		}
		put(places, items, some, answered)
	}
	var out []item
	for _, at := range places {
		out = append(out, at...)
	}
	return out, nil
}

// put puts the answer to one request in the places of what was sent: an entity that has the _id of one that was sent is taken
// for what has become of it. Whatever else the service answers stands last, and nobody knows its source.
func put(places [][]item, items []item, sent []int, answered []map[string]any) {
	of := map[any]int{} // of several versions of one entity, the last
	for _, place := range sent {
		of[items[place].Target["_id"]] = place
	}
	last := sent[len(sent)-1]
	var added []item
	for _, entity := range answered {
		out := item{dtl.Output{Target: entity, Keep: true}, -1}
		id, _ := entity["_id"].(string)
		place, known := of[id]
		if !known {
			added = append(added, out)
			continue
		}
		out.source = items[place].source
		places[place] = append(places[place], out)
	}
	places[last] = append(places[last], added...)
}
