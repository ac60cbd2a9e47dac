package fakesesam_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// A name that does not exist is ErrNotFound wherever it is given, and no method panics.
func TestNotFound(t *testing.T) {
	node := contactsNode(t, newService(1))
	ctx := context.Background()
	for name, call := range map[string]func() error{
		"Run":           func() error { _, err := node.Run(ctx, "none"); return err },
		"Rescan":        func() error { _, err := node.Rescan(ctx, "none"); return err },
		"StartRun":      func() error { return node.StartRun("none") },
		"StopRun":       func() error { return node.StopRun(ctx, "none") },
		"Status":        func() error { _, err := node.Status("none"); return err },
		"Offset":        func() error { _, err := node.Offset("none"); return err },
		"Retries":       func() error { _, err := node.Retries("none"); return err },
		"DeadLetters":   func() error { _, err := node.DeadLetters("none"); return err },
		"Runs":          func() error { _, err := node.Runs("none"); return err },
		"Requests":      func() error { _, err := node.Requests("none"); return err },
		"SetOffset":     func() error { return node.SetOffset("none", "1") },
		"Reset":         func() error { return node.Reset("none") },
		"Enable":        func() error { return node.Enable("none") },
		"Disable":       func() error { return node.Disable("none", "") },
		"Log":           func() error { _, err := node.Log("none"); return err },
		"Entities":      func() error { _, err := node.Entities("none"); return err },
		"no name":       func() error { _, err := node.Entities(""); return err },
		"History":       func() error { _, err := node.History("none"); return err },
		"Versions":      func() error { _, err := node.Versions("none", "1"); return err },
		"DeleteDataset": func() error { return node.DeleteDataset("none") },
		"Remove":        func() error { return node.Remove("none") },
	} {
		if err := call(); !errors.Is(err, fakesesam.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A pipe that never ran has no dataset and no log yet, which is not an error.
	if got := entities(t, node, "contacts"); len(got) > 0 {
		t.Error(got)
	}
	if got := events(t, node, "contacts"); len(got) > 0 {
		t.Error(got)
	}
}

func TestErrorsOfRuns(t *testing.T) {
	node := fakesesam.Start(t, fakesesam.NoSync(), fakesesam.Config(writeConfig(t, map[string]string{
		"pipes/off.conf.json":      `{"_id":"off","type":"pipe","source":{"type":"embedded","entities":[]},"pump":{"mode":"off"}}`,
		"pipes/receiver.conf.json": `{"_id":"receiver","type":"pipe","source":{"type":"http_endpoint"}}`,
		"pipes/bad.conf.json":      `{"_id":"bad","type":"pipe","source":{"type":"jsn"}}`,
		"pipes/locked.conf.json":   `{"_id":"locked","type":"pipe","source":{"type":"embedded","entities":[]},"disable_set_last_seen":true}`,
	})))
	for pipe, want := range map[string]error{"off": fakesesam.ErrNoPump, "receiver": fakesesam.ErrNoPump, "bad": fakesesam.ErrInvalid} {
		if _, err := node.Run(context.Background(), pipe); !errors.Is(err, want) {
			t.Errorf("%s: %v", pipe, err)
		}
	}
	if err := node.SetOffset("locked", "1"); !errors.Is(err, fakesesam.ErrOffsetLocked) {
		t.Error(err)
	}
	for _, body := range []string{"", "{", `[{"_id":1}]`, `{"_id":"x","type":"pipe"}`} {
		if err := node.Upload([]byte(body)); !errors.Is(err, fakesesam.ErrInvalid) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

// New lists every invalid option; values that mean the default are valid.
func TestOptions(t *testing.T) {
	_, err := fakesesam.New(fakesesam.Listen("nowhere"), nil, fakesesam.Frozen(time.Time{}), fakesesam.Microservice("", "http://x"),
		fakesesam.Microservice("x", "ftp://x"))
	for _, want := range []string{"Listen", "option 2 is nil", "Frozen", `"ftp://x"`, `"http://x"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not name %s", err, want)
		}
	}
	node := fakesesam.Start(t, fakesesam.Listen(""), fakesesam.Logger(nil), fakesesam.WithClock(nil), fakesesam.Config(""), fakesesam.Data(""),
		fakesesam.Token(""), fakesesam.Seed(0), fakesesam.Env(nil), fakesesam.Secrets(nil), fakesesam.Schedule(false), fakesesam.NoSync())
	if got := node.Pipes(); len(got) > 0 {
		t.Error(got)
	}
}

// Close may be called by many at once; afterwards every method says that the node is closed.
func TestCloseTwice(t *testing.T) {
	s := newService(3)
	defer s.Close()
	node, err := fakesesam.New(contactsOptions(s,
		fakesesam.Logger(slog.New(slog.DiscardHandler)), fakesesam.Frozen(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)))...)
	if err != nil {
		t.Fatal(err)
	}
	run(t, node)
	var group sync.WaitGroup
	for range 5 {
		group.Go(func() {
			if err := node.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if err, more := <-node.Done(); err != nil || more {
		t.Error(err, more)
	}
	for name, call := range map[string]func() error{
		"Close":    node.Close,
		"Advance":  func() error { return node.Advance(time.Second) },
		"Run":      func() error { _, err := node.Run(context.Background(), "contacts"); return err },
		"StartRun": func() error { return node.StartRun("contacts") },
		"Status":   func() error { _, err := node.Status("contacts"); return err },
		"Entities": func() error { _, err := node.Entities("contacts"); return err },
		"Datasets": func() error { _, err := node.Datasets(); return err },
		"Reset":    func() error { return node.Reset("contacts") },
		"SetEnv":   func() error { return node.SetEnv(map[string]string{"a": "b"}) },
		"Upload":   func() error { return node.Upload([]byte("[]")) },
	} {
		want := fakesesam.ErrClosed
		if name == "Close" {
			want = nil
		}
		if err := call(); !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An error of the API that quotes what it was given does not quote a secret.
func TestErrorsHaveNoSecrets(t *testing.T) {
	node := fakesesam.Start(t, fakesesam.NoSync(), fakesesam.Secrets(map[string]string{"key": "hush/hush"}))
	for _, err := range []error{node.Enable("hush/hush"), node.Remove("hush/hush"), node.DeleteDataset("hush/hush"), node.Upload([]byte(`{"_id":"hush/hush","type":"pipe"}`))} {
		if err == nil || strings.Contains(err.Error(), "hush/hush") {
			t.Error(err)
		}
	}
	if err := node.Enable("hush/hush"); !errors.Is(err, fakesesam.ErrNotFound) {
		t.Error(err)
	}
}
