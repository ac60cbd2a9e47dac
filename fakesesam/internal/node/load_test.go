package node

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

const embedded = `{"_id":"%s","type":"pipe","source":{"type":"embedded","entities":[{"_id":"1"}]}}`

// logged is a log that a test reads.
type logged struct{ bytes.Buffer }

func (l *logged) logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

// started returns a node over a directory, without its schedule.
func started(t *testing.T, opts Options) *Node {
	t.Helper()
	opts.NoSync = true
	n, err := New(opts)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func closed(t *testing.T, n *Node) {
	t.Helper()
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
}

// A node starts with whatever it has stored: what is invalid is kept, marked and said, and the rest works.
func TestStartWithWhatWasStored(t *testing.T) {
	data := t.TempDir()
	n := started(t, Options{Data: data})
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	for _, file := range []struct{ name, body string }{
		{"pipes/good.conf.json", fmt.Sprintf(embedded, "good")},
		{"pipes/long.conf.json", fmt.Sprintf(embedded, strings.Repeat("x", 40_000))},
		{"pipes/text.conf.json", "no JSON"},
		{"pipes/twin.conf.json", fmt.Sprintf(embedded, "good")},
		{"pipes/good.conf.json", fmt.Sprintf(embedded, "same-name")},
		{"pipes/huge.conf.json", strings.Replace(fmt.Sprintf(embedded, "huge"), `"type":"pipe"`, `"type":"pipe","batch_size":1000000000000`, 1)},
		{"systems/odd.conf.json", `{"_id":"odd","type":"system:odd"}`},
		{"pipes/sink.conf.json", strings.Replace(fmt.Sprintf(embedded, "sink"), `"type":"pipe"`, `"type":"pipe","sink":{"type":"dataset","dataset":"`+strings.Repeat("d", 40_000)+`"}`, 1)},
	} {
		f, err := w.Create(file.name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.Write([]byte(file.body))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := n.Store().Update(func(tx *dataset.Tx) error { return tx.SetState(stateConfig, archive.Bytes()) }); err != nil {
		t.Fatal(err)
	}
	closed(t, n)

	var log logged
	n = started(t, Options{Data: data, Log: log.logger()})
	for _, id := range []string{"good", "same-name"} {
		if run, err := n.Run(context.Background(), id, pump.Request{}); err != nil || run.Changed != 1 {
			t.Errorf("%s: %+v, %v", id, run, err)
		}
	}
	for _, want := range []string{
		"pipes/long.conf.json: cannot be read, and is kept as it is", "at most 200 characters, got 40000", "pipes/text.conf.json: cannot be read",
		"is duplicated: pipes/good.conf.json has the same _id", "batch_size: must be an integer of at most 100000", "systems/odd.conf.json: type: must be",
		"sink.dataset: must have at most 500 bytes, got 40000",
	} {
		if !strings.Contains(strings.ReplaceAll(log.String(), `\"`, `"`), want) {
			t.Errorf("the log does not say %q", want)
		}
	}
	// A change of another component keeps all of it.
	if err := n.Put([]byte(fmt.Sprintf(embedded, "more")), false); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"sink", "huge"} {
		if err := n.RemovePipe(id); err != nil {
			t.Errorf("%s cannot be removed: %v", id, err)
		}
	}
	closed(t, n)
	n = started(t, Options{Data: data})
	defer closed(t, n)
	if got := len(n.Config().Invalid()); got != 4 {
		t.Errorf("%d components are invalid, want 4", got)
	}
}

// A URL for a microservice that the configuration does not have is said at the start and after each upload.
func TestURLsOfUnknownMicroservicesAreSaid(t *testing.T) {
	var log logged
	n := started(t, Options{Data: t.TempDir(), Log: log.logger(), Microservices: map[string]string{"hubspt": "http://x", "web": "http://y", "ms": "http://z"}})
	defer closed(t, n)
	warnings := func() string {
		defer log.Reset()
		return log.String()
	}
	if got := warnings(); strings.Count(got, "microservice=") != 3 {
		t.Errorf("at the start: %s", got)
	}
	const systems = `{"_id":"hubspot","type":"system:microservice","docker":{"image":"x","port":1}},
		{"_id":"ms","type":"system:microservice","docker":{"image":"x","port":1}},{"_id":"web","type":"system:url","url_pattern":"http://x/%s"}`
	for range 2 {
		if err := n.Replace("", []byte("["+systems+"]"), false); err != nil {
			t.Fatal(err)
		}
		got := warnings()
		if strings.Count(got, "microservice=") != 2 || !strings.Contains(got, `did you mean \"hubspot\"?`) || !strings.Contains(got, "microservice=web") || !strings.Contains(got, "level=WARN") {
			t.Errorf("after an upload: %s", got)
		}
	}
}

// A folder that has become unreadable does not stop a node that runs.
func TestRestartWithAnUnreadableFolder(t *testing.T) {
	dir := t.TempDir()
	write := func(body string) {
		if err := os.WriteFile(filepath.Join(dir, "p.conf.json"), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(fmt.Sprintf(embedded, "p"))
	n := started(t, Options{Data: t.TempDir(), Config: dir})
	defer closed(t, n)
	write("no JSON")
	for _, again := range []func() error{n.Restart, n.Reset} {
		if err := again(); err == nil || !strings.Contains(err.Error(), "p.conf.json:1:") {
			t.Errorf("got %v", err)
		}
		if run, err := n.Run(context.Background(), "p", pump.Request{}); err != nil || run.Outcome != pump.Completed {
			t.Errorf("%+v, %v", run, err)
		}
	}
}

// With another secret in its transform, a pipe runs with that secret.
func TestANewSecretReachesATransform(t *testing.T) {
	n := configured(t, Options{Secrets: map[string]string{"s": "one"}}, `{"_id":"p","type":"pipe","source":{"type":"embedded","entities":[{"_id":"1"}]},
		"transform":{"type":"dtl","rules":{"default":[["copy","_id"],["add","a","$SECRET(s)"]]}}}`)
	for _, secret := range []string{"one", "two"} {
		if err := n.SetSecrets(map[string]string{"s": secret}); err != nil {
			t.Fatal(err)
		}
		if run, err := n.Run(context.Background(), "p", pump.Request{}); err != nil || run.Changed != 1 {
			t.Errorf("%s: %+v, %v", secret, run, err)
		}
	}
}

// The components of a configuration may not be larger together than one that can be uploaded.
func TestTheWholeConfigurationIsBounded(t *testing.T) {
	n := started(t, Options{Data: t.TempDir()})
	defer closed(t, n)
	n.largest = 150
	for i := range 2 {
		body := fmt.Sprintf(embedded, fmt.Sprint("p", i))
		err := n.Put([]byte(body), true)
		if i == 0 && err != nil || i == 1 && (err == nil || !strings.Contains(err.Error(), "together")) {
			t.Errorf("%d: %v", i, err)
		}
	}
}
