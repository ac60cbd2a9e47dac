package pump

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"net/http"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/service"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/source"
)

// things is a source that tests can change. It yields the entities after since in the order of their IDs or, if it is
// chronological, of their changes.
type things struct {
	byID          map[string]thing
	tick          int
	chronological bool
	// failAfter makes the next read fail after so many entities; -1 means never.
	failAfter int
	asked     []string
	// hold, if not nil, delays the first entity until it is closed.
	hold chan struct{}
}

type thing struct {
	id, value string
	deleted   bool
	updated   int
}

func newThings() *things { return &things{byID: map[string]thing{}, failAfter: -1} }

func (s *things) set(id, value string) {
	s.tick++
	s.byID[id] = thing{id, value, false, s.tick}
}

func (s *things) tombstone(id string) {
	s.tick++
	s.byID[id] = thing{id, "", true, s.tick}
}

func (s *things) remove(id string) { delete(s.byID, id) }

func stampOf(tick int) string { return fmt.Sprintf("t%06d", tick) }

// after returns what a read yields.
func (s *things) after(since string) []thing {
	var out []thing
	for _, t := range s.byID {
		if stampOf(t.updated) > since {
			out = append(out, t)
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if s.chronological {
			return out[i].updated < out[j].updated
		}
		return out[i].id < out[j].id
	})
	return out
}

var errBroken = errors.New("broken pipe")

func (s *things) Read(ctx context.Context, since *string) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		from := ""
		s.asked = append(s.asked, "all")
		if since != nil {
			from, s.asked[len(s.asked)-1] = *since, *since
		}
		if s.hold != nil {
			select {
			case <-s.hold:
			case <-ctx.Done():
				yield(nil, ctx.Err())
				return
			}
		}
		failAfter := s.failAfter
		s.failAfter = -1
		for i, t := range s.after(from) {
			if i == failAfter {
				yield(nil, &source.ReadError{Code: source.CodeEntity, Source: "things", Err: errBroken})
				return
			}
			if !yield(t.json(), nil) {
				return
			}
		}
		if failAfter >= 0 {
			yield(nil, &source.ReadError{Code: source.CodeEntity, Source: "things", Err: errBroken})
		}
	}
}

// stale yields what things had before, once hold is closed.
type stale struct {
	things *things
	of     []thing
	open   chan struct{}
	once   sync.Once
}

func (s *stale) opened() chan struct{} {
	s.once.Do(func() { s.open = make(chan struct{}) })
	return s.open
}

func (s *stale) Read(_ context.Context, _ *string) iter.Seq2[[]byte, error] {
	hold := s.things.hold
	close(s.opened())
	return func(yield func([]byte, error) bool) {
		<-hold
		for _, t := range s.of {
			if !yield(t.json(), nil) {
				return
			}
		}
	}
}

func (t thing) json() []byte {
	m := map[string]any{"_id": t.id, "_updated": stampOf(t.updated), "v": t.value}
	if t.deleted {
		m["_deleted"] = true
	}
	out, _ := json.Marshal(m)
	return out
}

// bed is a pump with a fake source, a manual clock and a store that can fail.
type bed struct {
	store  *dataset.Store
	clock  *clock.Manual
	source *things
	pump   *Pump
	// failAt makes the n-th write of the store from now fail; 0 means none.
	failAt int
	// dead makes every later write fail too, as if the node had been killed at that point.
	dead bool
	// commits counts the transactions that wrote.
	commits int
	// committing, if not nil, is called during each of them.
	committing func()
	ids        int
	// service is what a json sink posts to, and http transforms call.
	service http.RoundTripper
	// strategy is the retry_strategy of the service's system.
	strategy func(status int) config.Retry
}

var errDisk = errors.New("disk full")

func (b *bed) fault(operation string) error {
	if operation == "commit" {
		b.commits++
		if b.committing != nil {
			b.committing()
		}
	}
	if b.failAt > 0 {
		if b.failAt--; b.failAt == 0 {
			if b.dead {
				b.failAt = 1
			}
			return errDisk
		}
	}
	return nil
}

const simplePipe = `{"_id":"p","type":"pipe","source":{"type":"json","system":"s","url":"things","supports_since":true},"batch_size":3}`

// fatal is implemented by *testing.T and *rapid.T.
type fatal interface {
	Helper()
	Fatalf(format string, args ...any)
}

func newClock() *clock.Manual { return clock.NewManual(time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)) }

func newBed(t fatal, dir, pipe string) *bed {
	t.Helper()
	b := &bed{clock: newClock(), source: newThings()}
	b.open(t, dir)
	b.configure(t, pipe)
	return b
}

