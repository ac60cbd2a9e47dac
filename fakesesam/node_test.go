package fakesesam_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

func contactsNode(t *testing.T, s *service, more ...fakesesam.Option) *fakesesam.Node {
	t.Helper()
	t.Cleanup(s.Close)
	return fakesesam.Start(t, contactsOptions(s, more...)...)
}

// contactsOptions are those of a node that pulls contacts from a service.
func contactsOptions(s *service, more ...fakesesam.Option) []fakesesam.Option {
	return append([]fakesesam.Option{
		fakesesam.Config("testdata/contacts"), fakesesam.Microservice("service", s.URL), fakesesam.NoSync(),
		fakesesam.Env(map[string]string{"host": "api.example.com"}), fakesesam.Secrets(map[string]string{"api-key": "hush-hush"}),
	}, more...)
}

func run(t *testing.T, node *fakesesam.Node) fakesesam.Run {
	t.Helper()
	r, err := node.Run(context.Background(), "contacts")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// entities, events and offset read from a node; an error ends the test.
func entities(t *testing.T, node *fakesesam.Node, dataset string) []fakesesam.Entity {
	t.Helper()
	return must(node.Entities(dataset))(t)
}

func events(t *testing.T, node *fakesesam.Node, pipe string) []fakesesam.Event {
	t.Helper()
	return must(node.Log(pipe))(t)
}

func offset(t *testing.T, node *fakesesam.Node, pipe string) string {
	t.Helper()
	return must(node.Offset(pipe))(t)
}

func must[T any](value T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// Dataset, offset and log survive a restart of the node, and the next run is incremental.
func TestRestartKeepsEverything(t *testing.T) {
	s := newService(120)
	data := t.TempDir()
	first, err := fakesesam.New(contactsOptions(s, fakesesam.Data(data))...)
	if err != nil {
		t.Fatal(err)
	}
	run(t, first)
	before, log, at := entities(t, first, "contacts"), events(t, first, "contacts"), offset(t, first, "contacts")
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second := contactsNode(t, s, fakesesam.Data(data))
	if diff := cmp.Diff(before, entities(t, second, "contacts")); diff != "" || len(before) != 120 {
		t.Error(len(before), diff)
	}
	if diff := cmp.Diff(log, events(t, second, "contacts")); diff != "" {
		t.Error(diff)
	}
	if got := offset(t, second, "contacts"); got != at || at == "" {
		t.Error(got, at)
	}
	if r := run(t, second); r.SyncType != "incremental" || r.Processed != 0 {
		t.Errorf("%+v", r)
	}
}

// By the machine's clock, a pump that never ran is due immediately.
func TestScheduleByTheMachinesClock(t *testing.T) {
	s := newService(5)
	node := contactsNode(t, s, fakesesam.Schedule(true))
	for deadline := time.Now().Add(10 * time.Second); offset(t, node, "contacts") == ""; {
		if time.Now().After(deadline) {
			t.Fatal("the pump did not run")
		}
	}
	if got := entities(t, node, "contacts"); len(got) != 5 {
		t.Error(got)
	}
}

// A day of schedule: the same seed gives the same day, with runs about 15 minutes apart, and one rescan at midnight.
func TestDay(t *testing.T) {
	day := func() []string {
		s := newService(2)
		var log bytes.Buffer
		node := contactsNode(t, s, fakesesam.Schedule(true), fakesesam.Seed(7), fakesesam.Logger(slog.New(slog.NewTextHandler(&log, nil))),
			fakesesam.Frozen(time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)))
		if err := node.Advance(24 * time.Hour); err != nil {
			t.Fatal(err)
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.asked
	}
	first, second := day(), day()
	if diff := cmp.Diff(first, second); diff != "" {
		t.Error("the same seed gave another day:", diff)
	}
	full := 0
	for _, since := range first {
		if since == "" {
			full++
		}
	}
	if len(first) < 92 || len(first) > 102 || full != 2 {
		t.Errorf("%d runs, %d of them full; want about 97 and 2", len(first), full)
	}
}

func TestAdvanceNeedsAFrozenClock(t *testing.T) {
	node := contactsNode(t, newService(0))
	if err := node.Advance(time.Second); !errors.Is(err, fakesesam.ErrNotFrozen) {
		t.Error(err)
	}
}

func TestResolveEnvironment(t *testing.T) {
	got, err := fakesesam.ResolveEnvironment("testdata/contacts", "service",
		map[string]string{"host": "api.example.com"}, map[string]string{"api-key": "k"})
	want := map[string]string{"api-key": "k", "base-url": "https://api.example.com/v3", "limits": `{"page":100}`}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if _, err := fakesesam.ResolveEnvironment("testdata/contacts", "service", nil, nil); err == nil || !strings.Contains(err.Error(), "api-key") {
		t.Error(err)
	}
	if _, err := fakesesam.ResolveEnvironment("testdata/contacts", "nobody", nil, nil); !errors.Is(err, fakesesam.ErrNotFound) {
		t.Error(err)
	}
	if _, err := fakesesam.ResolveEnvironment("testdata/none", "service", nil, nil); err == nil {
		t.Error("no error")
	}
}

// The environment of a container follows the node's variables and secrets.
func TestEnvironment(t *testing.T) {
	node := fakesesam.Start(t, fakesesam.Env(map[string]string{"host": "a"}), fakesesam.Secrets(map[string]string{"key": "b"}))
	system := `{"_id":"service","type":"system:microservice","docker":{"image":"x","port":1,"environment":{"at":"$ENV(host)","with":"$SECRET(key)"}}}`
	if err := node.Put([]byte(system)); err != nil {
		t.Fatal(err)
	}
	if err := node.SetSecrets(map[string]string{"key": "c"}); err != nil {
		t.Fatal(err)
	}
	got, err := node.Environment("service")
	if diff := cmp.Diff(map[string]string{"at": "a", "with": "c"}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if _, err := node.Environment("nobody"); !errors.Is(err, fakesesam.ErrNotFound) {
		t.Error(err)
	}
}

func TestHistory(t *testing.T) {
	s := newService(1)
	node := contactsNode(t, s)
	run(t, node)
	s.change(1, "won")
	run(t, node)
	var states []any
	for _, e := range must(node.History("contacts"))(t) {
		states = append(states, e["state"], e["_updated"], e["_previous"])
	}
	if diff := cmp.Diff([]any{"new", 0.0, nil, "won", 1.0, 0.0}, states); diff != "" {
		t.Error(diff)
	}
	states = nil
	for _, e := range must(node.Versions("contacts", "1"))(t) {
		states = append(states, e["state"], e["_updated"], e["_previous"])
	}
	if diff := cmp.Diff([]any{"won", 1.0, 0.0, "new", 0.0, nil}, states); diff != "" {
		t.Error(diff)
	}
	if none := must(node.Versions("contacts", "nobody"))(t); len(none) > 0 {
		t.Errorf("%v", none)
	}
}

func page(t *testing.T, node *fakesesam.Node, path string) (int, string) {
	t.Helper()
	res, err := http.Get(node.URL() + path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	defer http.DefaultClient.CloseIdleConnections()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(raw)
}

func TestPages(t *testing.T) {
	s := newService(1234)
	s.change(1234, `<script>alert(1)</script>`)
	node := contactsNode(t, s)
	run(t, node)
	s.fail(true)
	run(t, node)
	for path, wants := range map[string][]string{
		"/":                              {"1\u202f234", "2026-01-01</span><wbr><span class=\"unbroken\">T00:20:35.000Z", "the vendor is away", "Failed", `href="/pipes/contacts"`},
		"/pipes/contacts":                {"pump-failed", "pump-completed", "too many read errors", "the vendor is away"},
		"/datasets/contacts":             {"1\u202f234", "1234", "&lt;script&gt;"},
		"/datasets/system:pump:contacts": {"pump-failed"},
		"/assets/look/look.css":          {"font"},
		"/assets/look/live.js":           {"fetch"},
	} {
		status, text := page(t, node, path)
		if status != 200 {
			t.Errorf("%s: %d", path, status)
		}
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not show %q", path, want)
			}
		}
		if strings.Contains(text, "<script>alert") || strings.Contains(text, "hush-hush") {
			t.Errorf("%s shows what it must not", path)
		}
	}
	for _, path := range []string{"/pipes/none", "/datasets/none", "/none", "/api/none"} {
		if status, _ := page(t, node, path); status != 404 {
			t.Errorf("%s: %d", path, status)
		}
	}
	res, err := http.Post(node.URL()+"/api/ping", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	http.DefaultClient.CloseIdleConnections()
	if res.StatusCode != http.StatusMethodNotAllowed {
		t.Error(res.Status)
	}
}

func TestTokenHidesThePages(t *testing.T) {
	node := contactsNode(t, newService(1), fakesesam.Token("t"))
	if status, _ := page(t, node, "/"); status != 401 {
		t.Error(status)
	}
	if status, _ := page(t, node, "/pipes/contacts"); status != 404 {
		t.Error(status)
	}
}

func TestCloseEndsARun(t *testing.T) {
	s := newService(1)
	s.mu.Lock() // the service does not answer
	node, err := fakesesam.New(contactsOptions(s)...)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan fakesesam.Run)
	go func() {
		r, _ := node.Run(context.Background(), "contacts")
		ended <- r
	}()
	for running := false; !running; {
		_, text := page(t, node, "/api/pipes/contacts/pump")
		running = strings.Contains(text, `"is-running":true`)
	}
	if err := node.Close(); err != nil {
		t.Error(err)
	}
	if r := <-ended; r.Outcome != fakesesam.Failed {
		t.Errorf("%+v", r)
	}
	s.mu.Unlock()
	s.Close()
}

// An empty folder is not a configuration: the node waits for an upload, and keeps it. Any other folder without a
// configuration is an error.
func TestEmptyConfiguration(t *testing.T) {
	data, empty := t.TempDir(), t.TempDir()
	for _, want := range []int{0, 1} {
		node, err := fakesesam.New(fakesesam.Config(empty), fakesesam.Data(data), fakesesam.NoSync())
		if err != nil {
			t.Fatal(err)
		}
		_, text := page(t, node, "/api/pipes")
		if got := strings.Count(text, `"type":"pipe","source"`); got != want {
			t.Errorf("%d pipes, want %d: %s", got, want, text)
		}
		req, err := http.NewRequest(http.MethodPut, node.URL()+"/api/config",
			strings.NewReader(`[{"_id":"x","type":"pipe","source":{"type":"embedded","entities":[]}}]`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		http.DefaultClient.CloseIdleConnections()
		if err := node.Close(); err != nil || res.StatusCode != http.StatusOK {
			t.Error(err, res.Status)
		}
	}
	if node, err := fakesesam.New(fakesesam.Config("docs"), fakesesam.NoSync()); err == nil {
		t.Error("a folder without a configuration was accepted", node.Close())
	}
}

func TestTwoNodesOneDirectory(t *testing.T) {
	data := t.TempDir()
	_ = contactsNode(t, newService(0), fakesesam.Data(data))
	if second, err := fakesesam.New(fakesesam.Data(data)); err == nil {
		t.Error("a second node opened the same directory", errors.Join(second.Close()))
	}
}
