package ui

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/runall"
)

// served is the pages of a node with one pipe that is named p.
func served(tb testing.TB) (*node.Node, http.Handler) {
	tb.Helper()
	gin.SetMode(gin.ReleaseMode)
	n, err := node.New(node.Options{
		Data: tb.TempDir(), NoSync: true, Clock: clock.NewManual(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)),
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := n.Close(); err != nil {
			tb.Error(err)
		}
	})
	if err := n.Replace("application/json", []byte(`[{"_id":"p","type":"pipe","source":{"type":"empty"},"pump":{"mode":"manual"}}]`), false); err != nil {
		tb.Fatal(err)
	}
	engine := gin.New()
	Mount(engine, n, runall.New(n), nil, "test", false)
	return n, engine
}

// get returns a page, which must be there.
func get(tb testing.TB, h http.Handler, path string) string {
	tb.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, http.NoBody))
	if w.Code != http.StatusOK {
		tb.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

// logged puts runs into the log of p: every tenth one failed, and each has some write errors. It returns how many events they are.
func logged(tb testing.TB, n *node.Node, runs, errorsEach int) (events int64) {
	tb.Helper()
	const batch = 1000
	for from := 0; from < runs; from += batch {
		err := n.Store().Update(func(tx *dataset.Tx) error {
			for run := from; run < min(runs, from+batch); run++ {
				last, err := oneRun(tx, run, errorsEach)
				if err != nil {
					return err
				}
				events = last + 1
			}
			return nil
		})
		if err != nil {
			tb.Fatal(err)
		}
	}
	return events
}

func oneRun(tx *dataset.Tx, run, errors int) (int64, error) {
	put := func(id string, fields map[string]any) (int64, error) {
		fields["_id"] = id
		e, err := dataset.FromMap(fields)
		if err != nil {
			return 0, err
		}
		return tx.AppendEvent(pump.LogName("p"), e)
	}
	began := time.Date(2026, 3, 1, 0, 0, run, 0, time.UTC).Format(time.RFC3339Nano)
	started, err := put("pump-started", map[string]any{"event_type": "pump-started", "start_time": began})
	if err != nil {
		return 0, err
	}
	for i := range errors {
		_, err := put(fmt.Sprint("write-error:", i), map[string]any{
			"event_type": "write-error", "event_time": began, "original_error_message": fmt.Sprintf("refused %d in %d", i, run),
			"entity": map[string]any{"_id": fmt.Sprint("e", i)}, "retryable": true,
		})
		if err != nil {
			return 0, err
		}
	}
	kind := "pump-completed"
	if run%10 == 9 {
		kind = "pump-failed"
	}
	return put(kind, map[string]any{
		"event_type": kind, "sync_type": "incremental", "start_time": began, "end_time": began, "pump_started_location": started,
		"pipe_offset": fmt.Sprint("o", run), "entities_failed": errors, "reason_why_stopped": fmt.Sprintf("reason %d.", run),
	})
}

// follow follows the links to older runs from a page to the last one, and returns the pages.
func follow(t *testing.T, h http.Handler, path string) (pages []string) {
	t.Helper()
	for {
		page := get(t, h, path)
		pages = append(pages, page)
		_, rest, more := strings.Cut(page, `rel="next" href="`)
		if !more {
			return pages
		}
		query, _, _ := strings.Cut(rest, `"`)
		path = "/pipes/p" + strings.ReplaceAll(query, "&amp;", "&")
	}
}

// Page by page, every run of the log is shown once, and every failed one if only those are wanted.
func TestPagesOfALog(t *testing.T) {
	n, h := served(t)
	logged(t, n, 107, 2)
	all := strings.Join(follow(t, h, "/pipes/p"), "")
	for run := range 107 {
		if got := strings.Count(all, fmt.Sprintf("o%d</code>", run)); got != 1 {
			t.Errorf("run %d is shown %d times", run, got)
		}
	}
	if strings.Contains(all, `class="between`) {
		t.Error("what happened during runs is shown between them")
	}
	pages := follow(t, h, "/pipes/p?only=failed")
	failed := strings.Join(pages, "")
	if got := strings.Count(failed, `class="run pump-failed"`); got != 10 || strings.Contains(failed, "pump-completed") {
		t.Errorf("%d failed runs are shown, want 10", got)
	}
	if len(pages) != 1 {
		t.Errorf("%d pages", len(pages))
	}
	if !strings.Contains(all, "<code>o41 → o42</code>") {
		t.Error("the offset before a run is not the one after the run before it")
	}
}

// A run with many failures is shown page by page, too; each failure has its JSON.
func TestPagesOfARun(t *testing.T) {
	n, h := served(t)
	events := logged(t, n, 3, 60)
	path := fmt.Sprintf("/pipes/p?run=%d", events-1)
	var seen []string
	for from := events - 61; ; {
		page := get(t, h, fmt.Sprintf("%s&from=%d", path, from))
		for i := range 60 {
			if text := fmt.Sprintf("refused %d in 2", i); strings.Contains(page, ">"+text+"<") {
				seen = append(seen, text)
			}
		}
		if strings.Contains(page, "in 1<") {
			t.Error("the run has an event of another one")
		}
		if !strings.Contains(page, fmt.Sprintf(`/api/pipes/p/log?since=%d&amp;limit=1"`, from-1)) {
			t.Error("an event has no link to its JSON")
		}
		if !strings.Contains(page, ">Later</a>") {
			break
		}
		from += eventsShown
	}
	if len(seen) != 60 {
		t.Errorf("%d failures were shown, want 60: %q", len(seen), seen)
	}
}

// Whatever the query of the page is, there is a page.
func TestQueriesOfAPipe(t *testing.T) {
	n, h := served(t)
	if page := get(t, h, "/pipes/p?run=1&before=5.5.5&request=3"); !strings.Contains(page, "The log is empty") {
		t.Error("a pipe without a log has a log")
	}
	events := logged(t, n, 30, 1)
	for query, want := range map[string]string{
		"run=x":                                 "This run is not in the log.",
		"run=-1":                                "This run is not in the log.",
		"run=1":                                 "This run is not in the log.", // the end of no run
		"run=9223372036854775807":               "This run is not in the log.",
		"before=x":                              "o29</code>",
		"before=-1.-1.0":                        "It gets a run when",
		"before=1.1.1":                          "", // the end of no run
		"before=900000.900000.1":                "",
		"before=5.5.99999":                      "events between runs",
		"request=12":                            "This request is no longer kept.",
		"request=%3Cb%3E&only=%22":              "o29</code>",
		fmt.Sprintf("run=%d&from=-5", events-1): "refused 0 in 29",
		fmt.Sprintf("run=%d&from=x", events-1):  "refused 0 in 29",
	} {
		if page := get(t, h, "/pipes/p?"+query); !strings.Contains(page, want) {
			t.Errorf("?%s does not show %q", query, want)
		}
	}
}

// After a log was deleted, its runs are not taken for those of the new one.
func TestRunsOfADeletedLog(t *testing.T) {
	n, h := served(t)
	const pipe = `[{"_id":"p","type":"pipe","source":{"type":"empty"},"pump":{"mode":"manual","log_events_noop_runs":true}}]`
	if err := n.Replace("application/json", []byte(pipe), false); err != nil {
		t.Fatal(err)
	}
	run := func() {
		t.Helper()
		if _, err := n.Run(t.Context(), "p", pump.Request{}); err != nil {
			t.Fatal(err)
		}
	}
	run()
	if page := get(t, h, "/pipes/p"); !strings.Contains(page, "<small>run 1</small>") {
		t.Error("the run of the log has no number")
	}
	forget := func() {
		t.Helper()
		if err := n.Store().Update(func(tx *dataset.Tx) error { return tx.Delete(pump.LogName("p")) }); err != nil {
			t.Fatal(err)
		}
	}
	forget()
	n.Advance(time.Minute)
	run()
	page := get(t, h, "/pipes/p")
	if !strings.Contains(page, "<small>run 2</small>") || strings.Contains(page, "<small>run 1</small>") {
		t.Error("the run of the new log is not run 2")
	}
	forget()
	logged(t, n, 1, 0)
	if page := get(t, h, "/pipes/p"); strings.Contains(page, "<small>run ") {
		t.Error("a run that the node does not remember has a number")
	}
}

// What is open does not lead away from the page that is shown.
func TestLinksKeepThePlace(t *testing.T) {
	n, h := served(t)
	logged(t, n, 60, 0)
	page := get(t, h, "/pipes/p")
	_, rest, _ := strings.Cut(page, `rel="next" href="`)
	link, _, _ := strings.Cut(rest, `"`)
	older, err := url.ParseQuery(strings.TrimPrefix(link, "?"))
	if err != nil || older.Get("before") == "" {
		t.Fatalf("%q: %v", link, err)
	}
	page = get(t, h, "/pipes/p"+link)
	if want := "before=" + older.Get("before") + "&amp;run="; !strings.Contains(page, want) {
		t.Errorf("the links to the runs lack %s", want)
	}
}

// BenchmarkPipePage measures the page of a pipe whose log has 100,000 events.
func BenchmarkPipePage(b *testing.B) {
	n, h := served(b)
	events := logged(b, n, 25_000, 2)
	for _, path := range []string{"", "?only=failed", "?before=50003.49999.50000", fmt.Sprintf("?run=%d", events-1)} {
		b.Run(path, func(b *testing.B) {
			for b.Loop() {
				get(b, h, "/pipes/p"+path)
			}
		})
	}
}

// BenchmarkPipePageWithAQueue measures the page of a pipe that could not write 10,000 entities.
func BenchmarkPipePageWithAQueue(b *testing.B) {
	n, h := served(b)
	err := n.Store().Update(func(tx *dataset.Tx) error {
		for i := range 10_000 {
			e := dataset.Entity{ID: fmt.Sprint("e", i), Members: fmt.Appendf(nil, `"v":"%s"`, strings.Repeat("x", 500))}
			if _, err := tx.Append("people", e, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	const pipe = `[{"_id":"p","type":"pipe","source":{"type":"dataset","dataset":"people"},"transform":{"type":"dtl","rules":{"default":[["fail!","no"]]}},
		"pump":{"mode":"manual","max_write_errors_in_retry_dataset":20000,"max_consecutive_write_errors":20000}}]`
	if err := n.Replace("application/json", []byte(pipe), false); err != nil {
		b.Fatal(err)
	}
	if _, err := n.Run(b.Context(), "p", pump.Request{}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		get(b, h, "/pipes/p")
	}
}