func (b *bed) open(t fatal, dir string) {
	t.Helper()
	var err error
	if b.store, err = dataset.Open(dir, dataset.Options{NoSync: true, Now: b.clock.Now, Fault: b.fault}); err != nil {
		t.Fatalf("%v", err)
	}
}

func (b *bed) configure(t fatal, component string) {
	t.Helper()
	text := `[{"_id":"s","type":"system:url","url_pattern":"http://x/%s"},` + component + `]`
	set, err := config.Parse("application/json", []byte(text), nil, nil)
	if err != nil {
		t.Fatalf("%v", err)
	}
	b.source.chronological = set.Pipes["p"].Source.IsChronological
	pipe := set.Pipes["p"]
	at := func(cfg *config.Service) service.Service {
		return service.Service{URL: "http://service/" + cfg.URL, Client: &http.Client{Transport: b.service}, Mask: masked}
	}
	var receiver *service.Service
	if pipe.Sink.Service != nil {
		to := at(pipe.Sink.Service)
		receiver = &to
	}
	var calls []Call
	for _, call := range pipe.Calls {
		calls = append(calls, Call{call, at(&call.Service)})
	}
	b.pump = New(Deps{
		Receiver: receiver, Calls: calls, WriteRetry: b.strategy,
		Pipe: pipe, Source: b.source, Store: b.store, Clock: b.clock,
		Chance: func() float64 { return 0.5 },
		ID:     func() string { b.ids++; return fmt.Sprint(b.ids) },
		Mask:   masked,
		Log:    slog.New(slog.DiscardHandler),
	})
	if err := b.store.Update(b.pump.Enter); err != nil {
		t.Fatalf("%v", err)
	}
}

// masked hides the secret of the tests.
func masked(s string) string { return strings.ReplaceAll(s, "hush", "***") }

func testBed(t *testing.T, pipe string) *bed {
	t.Helper()
	b := newBed(t, t.TempDir(), pipe)
	t.Cleanup(func() {
		if err := b.store.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

func (b *bed) run(t fatal, kind Kind) Run {
	t.Helper()
	run, err := b.pump.Do(context.Background(), Request{Kind: kind})
	if err != nil {
		t.Fatalf("%v", err)
	}
	return run
}

func (b *bed) completed(t fatal, kind Kind) Run {
	t.Helper()
	run := b.run(t, kind)
	if run.Outcome != Completed {
		t.Fatalf("the run failed: %+v", run)
	}
	return run
}

func (b *bed) state(t fatal) State {
	t.Helper()
	s, err := b.pump.load()
	if err != nil {
		t.Fatalf("%v", err)
	}
	return s
}

// content returns the latest version of every entity: its value, or "-" if it is deleted.
func (b *bed) content(t fatal, name string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for v, err := range b.store.Entities(context.Background(), name, dataset.Query{Since: -1, Deleted: true}) {
		if errors.Is(err, dataset.ErrNoDataset) {
			break
		}
		if err != nil {
			t.Fatalf("%v", err)
		}
		var body struct{ V string }
		if err := json.Unmarshal(v.AppendJSON(nil), &body); err != nil {
			t.Fatalf("%v", err)
		}
		if out[v.ID] = body.V; v.Deleted {
			out[v.ID] = "-"
		}
	}
	return out
}

// event is the part of an event of the execution log that the tests check.
type event struct {
	ID       string `json:"_id"`
	Type     string `json:"event_type"`
	Sync     string `json:"sync_type"`
	Offset   string `json:"pipe_offset"`
	Original string `json:"original_pipe_offset"`
	Reset    bool   `json:"is_reset"`
	Error    string `json:"original_error_message"`
	Reason   string `json:"reason_why_stopped"`
	Code     *int   `json:"error_code"`
	Started  *int   `json:"pump_started_location"`
	Updated  int    `json:"_updated"`
	Total    string `json:"total_time"`
	Next     *float64
	Metrics  struct {
		Entities map[string]float64 `json:"entities"`
	} `json:"metrics"`
}

func (b *bed) log(t fatal) []event {
	t.Helper()
	var out []event
	q := dataset.Query{Since: -1, History: true, Deleted: true}
	for v, err := range b.store.Entities(context.Background(), LogName("p"), q) {
		if errors.Is(err, dataset.ErrNoDataset) {
			break
		}
		if err != nil {
			t.Fatalf("%v", err)
		}
		var e event
		if err := json.Unmarshal(v.AppendJSON(nil), &e); err != nil {
			t.Fatalf("%v", err)
		}
		out = append(out, e)
	}
	return out
}

func (b *bed) events(t fatal) string {
	t.Helper()
	var out []string
	for _, e := range b.log(t) {
		out = append(out, e.Type)
	}
	return strings.Join(out, " ")
}
