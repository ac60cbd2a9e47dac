// Package convergence is the proof that no update is lost: whatever happens to
// HubSpot, to the connector and to the node, in whatever order, Sesam's dataset
// equals HubSpot's records once nothing changes any more.
//
// A random history consists of moves (history_test.go), most of which are steps
// (step_test.go); it is played on a world (world_test.go), and check_test.go
// compares the dataset with HubSpot.
package convergence

import (
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"testing"

	"pgregory.net/rapid"
)

// histories is how many are played unless -rapid.checks says otherwise.
const histories = "200"

func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", histories); err != nil {
		panic(err) // rapid no longer has this flag
	}
	flag.Parse()
	// net/http logs the responses that faults have damaged here.
	log.SetOutput(io.Discard)
	os.Exit(m.Run())
}

// TestConvergence plays random histories. rapid shrinks one that fails and
// prints its seed; -rapid.checks=N plays N of them (`make converge`).
func TestConvergence(t *testing.T) {
	played, inParts := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		a := drawAccount.Draw(rt, "account")
		history := rapid.SliceOfN(drawMove, 1, 30).Draw(rt, "history")
		w, err := play(t, a, history)
		if err != nil {
			rt.Fatal(err)
		}
		if played++; len(w.inParts) > 0 {
			inParts++
		}
	})
	if t.Logf("%d of %d histories have runs that read in parts", inParts, played); 5*inParts < played {
		t.Errorf("only %d of %d histories have a run that reads in parts", inParts, played)
	}
}

// TestConvergenceOfEveryObject plays as many histories of several object types, with a pipe or two for each.
func TestConvergenceOfEveryObject(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a := drawWideAccount.Draw(rt, "account")
		history := rapid.SliceOfN(drawWideMove, 1, 30).Draw(rt, "history")
		if _, err := play(t, a, history); err != nil {
			rt.Fatal(err)
		}
	})
}

// play plays one history from its first move until nothing changes any more.
func play(t *testing.T, a account, history []move) (w *world, err error) {
	t.Helper()
	ctx := t.Context()
	w, err = newWorld(a)
	if err != nil {
		return nil, err
	}
	defer func() {
		if closeErr := w.close(); err == nil {
			err = closeErr
		}
	}()
	for i, m := range history {
		if err := m.play(ctx, w); err != nil {
			return w, fmt.Errorf("move %d, %s: %w", i+1, m, err)
		}
	}
	if err := w.quiet(ctx); err != nil {
		return w, fmt.Errorf("in the quiet phase: %w", err)
	}
	if err := w.converged(); err != nil {
		return w, fmt.Errorf("after the quiet phase: %w", err)
	}
	if !a.Everything {
		return w, nil
	}
	if err := w.rescanned(ctx); err != nil {
		return w, err
	}
	if err := w.converged(); err != nil {
		return w, fmt.Errorf("after the rescan: %w", err)
	}
	return w, nil
}
