package connector_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/logtest"
)

// lines returns the log lines with that message.
func lines(t *testing.T, log string, msg string) []map[string]any {
	t.Helper()
	var found []map[string]any
	for line := range strings.Lines(log) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatal(err)
		}
		if fields["msg"] == msg {
			delete(fields, "time")
			delete(fields, "msg")
			found = append(found, fields)
		}
	}
	return found
}

func TestOneLineARun(t *testing.T) {
	log := new(logtest.Buffer)
	up := hubspottest.New(1, 2)
	up.Records[1].ArchivedAt = up.Now
	srv := start(t, status503Once(up), nil, connector.Logger(slog.New(slog.NewJSONHandler(log, nil))))
	get(t, srv, "/get_contacts")
	get(t, srv, "/get_contacts?since=2026-03-01T10:00:00Z")
	get(t, srv, "/get_contacts?limit=1")
	resp, _ := srv.Client().Get(srv.URL + "/get_contacts?since=x")
	_ = resp.Body.Close()
	srv.Close()

	second := float64(1e9)
	want := []map[string]any{
		{"level": "INFO", "object": "contacts", "mode": "full", "outcome": "complete", "emitted": 1.0, "tombstones": 0.0, "pages": 1.0, "retries": 1.0, "waited": 0.25 * second, "took": 0.25 * second, "horizon": "2026-03-01T11:59:59.000Z"},
		{"level": "INFO", "object": "contacts", "mode": "since", "outcome": "complete", "emitted": 1.0, "tombstones": 1.0, "pages": 2.0, "retries": 0.0, "waited": 0.0, "took": 0.0, "since": "2026-03-01T10:00:00.000Z", "horizon": "2026-03-01T11:55:00.000Z"},
		{"level": "INFO", "object": "contacts", "mode": "full", "outcome": "limited", "emitted": 1.0, "tombstones": 0.0, "pages": 1.0, "retries": 0.0, "waited": 0.0, "took": 0.0, "horizon": "2026-03-01T11:59:59.000Z"},
	}
	got := lines(t, log.String(), "run")
	for _, line := range got[:1] { // the jitter of the one retry is chance
		line["waited"], line["took"] = 0.25*second, 0.25*second
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if again := lines(t, log.String(), "retrying a request to HubSpot"); len(again) != 1 || again[0]["op"] != "list" {
		t.Errorf("%v", again)
	}
	if asked := lines(t, log.String(), "request"); len(asked) != 4 || asked[3]["status"] != 400.0 || asked[1]["since"] != "2026-03-01T10:00:00Z" {
		t.Errorf("%v", asked)
	}
}

// With an archive-interval, the line of a run says how it knew the archive, and so does a metric.
func TestARunSaysHowItKnewTheArchive(t *testing.T) {
	log, clock, up := new(logtest.Buffer), clocktest.New(), hubspottest.New(1)
	srv := start(t, up, map[string]string{"archive-interval": "1h"}, connector.Logger(slog.New(slog.NewJSONHandler(log, nil))), connector.WithClock(clock))
	for range 2 {
		get(t, srv, "/get_contacts?since=2026-03-01T10:00:00Z")
		clock.Advance(time.Minute)
	}
	resp, _ := srv.Client().Get(srv.URL + "/metrics")
	metrics, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	srv.Close()
	got := lines(t, log.String(), "run")
	if got[0]["archive"] != "read" || got[0]["archiveAge"] != nil || got[1]["archive"] != "remembered" || got[1]["archiveAge"] != 60e9 {
		t.Errorf("%v", got)
	}
	if !strings.Contains(string(metrics), "connector_archive_age_seconds{object=\"contacts\"} 60\n") {
		t.Errorf("%s", metrics)
	}
	if n := len(up.Requests()); n != 3 {
		t.Errorf("%d calls, want two searches and one archive", n)
	}
}

// status503Once fails the first call.
func status503Once(up *hubspottest.Upstream) *hubspottest.Upstream {
	up.Intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
		if n == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		return n == 1
	}
	return up
}

func TestLongRunsShowProgress(t *testing.T) {
	log, clock := new(logtest.Buffer), clocktest.New()
	up := many(3000)
	up.Answered = func(int, *hubspottest.Upstream) { clock.Advance(4e9) }
	srv := start(t, up, map[string]string{"parallel": "1"}, connector.Logger(slog.New(slog.NewJSONHandler(log, nil))), connector.WithClock(clock))
	if _, got := get(t, srv, "/get_contacts"); len(got) != 3000 {
		t.Fatal(len(got))
	}
	srv.Close()
	progress := lines(t, log.String(), "reading")
	if len(progress) != 3 || progress[0]["emitted"] != 1000.0 {
		t.Errorf("%v", progress)
	}
}

func TestMetrics(t *testing.T) {
	clock := clocktest.New()
	up := status503Once(hubspottest.New(1, 2))
	up.Records[1].ArchivedAt = up.Now
	limited := roundTripper(func(r *http.Request) (*http.Response, error) {
		resp, err := up.RoundTrip(r)
		if r.Method == http.MethodGet {
			resp.Header.Set("X-HubSpot-RateLimit-Max", "110")
			resp.Header.Set("X-HubSpot-RateLimit-Remaining", "99")
			resp.Header.Set("X-HubSpot-RateLimit-Daily", "250000")
			resp.Header.Set("X-HubSpot-RateLimit-Daily-Remaining", "4711")
		}
		return resp, err
	})
	srv := start(t, limited, nil, connector.WithClock(clock))
	get(t, srv, "/get_contacts")
	clock.Advance(90e9)
	get(t, srv, "/get_contacts?since=2026-03-01T10:00:00Z")
	resp, err := srv.Client().Get(srv.URL + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	for _, line := range []string{
		`hubspot_requests_total{op="list",status="503"} 1`,
		`hubspot_requests_total{op="list",status="200"} 1`,
		`hubspot_requests_total{op="search",status="200"} 1`,
		`hubspot_retries_total{op="list",reason="unavailable"} 1`,
		`hubspot_requests_total{op="list",status="429"} 0`,
		`hubspot_limit{limit="daily"} 250000`,
		`hubspot_limit{limit="interval"} 110`,
		`hubspot_limit_left{limit="daily"} 4711`,
		`hubspot_limit_left{limit="interval"} 99`,
		`connector_runs_total{mode="full",object="contacts",outcome="complete"} 1`,
		`connector_runs_total{mode="since",object="contacts",outcome="complete"} 1`,
		`connector_runs_total{mode="full",object="contacts",outcome="limited"} 0`,
		`connector_runs_total{mode="since",object="contacts",outcome="failed"} 0`,
		`connector_runs_total{mode="since",object="contacts",outcome="cut"} 0`,
		`connector_entities_total{kind="live",object="contacts"} 2`,
		`connector_entities_total{kind="tombstone",object="contacts"} 1`,
		`connector_last_success_age_seconds{mode="full",object="contacts"} 90`,
		`connector_last_success_age_seconds{mode="since",object="contacts"} 0`,
		`connector_audit_doubts_total{object="contacts"} 0`,
		`connector_since_ahead_seconds{object="contacts"} 0`,
		`process_resident_memory_bytes`,
	} {
		if !strings.Contains(string(text), line) {
			t.Errorf("no line %s", line)
		}
	}
	if t.Failed() {
		t.Logf("%s", text)
	}
}
