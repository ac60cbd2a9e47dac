package node

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/schedule"
)

// NoPipeError is a pipe that is not configured.
type NoPipeError struct {
	ID    string
	Known []string
}

// Error names the pipe and those there are.
func (e *NoPipeError) Error() string {
	return fmt.Sprintf("there is no pipe %q; there are %q", e.ID, e.Known)
}

// Pump gives the pump of a pipe; the error is a *NoPipeError.
func (n *Node) Pump(pipe string) (*pump.Pump, error) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	if p := n.pumps[pipe]; p != nil {
		return p, nil
	}
	return nil, &NoPipeError{pipe, slices.Sorted(maps.Keys(n.pumps))}
}

// Pumps gives all pumps in the order of their pipes' ids.
func (n *Node) Pumps() []*pump.Pump {
	n.mu.RLock()
	defer n.mu.RUnlock()
	var out []*pump.Pump
	for _, id := range slices.Sorted(maps.Keys(n.pumps)) {
		out = append(out, n.pumps[id])
	}
	return out
}

func (n *Node) jobs() []schedule.Job {
	if !n.Scheduled() {
		return nil
	}
	n.mu.RLock()
	signals := n.signals
	n.mu.RUnlock()
	var out []schedule.Job
	for _, p := range n.Pumps() {
		if s := signals[p]; s != nil {
			out = append(out, s)
		} else {
			out = append(out, p)
		}
		if b := p.Background(); b != nil {
			out = append(out, b)
		}
	}
	return out
}

// Run runs a pipe once and gives the run when it has ended; an error when it could not be started.
func (n *Node) Run(ctx context.Context, pipe string, r pump.Request) (pump.Run, error) {
	p, err := n.Pump(pipe)
	if err != nil {
		return pump.Run{}, err
	}
	n.runs.Add(1)
	defer n.runs.Done()
	ctx, cancel := n.bound(ctx)
	defer cancel()
	run, err := p.Do(ctx, r)
	n.sched.Wake()
	return run, err
}

// Start starts a run and does not wait for its end; an error when it could not be started.
func (n *Node) Start(pipe string, r pump.Request) error {
	p, err := n.Pump(pipe)
	if err != nil {
		return err
	}
	run, err := p.Begin(n.ctx, r)
	if err != nil {
		return fmt.Errorf("pipe %s: %w", pipe, err)
	}
	n.runs.Go(func() {
		run()
		n.sched.Wake()
	})
	return nil
}

// PauseSchedule keeps the schedule from starting runs until resume is called; it gives resume when those it has started have
// ended, or an error when ctx ends before.
func (n *Node) PauseSchedule(ctx context.Context) (resume func(), err error) {
	return n.sched.Pause(ctx)
}

// bound gives a context that also ends with the node.
func (n *Node) bound(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	unhook := context.AfterFunc(n.ctx, cancel)
	return ctx, func() {
		unhook()
		cancel()
	}
}

// Advance moves a manual clock forward; with Schedule every pump that becomes due on the way runs, one after another. It
// tells whether the clock is one that can be moved.
func (n *Node) Advance(d time.Duration) bool {
	c, ok := n.clock.(*clock.Manual)
	if !ok {
		return false
	}
	to := c.Now().Add(d)
	if !n.opts.Schedule {
		c.Set(to)
		return true
	}
	n.sched.Advance(n.ctx, c, to)
	return true
}
