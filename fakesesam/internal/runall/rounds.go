package runall

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// Why a run of all pipes ends before it is done.
var (
	ErrMaxRuns = errors.New("the pipes still change something after max_runs rounds")
	ErrMaxTime = errors.New("the run of all pipes did not end within max_run_time")
	ErrStopped = errors.New("the run of all pipes was stopped")
)

// pipeError is a pipe whose run failed.
type pipeError struct{ pipe, text string }

func (e *pipeError) Error() string { return "pipe " + e.pipe + " failed: " + e.text }

// execute runs the pipes. The schedule pauses meanwhile: its runs would interfere.
func (r *Run) execute(ctx context.Context) {
	r.tallies = tallies{}
	r.finish(r.withoutSchedule(ctx, func() error {
		if r.plan.Reset {
			if err := r.reset(ctx); err != nil {
				return err
			}
		}
		r.logLeftOut()
		return r.rounds(ctx)
	}))
}

func (r *Run) withoutSchedule(ctx context.Context, do func() error) error {
	resume, err := r.node.PauseSchedule(ctx)
	if err != nil {
		return ended(ctx)
	}
	defer resume()
	return do()
}

// ended returns why the run of all pipes must end; nil when it need not.
func ended(ctx context.Context) error {
	switch err := ctx.Err(); {
	case err == nil:
		return nil
	case errors.Is(err, context.DeadlineExceeded):
		return ErrMaxTime
	default:
		return ErrStopped
	}
}

// reset makes every pipe with a dataset as its sink new, and deletes that dataset; KeepInputs keeps those of input pipes.
// Runs in progress are stopped first: they would write into the deleted datasets.
func (r *Run) reset(ctx context.Context) error {
	var names []string
	for _, p := range r.node.Pumps() {
		if !p.Pipe.Valid() || p.Pipe.Sink.Type != config.SinkDataset {
			continue
		}
		if err := p.Stop(ctx); err != nil {
			return ended(ctx)
		}
		if err := p.Forget(); err != nil {
			return fmt.Errorf("resetting pipe %s: %w", p.Pipe.ID, err)
		}
		if !r.plan.KeepInputs || !isInput(p) {
			names = append(names, p.Pipe.Sink.Dataset)
		}
	}
	return r.node.Store().Update(func(tx *dataset.Tx) error { return tx.DeleteAll(names) })
}

// logLeftOut logs which pipes do not run, and why.
func (r *Run) logLeftOut() {
	for _, p := range r.node.Pumps() {
		switch err := p.Refusal(); {
		case err != nil:
			r.log("WARNING", p.Pipe.ID+" is left out: "+err.Error())
		case posts(p):
			r.log("WARNING", p.Pipe.ID+" is left out: its sink changes another system; start it by itself")
		}
	}
}

// rounds runs every pipe again and again, until enough rounds have changed nothing.
func (r *Run) rounds(ctx context.Context) error {
	for round, quiet := 1, 0; ; round++ {
		if round > r.plan.MaxRuns {
			return ErrMaxRuns
		}
		changes, pumps := 0, r.node.Pumps()
		for i, p := range pumps {
			r.advance(func(at *Progress) {
				at.Round, at.Pipe, at.Done, at.Of, at.Changes = round, p.Pipe.ID, i, len(pumps), changes
			})
			run, err := r.pipe(ctx, p)
			r.tallies.add(p, &run)
			if err != nil {
				return err
			}
			changes += run.Changed + run.Deleted
		}
		if changes > 0 {
			quiet = 0
			continue
		}
		if quiet++; quiet > r.plan.ExtraZeroRuns {
			return nil
		}
	}
}

// posts reports whether a pipe changes another system, of which a test need not have one. Nothing in the node depends on it.
func posts(p *pump.Pump) bool { return p.Pipe.Sink.Type == config.SinkJSON }

// pipe runs one pipe, if it can be run. A failed input pipe does not end the run unless the plan asks for that: it is in the
// log and in the result, and the others go on.
func (r *Run) pipe(ctx context.Context, p *pump.Pump) (pump.Run, error) {
	if err := ended(ctx); err != nil {
		return pump.Run{}, err
	}
	s, err := p.Status()
	if err != nil || s.Disabled || !p.Runnable() || posts(p) {
		return pump.Run{}, err
	}
	run, err := r.start(ctx, p.Pipe.ID)
	if err != nil {
		return run, err
	}
	if run.Outcome != pump.Failed {
		level := "INFO"
		if run.WriteErrors > 0 || run.Warning != "" {
			level = "WARNING"
		}
		r.log(level, p.Pipe.ID+": "+run.Summary())
		return run, nil
	}
	// A pipe also fails when the whole run must end; that is not the pipe's failure.
	if err := ended(ctx); err != nil {
		return pump.Run{}, err
	}
	r.log("ERROR", p.Pipe.ID+": "+run.Summary())
	if isInput(p) && !r.plan.CheckInputs {
		return run, nil
	}
	return run, &pipeError{p.Pipe.ID, run.Error}
}

// patience is how long a pipe may take to end when the run of all pipes must end.
const patience = 10 * time.Second

// start runs a pipe. It returns without the pipe's run when the time is over and that run does not end.
func (r *Run) start(ctx context.Context, pipe string) (pump.Run, error) {
	type result struct {
		run pump.Run
		err error
	}
	done := make(chan result, 1)
	go func() {
		run, err := r.node.Run(ctx, pipe, pump.Request{})
		done <- result{run, err}
	}()
	select {
	case out := <-done:
		return out.run, out.err
	case <-ctx.Done():
	}
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	select {
	case out := <-done:
		return out.run, out.err
	case <-late.Done():
		return pump.Run{}, ended(ctx)
	}
}

// isInput reports whether a pipe brings entities into the node: its source is not a dataset.
func isInput(p *pump.Pump) bool { return p.Pipe.Source.Type != config.SourceDataset }
