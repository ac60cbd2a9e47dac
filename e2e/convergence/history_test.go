package convergence

import (
	"context"
	"fmt"
	"strings"
	"time"

	"pgregory.net/rapid"
)

// move is one move of a history: a step between runs, a run, or a restart of a
// program.
type move struct {
	// Kind is "step", "run", "rescan", "reset", "moved offset", "restart node" or "restart connector".
	Kind string
	// Ahead is how far a "moved offset" lies ahead of HubSpot's clock.
	Ahead time.Duration
	// Step is what happens in a "step".
	Step step
	// Settled lets the settle window pass before a "run".
	Settled bool
	// During is what happens while a "run" reads.
	During []meanwhile
}

func (m move) String() string {
	switch m.Kind {
	case "step":
		return m.Step.String()
	case "run":
		var b strings.Builder
		b.WriteString("run")
		if m.Settled {
			b.WriteString(" once settled")
		}
		for _, d := range m.During {
			fmt.Fprintf(&b, " {before request %d: %s}", d.Before, d.Do)
		}
		return b.String()
	case "moved offset":
		return fmt.Sprintf("moved offset, %s ahead", m.Ahead)
	}
	return m.Kind
}

// play makes the move and, after a successful run, compares the dataset with
// HubSpot.
func (m move) play(ctx context.Context, w *world) error {
	switch m.Kind {
	case "step":
		return m.Step.play(w)
	case "run":
		if m.Settled {
			w.hub.Advance(settleWindow + time.Minute)
		}
		return w.runAndCheck(ctx, m.During)
	case "rescan":
		_, err := w.node.Rescan(ctx, pipe)
		return err
	case "reset":
		return w.node.Reset(pipe)
	case "moved offset":
		return w.movedOffset(ctx, m.Ahead)
	case "restart node":
		return w.restartNode()
	case "restart connector":
		return w.restartConnector()
	}
	return fmt.Errorf("unknown move %q", m.Kind)
}

// moveKinds are the moves of a history; frequent ones are listed more than once.
var moveKinds = []string{
	"step", "step", "step", "step", "run", "run", "run", "rescan", "reset", "moved offset", "restart node", "restart connector",
}

var drawMove = rapid.Custom(func(t *rapid.T) move {
	m := move{Kind: rapid.SampledFrom(moveKinds).Draw(t, "move")}
	switch m.Kind {
	case "step":
		m.Step = drawStep(allSteps).Draw(t, "step")
	case "moved offset":
		m.Ahead = time.Duration(rapid.IntRange(1, 180).Draw(t, "minutes ahead")) * time.Minute
	case "run":
		m.Settled = rapid.Bool().Draw(t, "settled")
		m.During = rapid.SliceOfN(drawMeanwhile, 0, 4).Draw(t, "during")
	}
	return m
})

var drawMeanwhile = rapid.Custom(func(t *rapid.T) meanwhile {
	return meanwhile{
		Before: rapid.IntRange(1, 24).Draw(t, "before request"),
		Do:     drawStep(stepsDuringARun).Draw(t, "meanwhile"),
	}
})

// quiet is the end of every history: HubSpot works, nothing changes, and the
// pipe runs until the settle window has passed twice.
func (w *world) quiet(ctx context.Context) error {
	w.hub.ClearFaults()
	for range 3 {
		w.hub.Advance(settleWindow + time.Second)
		if err := w.runAndCheck(ctx, nil); err != nil {
			return err
		}
	}
	return nil
}
