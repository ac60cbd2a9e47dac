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
	// Pipe selects the pipe of a "run", "rescan", "reset" or "moved offset".
	Pipe int
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
		fmt.Fprintf(&b, "run of pipe %d", m.Pipe)
		if m.Settled {
			b.WriteString(" once settled")
		}
		for _, d := range m.During {
			fmt.Fprintf(&b, " {before request %d: %s}", d.Before, d.Do)
		}
		return b.String()
	case "moved offset":
		return fmt.Sprintf("moved offset of pipe %d, %s ahead", m.Pipe, m.Ahead)
	}
	return fmt.Sprintf("%s of pipe %d", m.Kind, m.Pipe)
}

// play makes the move and, after a successful run, compares the dataset with
// HubSpot.
func (m move) play(ctx context.Context, w *world) error {
	p := w.pipes[m.Pipe%len(w.pipes)]
	switch m.Kind {
	case "step":
		return m.Step.play(w)
	case "run":
		if m.Settled {
			w.hub.Advance(settleWindow + time.Minute)
		}
		return w.runAndCheck(ctx, p, m.During)
	case "rescan":
		return w.rescan(ctx, p)
	case "reset":
		return w.node.Reset(p.id)
	case "moved offset":
		if !p.records() {
			return nil // such a pipe reads everything in every run
		}
		return w.movedOffset(ctx, p, m.Ahead)
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

var (
	drawMove     = drawMoveWith(allSteps, stepsDuringARun)
	drawWideMove = drawMoveWith(allWideSteps, wideStepsDuringARun)
)

// drawMoveWith draws a move with these steps between runs, and those while one reads.
func drawMoveWith(steps, during []string) *rapid.Generator[move] {
	drawMeanwhile := rapid.Custom(func(t *rapid.T) meanwhile {
		return meanwhile{
			Before: rapid.IntRange(1, 24).Draw(t, "before request"),
			Do:     drawStep(during).Draw(t, "meanwhile"),
		}
	})
	return rapid.Custom(func(t *rapid.T) move {
		m := move{Kind: rapid.SampledFrom(moveKinds).Draw(t, "move"), Pipe: rapid.IntRange(0, 6).Draw(t, "pipe")}
		switch m.Kind {
		case "step":
			m.Step = drawStep(steps).Draw(t, "step")
		case "moved offset":
			m.Ahead = time.Duration(rapid.IntRange(1, 180).Draw(t, "minutes ahead")) * time.Minute
		case "run":
			m.Settled = rapid.Bool().Draw(t, "settled")
			m.During = rapid.SliceOfN(drawMeanwhile, 0, 4).Draw(t, "during")
		}
		return m
	})
}

// quiet is the end of every history: HubSpot works, nothing changes, and the
// pipes run until the settle window and the archive-interval have passed twice.
func (w *world) quiet(ctx context.Context) error {
	w.hub.ClearFaults()
	rounds := 3
	if w.Everything {
		rounds = 2 // and a rescan follows
	}
	for range rounds {
		w.hub.Advance(max(settleWindow, w.Interval) + time.Second)
		for _, p := range w.pipes {
			if err := w.runAndCheck(ctx, p, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// rescanned is what comes at night: a full run of every pipe.
func (w *world) rescanned(ctx context.Context) error {
	for _, p := range w.pipes {
		if err := w.rescan(ctx, p); err != nil {
			return err
		}
		if p.whole.Before(w.hub.Now().Add(-time.Minute)) {
			return fmt.Errorf("the rescan of pipe %s has not completed", p.id)
		}
	}
	return nil
}
