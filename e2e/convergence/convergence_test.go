// Package convergence is the proof that no update is lost: whatever happens to
// HubSpot, to the connector and to the node, in whatever order, Sesam's dataset
// equals HubSpot's contacts once it is quiet.
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
		panic(err) // rapid has no such flag any more
	}
	flag.Parse()
	// net/http complains here of the answers that faults have spoilt.
	log.SetOutput(io.Discard)
	os.Exit(m.Run())
}

// TestConvergence plays random histories. rapid shrinks one that fails and
// prints its seed; -rapid.checks=N plays N of them (`make converge`).
func TestConvergence(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		seed := rapid.Uint64Range(1, 1000).Draw(rt, "seed")
		history := rapid.SliceOfN(drawMove, 1, 30).Draw(rt, "history")
		if err := play(t, seed, history); err != nil {
			rt.Fatal(err)
		}
	})
}

// play tells one history from its first move to quiet.
func play(t *testing.T, seed uint64, history []move) (err error) {
	t.Helper()
	ctx := t.Context()
	w, err := newWorld(seed)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := w.close(); err == nil {
			err = closeErr
		}
	}()
	for i, m := range history {
		if err := m.play(ctx, w); err != nil {
			return fmt.Errorf("move %d, %s: %w", i+1, m, err)
		}
	}
	if err := w.quiet(ctx); err != nil {
		return fmt.Errorf("in the quiet after: %w", err)
	}
	if err := w.converged(); err != nil {
		return fmt.Errorf("after quiet: %w", err)
	}
	return nil
}
