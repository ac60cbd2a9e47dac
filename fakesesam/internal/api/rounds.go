package api

import (
	"context"
	"errors"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// errNotQuiet is a run of all pipes that changes something in every round.
var errNotQuiet = errors.New("the pipes still change something after max_runs rounds")

// pipeFailed is a pipe whose run failed.
type pipeFailed struct{ pipe, text string }

func (e *pipeFailed) Error() string { return "pipe " + e.pipe + " failed: " + e.text }

// run runs the pipes and notes how that ended.
func (r *runner) run(ctx context.Context, n *node.Node, plan runPlan) {
	status, info := "success", ""
	if err := r.rounds(ctx, n, plan); err != nil {
		status, info = "failed", n.Mask(err.Error())
		r.log(n, "ERROR", info)
	}
	r.mu.Lock()
	r.status, r.info = status, info
	r.mu.Unlock()
}

// rounds runs every pipe again and again, until enough rounds have changed nothing.
func (r *runner) rounds(ctx context.Context, n *node.Node, plan runPlan) error {
	if plan.reset {
		if err := emptied(n); err != nil {
			return err
		}
	}
	for round, quiet := 1, 0; ; round++ {
		if round > plan.maxRounds {
			return errNotQuiet
		}
		changes := 0
		for _, p := range n.Pumps() {
			run, err := r.pipe(ctx, n, p)
			if err != nil {
				return err
			}
			changes += run.Changed + run.Deleted
		}
		if changes > 0 {
			quiet = 0
			continue
		}
		if quiet++; quiet > plan.extraZero {
			return nil
		}
	}
}

// emptied resets every pipe and deletes its sink's dataset.
func emptied(n *node.Node) error {
	for _, p := range n.Pumps() {
		if !p.Pumped() {
			continue
		}
		if err := p.Forget(); err != nil {
			return err
		}
	}
	return n.Store().Update(func(tx *dataset.Tx) error {
		for _, p := range n.Pumps() {
			if !p.Pumped() {
				continue
			}
			if _, err := tx.Meta(p.Pipe.Sink.Dataset); err != nil {
				continue
			}
			if err := tx.Delete(p.Pipe.Sink.Dataset); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r *runner) log(n *node.Node, level, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, runnerLine{clockTime(n.Now()), level, text})
}

// pipe runs one pipe, unless it is not there to be run.
func (r *runner) pipe(ctx context.Context, n *node.Node, p *pump.Pump) (pump.Run, error) {
	s, err := p.Status()
	if err != nil || s.Disabled || !p.Runnable() {
		return pump.Run{}, err
	}
	run, err := n.Run(ctx, p.Pipe.ID, pump.Request{})
	if err != nil {
		return run, err
	}
	r.log(n, "INFO", p.Pipe.ID+": "+run.Summary())
	if run.Outcome == pump.Failed {
		return run, &pipeFailed{p.Pipe.ID, run.Error}
	}
	return run, nil
}
