package node

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/source"
)

var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// configured returns a node with these pipes, a manual clock and the schedule on.
func configured(t *testing.T, opts Options, pipes ...string) *Node {
	t.Helper()
	opts.Data, opts.NoSync, opts.Schedule, opts.Seed = t.TempDir(), true, true, 1
	if opts.Clock == nil {
		opts.Clock = clock.NewManual(noon)
	}
	n, err := New(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := n.Replace("application/json", []byte("["+strings.Join(pipes, ",")+"]"), false); err != nil {
		t.Fatal(err)
	}
	return n
}

// send sends entities to a receiver.
func send(t *testing.T, n *Node, pipe, entities string) {
	t.Helper()
	run, err := n.Run(context.Background(), pipe, pump.Request{Body: source.Body{Reader: strings.NewReader(entities)}})
	if err != nil || run.Outcome != pump.Completed {
		t.Fatal(run, err)
	}
}

// ids returns the IDs of a dataset's live entities, in the order of their last change.
func ids(t *testing.T, n *Node, name string) string {
	t.Helper()
	var out []string
	for v, err := range n.Store().Entities(context.Background(), name, dataset.Query{Since: -1}) {
		if err != nil {
			return err.Error()
		}
		out = append(out, v.ID)
	}
	return strings.Join(out, " ")
}

// runs counts a pipe's runs.
func runs(t *testing.T, n *Node, pipe string) int {
	t.Helper()
	p, err := n.Pump(pipe)
	if err != nil {
		t.Fatal(err)
	}
	s, err := p.Status()
	if err != nil {
		t.Fatal(err)
	}
	return s.Succeeded + s.Failed
}
