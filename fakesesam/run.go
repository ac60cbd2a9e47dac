package fakesesam

import (
	"context"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// Outcome is how a run ended.
type Outcome string

// Outcomes of a run.
const (
	// Completed is a run that succeeded.
	Completed Outcome = "completed"
	// Failed is a run that ended with an error, which Run.Error has.
	Failed Outcome = "failed"
)

// SyncType is how much of its source a run reads.
type SyncType string

// Types of synchronisation.
const (
	// Full is a run that reads everything: the first one, one after a reset, and a rescan.
	Full SyncType = "full"
	// Partial is a partial rescan, which begins at a configured distance before the offset.
	Partial SyncType = "partial"
	// Incremental is a run that continues from the offset.
	Incremental SyncType = "incremental"
)

// Run is a run of a pump that has ended.
type Run struct {
	// SyncType is how much of the source was read.
	SyncType SyncType
	// Outcome is Completed or Failed.
	Outcome Outcome
	// Processed counts the entities read from the source.
	Processed int
	// Changed counts the entities that were new or different, and were written.
	Changed int
	// Deleted counts the entities that were deleted because a full run did not see them.
	Deleted int
	// WriteErrors counts the source entities that could not be transformed or written.
	WriteErrors int
	// Offset is the pipe's offset after the run, "" if it has none.
	Offset string
	// Error is why the run failed, "" if it completed.
	Error string
	// Warning is that the source is not chronological although its configuration says so, or what a real node might not accept
	// of what a service has answered; "" for neither.
	Warning string
	// Began and Ended are when the run began and ended, by the node's clock.
	Began, Ended time.Time
}

func newRun(r pump.Run) Run {
	return Run{
		SyncType: SyncType(r.SyncType), Outcome: Outcome(r.Outcome),
		Processed: r.Processed, Changed: r.Changed, Deleted: r.Deleted, WriteErrors: r.WriteErrors,
		Offset: r.Offset, Error: r.Error, Warning: r.Warning, Began: r.Began, Ended: r.Ended,
	}
}

// Run runs a pipe's pump once and returns when the run has ended. A run that failed is not an error but a Run with the
// Outcome Failed. The error is for a run that could not be started: ErrNotFound, ErrRunning, ErrNoPump, ErrInvalid.
func (n *Node) Run(ctx context.Context, pipe string) (Run, error) {
	return n.run(ctx, pipe, pump.Request{})
}

// Rescan is Run for a full rescan: everything is read, and entities that were not seen are deleted. The offset never
// moves backwards.
func (n *Node) Rescan(ctx context.Context, pipe string) (Run, error) {
	return n.run(ctx, pipe, pump.Request{Kind: pump.Rescan})
}

func (n *Node) run(ctx context.Context, pipe string, request pump.Request) (Run, error) {
	if err := n.open(); err != nil {
		return Run{}, err
	}
	r, err := n.node.Run(ctx, pipe, request)
	if err != nil {
		return Run{}, n.public(err)
	}
	return newRun(r), nil
}

// StartRun starts a run of a pipe's pump and does not wait for its end; Status shows how it goes. Errors are those of Run.
func (n *Node) StartRun(pipe string) error {
	if err := n.open(); err != nil {
		return err
	}
	return n.public(n.node.Start(pipe, pump.Request{}))
}

// StopRun ends the runs of a pipe's pump that are under way, and waits until they have ended, or ctx has. Their Outcome is
// Failed.
func (n *Node) StopRun(ctx context.Context, pipe string) error {
	p, err := n.node.Pump(pipe)
	if err != nil {
		return n.public(err)
	}
	return n.public(p.Stop(ctx))
}

// Now returns the node's time.
func (n *Node) Now() time.Time { return n.node.Now() }

// Advance moves a clock that was set with [Frozen]. With [Schedule](true), every pump that becomes due on the way runs at
// its time, one after another; all have ended when Advance returns. For a node with another clock the error is
// ErrNotFrozen. The clock never moves backwards: with a negative d it stays where it is.
func (n *Node) Advance(d time.Duration) error {
	if err := n.open(); err != nil {
		return err
	}
	if !n.node.Advance(d) {
		return ErrNotFrozen
	}
	return nil
}
