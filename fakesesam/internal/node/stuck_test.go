package node

import (
	"context"
	"errors"
	"iter"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// stuck is a source that does not react when its run is stopped. It yields one entity when it is released.
type stuck struct{ begun, release, ended chan struct{} }

func newStuck() stuck { return stuck{make(chan struct{}), make(chan struct{}), make(chan struct{})} }

func (s stuck) Read(context.Context, *string) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		close(s.begun)
		<-s.release
		yield([]byte(`{"_id":"late"}`), nil)
	}
}

// hold begins a run that is stuck.
func hold(n *Node, pipe string) stuck {
	s := newStuck()
	go func() {
		defer close(s.ended)
		_, _ = n.Run(context.Background(), pipe, pump.Request{Body: s, Full: true})
	}()
	<-s.begun
	return s
}

// A run that does not react delays a restart, a reset or another configuration for a limited time, and what it does
// afterwards has no effect.
func TestStuckRunIsAbandoned(t *testing.T) {
	changed := []byte("[" + written[:len(written)-1] + `,"batch_size":7}` + "]")
	for what, change := range map[string]func(*Node) error{
		"restart": (*Node).Restart,
		"reset":   (*Node).Reset,
		"replace": func(n *Node) error { return n.Replace("application/json", changed, false) },
		"secrets": func(n *Node) error {
			return errors.Join(n.Replace("application/json", changed, false), n.SetSecrets(map[string]string{"a": "b"}))
		},
	} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := configured(t, Options{}, written)
				s := hold(n, "written")
				began := time.Now()
				if err := change(n); err != nil {
					t.Fatal(err)
				}
				if took := time.Since(began); took != retireGrace {
					t.Errorf("took %s, want %s", took, retireGrace)
				}
				if what == "reset" { // which forgets what was uploaded
					if err := n.Replace("application/json", []byte("["+written+"]"), false); err != nil {
						t.Fatal(err)
					}
				}
				send(t, n, "written", `[{"_id":"1"}]`)
				close(s.release)
				<-s.ended
				if got := ids(t, n, "written"); got != "1" || runs(t, n, "written") != 1 {
					t.Errorf("the dataset has %q after %d runs", got, runs(t, n, "written"))
				}
			})
		})
	}
}

// A run that does not react delays the end of the node for a limited time.
func TestStuckRunDoesNotKeepTheNode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, err := New(Options{Data: t.TempDir(), NoSync: true})
		if err == nil {
			err = n.Replace("application/json", []byte("["+written+"]"), false)
		}
		if err != nil {
			t.Fatal(err)
		}
		s := hold(n, "written")
		began := time.Now()
		if err := n.Close(); err == nil || !strings.Contains(err.Error(), "the runs in progress did not end in time") {
			t.Errorf("%v", err)
		}
		if took := time.Since(began); took != closeGrace {
			t.Errorf("took %s, want %s", took, closeGrace)
		}
		close(s.release)
		<-s.ended
	})
}

// A change that cannot be stored, or a restart that cannot read its configuration, changes nothing: the pipes work as before.
func TestFailedChangeChangesNothing(t *testing.T) {
	var full error
	n := configured(t, Options{Fault: func(string) error { return full }}, written, alone)
	send(t, n, "written", `[{"_id":"1"}]`)
	full = syscall.ENOSPC
	for what, err := range map[string]error{
		"replace": n.Replace("application/json", []byte("["+also+"]"), false),
		"remove":  n.RemovePipe("written"),
		"env":     n.SetEnv(Environment{"a": []byte(`"b"`)}),
		"restart": n.Restart(),
		"reset":   n.Reset(),
	} {
		if !errors.Is(err, dataset.ErrFull) {
			t.Errorf("%s: %v", what, err)
		}
	}
	full = nil
	n.opts.Config = t.TempDir() + "/gone"
	if err := n.Restart(); err == nil {
		t.Error("a restart without its folder succeeds")
	}
	n.opts.Config = ""
	if len(n.Pumps()) != 2 || len(n.Config().Pipes) != 2 || len(n.Env()) != 0 || ids(t, n, "written") != "1" {
		t.Errorf("%d pumps, %v, %v", len(n.Pumps()), n.Config().Pipes, n.Env())
	}
	send(t, n, "written", `[{"_id":"2"}]`)
	send(t, n, "alone", `[{"_id":"3"}]`)
	if err := n.Restart(); err != nil || ids(t, n, "written") != "1 2" {
		t.Error(err)
	}
	if n.Config().Pipes["written"].Source.Type != config.SourceHTTPEndpoint {
		t.Error("the configuration is gone")
	}
}
