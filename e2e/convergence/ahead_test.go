package convergence

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// maxAhead is how far an offset may lie ahead of HubSpot's clock before a run
// of the connector fails.
const maxAhead = time.Hour

// movedOffset gives the pipe an offset that HubSpot's clock has not reached, as
// if one of the clocks had been moved, and runs it. Somebody then resets the
// pipe, as the connector asks in its log and in its error.
func (w *world) movedOffset(ctx context.Context, p *pipe, ahead time.Duration) error {
	run, err := w.runAhead(ctx, p, ahead)
	if err != nil {
		return err
	}
	// HubSpot's clock moves on while it is asked.
	if run.Outcome == fakesesam.Completed && ahead > maxAhead+time.Minute {
		return fmt.Errorf("a run whose offset was %s ahead of HubSpot's clock completed", ahead)
	}
	return w.node.Reset(p.id)
}

func (w *world) runAhead(ctx context.Context, p *pipe, ahead time.Duration) (fakesesam.Run, error) {
	if err := w.node.SetOffset(p.id, w.hub.Now().Add(ahead).Format(offsetLayout)); err != nil {
		return fakesesam.Run{}, err
	}
	return w.run(ctx, p, nil)
}

// What has just been changed, archived or created arrives although the offset is
// ahead, and far ahead the run fails and changes nothing.
func TestAMovedOffsetHidesNoChange(t *testing.T) {
	ctx, w := t.Context(), settledWorld(t)
	p := w.pipes[0]
	for ahead, completes := range map[time.Duration]bool{time.Minute: true, 59 * time.Minute: true, 62 * time.Minute: false, 8760 * time.Hour: false} {
		w.change(t)
		run, err := w.runAhead(ctx, p, ahead)
		if err != nil || (run.Outcome == fakesesam.Completed) != completes {
			t.Errorf("%s ahead: %s, %v", ahead, run.Outcome, err)
		}
		if err := w.converged(); (err == nil) != completes {
			t.Errorf("%s ahead: %v", ahead, err)
		}
		if err := w.node.Reset(p.id); err != nil {
			t.Fatal(err)
		}
		if err := w.runAndCheck(ctx, p, nil); err != nil {
			t.Fatal(err)
		}
		if err := w.converged(); err != nil {
			t.Errorf("%s ahead, after the reset: %v", ahead, err)
		}
	}
}

// As long as the offset is ahead, everything that changes lies before it, and arrives all the same, however far apart the
// runs are.
func TestAMovedOffsetHidesNoChangeUntilItIsPassed(t *testing.T) {
	ctx, w := t.Context(), settledWorld(t)
	p := w.pipes[0]
	if _, err := w.runAhead(ctx, p, 30*time.Minute); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		w.change(t)
		w.hub.Advance(3 * settleWindow)
		if _, err := w.run(ctx, p, nil); err != nil {
			t.Fatal(err)
		}
		if err := w.converged(); err != nil {
			t.Errorf("at %s: %v", w.hub.Now().Format(time.TimeOnly), err)
		}
	}
}

// settledWorld returns a world after its first run, in which nothing has changed for a while.
func settledWorld(t *testing.T) *world {
	t.Helper()
	w, err := newWorld(usual(1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := w.run(t.Context(), w.pipes[0], nil); err != nil {
		t.Fatal(err)
	}
	w.hub.Advance(2 * settleWindow)
	return w
}

// change creates, updates and archives a contact.
func (w *world) change(t *testing.T) {
	t.Helper()
	for _, s := range []step{{Kind: "create"}, {Kind: "update", A: 3}, {Kind: "archive", A: 5}} {
		if err := s.play(w); err != nil {
			t.Fatal(err)
		}
	}
	w.hub.Advance(time.Second)
}
