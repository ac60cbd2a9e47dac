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

// Pump returns the pump of a pipe; the error matches ErrNotFound when there is no such pipe.
func (n *Node) Pump(pipe string) (*pump.Pump, error) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	if p := n.pumps[pipe]; p != nil {
		return p, nil
	}
	return nil, unknown(n.pumps, "pipe", pipe)
}

// Pumps returns all pumps in the order of their pipes' IDs.
func (n *Node) Pumps() []*pump.Pump {
	n.mu.RLock()
	defer n.mu.RUnlock()
	var out []*pump.Pump
	for _, id := range slices.Sorted(maps.Keys(n.pumps)) {
		out = append(out, n.pumps[id])
	}
	return out
}

// jobs returns what the schedule runs.
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

// Run runs a pipe once and returns the run when it has ended. The error is for a run that could not be started.
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

// Start starts a run and does not wait for its end. The error is for a run that could not be started.
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

// Enable lets the schedule start a pipe again.
func (n *Node) Enable(pipe string, by pump.User) error {
	p, err := n.Pump(pipe)
	if err != nil {
		return err
	}
	if err := p.Enable(by); err != nil {
		return err
	}
	n.sched.Wake()
	return nil
}

// PauseSchedule keeps the schedule from starting runs until resume is called. It returns when the runs that the schedule has
// started have ended; the error is for a ctx that ends before.
func (n *Node) PauseSchedule(ctx context.Context) (resume func(), err error) {
	return n.sched.Pause(ctx)
}

// bound returns a context that also ends with the node.
func (n *Node) bound(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	unhook := context.AfterFunc(n.ctx, func() { cancel(context.Cause(n.ctx)) })
	return ctx, func() {
		unhook()
		cancel(nil)
	}
}

// Advance moves a manual clock forward; with Schedule, every pump that becomes due on the way runs, one after another. It
// returns false when the clock is not one that can be moved.
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
