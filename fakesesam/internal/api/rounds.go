package api

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// Why a run of all pipes ends before it is done.
var (
	errNotQuiet = errors.New("the pipes still change something after max_runs rounds")
	errTime     = errors.New("the pipes have not come to rest within max_run_time")
	errStopped  = errors.New("the run of all pipes was stopped")
)

// pipeFailed is a pipe whose run failed.
type pipeFailed struct{ pipe, text string }

func (e *pipeFailed) Error() string { return "pipe " + e.pipe + " failed: " + e.text }

// run runs the pipes and notes how that ended. The schedule pauses meanwhile: what it starts would be in the way.
func (r *runner) run(ctx context.Context, n *node.Node, plan runPlan) {
	tallies := tallies{}
	err := undisturbed(ctx, n, func() error {
		if plan.reset {
			if err := emptied(ctx, n, plan.keepInputs); err != nil {
				return err
			}
		}
		return r.rounds(ctx, n, plan, tallies)
	})
	status, info := "success", []string{}
	if err != nil {
		status, info = "failed", append(info, err.Error())
		r.log(n, "ERROR", err.Error())
	}
	if !plan.checkInputs {
		info = append(info, tallies.failures()...)
	}
	if plan.statistics {
		info = append(info, tallies.statistics()...)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status, r.info = status, n.Mask(strings.Join(info, "\n"))
}

// undisturbed does something while the schedule pauses.
func undisturbed(ctx context.Context, n *node.Node, do func() error) error {
	resume, err := n.PauseSchedule(ctx)
	if err != nil {
		return ended(ctx)
	}
	defer resume()
	return do()
}

// ended says why the time of a run of all pipes is over; nil when it is not.
func ended(ctx context.Context) error {
	switch err := ctx.Err(); {
	case err == nil:
		return nil
	case errors.Is(err, context.DeadlineExceeded):
		return errTime
	default:
		return errStopped
	}
}

// rounds runs every pipe again and again, until enough rounds have changed nothing.
func (r *runner) rounds(ctx context.Context, n *node.Node, plan runPlan, tallies tallies) error {
	for round, quiet := 1, 0; ; round++ {
		if round > plan.maxRounds {
			return errNotQuiet
		}
		changes := 0
		for _, p := range n.Pumps() {
			run, err := r.pipe(ctx, n, p, plan)
			tallies.add(p, &run)
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

// pipe runs one pipe, unless it is not there to be run. An input pipe may fail, unless the plan checks them: it is in the
// log and in what is told at the end, and the others go on.
func (r *runner) pipe(ctx context.Context, n *node.Node, p *pump.Pump, plan runPlan) (pump.Run, error) {
	if err := ended(ctx); err != nil {
		return pump.Run{}, err
	}
	s, err := p.Status()
	if err != nil || s.Disabled || !p.Runnable() {
		return pump.Run{}, err
	}
	run, err := n.Run(ctx, p.Pipe.ID, pump.Request{})
	if err != nil {
		return run, err
	}
	if run.Outcome != pump.Failed {
		level := "INFO"
		if run.WriteErrors > 0 {
			level = "WARNING"
		}
		r.log(n, level, p.Pipe.ID+": "+run.Summary())
		return run, nil
	}
	// A pipe fails too when the time of the whole is over; that is no fault of its own.
	if err := ended(ctx); err != nil {
		return pump.Run{}, err
	}
	r.log(n, "ERROR", p.Pipe.ID+": "+run.Summary())
	if isInput(p) && !plan.checkInputs {
		return run, nil
	}
	return run, &pipeFailed{p.Pipe.ID, run.Error}
}

// isInput tells whether entities come into the node through a pipe: its source is not a dataset.
func isInput(p *pump.Pump) bool { return p.Pipe.Source.Type != config.SourceDataset }

// emptied resets every pipe that has a dataset as its sink, and deletes that dataset; keepInputs leaves those of input pipes.
// Runs under way are stopped: they would write into what is emptied.
func emptied(ctx context.Context, n *node.Node, keepInputs bool) error {
	var names []string
	for _, p := range n.Pumps() {
		if !p.Pipe.Valid() || p.Pipe.Sink.Type != config.SinkDataset {
			continue
		}
		if err := p.Stop(ctx); err != nil {
			return ended(ctx)
		}
		if err := p.Forget(); err != nil {
			return fmt.Errorf("resetting pipe %s: %w", p.Pipe.ID, err)
		}
		if !keepInputs || !isInput(p) {
			names = append(names, p.Pipe.Sink.Dataset)
		}
	}
	return n.Store().Update(func(tx *dataset.Tx) error { return tx.DeleteAll(names) })
}

func (r *runner) log(n *node.Node, level, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, runnerLine{clockTime(n.Now()), level, n.Mask(text)})
}
