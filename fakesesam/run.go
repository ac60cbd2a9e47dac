package fakesesam

import (
	"context"
	"fmt"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// Outcomes of a run.
const (
	Completed = pump.Completed
	Failed    = pump.Failed
)

// Run is one run of a pump, ended.
type Run struct {
	// SyncType is "full", "partial" or "incremental"; Outcome is Completed or Failed.
	SyncType, Outcome string
	// Processed counts source entities, Changed what was written of them, Deleted what deletion tracking deleted.
	Processed, Changed, Deleted int
	// WriteErrors counts source entities that could not be transformed or written.
	WriteErrors int
	// Offset is the pipe's offset after the run, "" for none; Error says why the run failed.
	Offset, Error string
	// Began and Ended are by the node's clock.
	Began, Ended time.Time
}

func newRun(r pump.Run) Run {
	return Run{
		SyncType: r.SyncType, Outcome: r.Outcome, Processed: r.Processed, Changed: r.Changed, Deleted: r.Deleted, WriteErrors: r.WriteErrors,
		Offset: r.Offset, Error: r.Error, Began: r.Began, Ended: r.Ended,
	}
}

// Run runs a pipe's pump once and returns after it. A run that failed is a Run with Outcome Failed; the error is for one
// that could not be started.
func (n *Node) Run(ctx context.Context, pipe string) (Run, error) {
	r, err := n.node.Run(ctx, pipe, pump.Request{})
	return newRun(r), err
}

// Rescan is Run for a full rescan: everything is read, and what was not seen is deleted. The offset does not go back.
func (n *Node) Rescan(ctx context.Context, pipe string) (Run, error) {
	r, err := n.node.Run(ctx, pipe, pump.Request{Kind: pump.Rescan})
	return newRun(r), err
}

// Reset forgets a pipe's offset, as update-last-seen with an empty value does: the next run is a full one.
func (n *Node) Reset(pipe string) error { return n.SetOffset(pipe, "") }

// SetOffset makes a pipe go on after an offset, as update-last-seen does.
func (n *Node) SetOffset(pipe, offset string) error {
	p, err := n.node.Pump(pipe)
	if err != nil {
		return err
	}
	return p.SetOffset(pump.ParseOffset(offset), pump.User{})
}

// Offset is a pipe's offset, "" when it has none. It panics when there is no such pipe: a test that asks is wrong.
func (n *Node) Offset(pipe string) string {
	p, err := n.node.Pump(pipe)
	if err != nil {
		panic("fakesesam: " + err.Error())
	}
	s, err := p.Status()
	if err != nil {
		panic("fakesesam: " + err.Error())
	}
	return s.Offset.String()
}

// Now is the node's time.
func (n *Node) Now() time.Time { return n.node.Now() }

// Advance moves a clock that stands (Frozen). With Schedule(true) every pump that becomes due on the way runs, one after
// another, at its time; when Advance returns they have ended. It panics when the clock is one that runs.
func (n *Node) Advance(d time.Duration) {
	if !n.node.Advance(d) {
		panic(fmt.Sprintf("fakesesam: Advance(%s) needs a node made with Frozen", d))
	}
}
