package monitoring

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// step is the time between two scrapes.
const step = 5 * time.Minute

// fires fails the test unless exactly these alerts fire, over what was scraped, at the last step.
func (r *recording) fires(alerts ...string) {
	r.t.Helper()
	type series struct {
		Series string `json:"series"`
		Values string `json:"values"`
	}
	type firing struct {
		Labels string `json:"labels"`
		Value  int    `json:"value"`
	}
	var recorded []series
	for name, values := range r.values {
		if strings.HasPrefix(name, "go_") && !strings.HasPrefix(name, "go_gc_gomemlimit") || strings.Contains(name, "_bucket{") {
			continue // what no alert looks at
		}
		recorded = append(recorded, series{name, strings.Join(values, " ")})
	}
	want := []firing{}
	for _, alert := range alerts {
		want = append(want, firing{fmt.Sprintf("{alertname=%q}", alert), 1})
	}
	test := map[string]any{
		"rule_files":          []string{filepath.Join(root(r.t), folder, "alerts.yml")},
		"evaluation_interval": step.String(),
		"tests": []any{map[string]any{
			"interval": step.String(), "input_series": recorded,
			"promql_expr_test": []any{map[string]any{
				"expr": `max by (alertname) (ALERTS{alertstate="firing"})`, "eval_time": (time.Duration(r.steps-1) * step).String(), "exp_samples": want,
			}},
		}},
	}
	text, err := json.MarshalIndent(test, "", " ") // which is YAML, too
	if err != nil {
		r.t.Fatal(err)
	}
	dir := r.t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "recorded.yml"), text, 0o600); err != nil {
		r.t.Fatal(err)
	}
	if out, err := promtool(r.t, dir, "test", "rules", "recorded.yml"); err != nil {
		r.t.Errorf("want %q: %v\n%s", alerts, err, out)
	}
}

// reads makes a read of contacts, whatever comes of it.
func (r *recording) reads() { _, _, _ = r.get(r.since()) }

// An account without any change is no reason for an alert, and neither is a run that has failed once.
func TestNothingFiresWhileAllIsWell(t *testing.T) {
	r := record(newBed(t, 50))
	r.scrapes(12, r.reads)
	r.fires()
	r.fails(fakehubspot.Fault{Name: "away", Status: http.StatusServiceUnavailable})
	r.scrapes(1, r.reads)
	r.hub.ClearFaults()
	r.scrapes(6, r.reads)
	r.fires()
}

// HubSpot goes away: reads fail for an hour, and what was read is out of date.
func TestAlertsWhileHubSpotIsAway(t *testing.T) {
	r := record(newBed(t, 50))
	r.scrapes(6, r.reads)
	r.fails(fakehubspot.Fault{Name: "away", Status: http.StatusServiceUnavailable})
	r.scrapes(4, r.reads)
	r.fires()
	r.scrapes(12, r.reads)
	r.fires("HubSpotReadsFailing", "HubSpotDataStale")
	r.hub.ClearFaults()
	r.scrapes(1, r.reads)
	r.fires()
}

// Nobody reads any more: nothing fails, and the data is out of date all the same.
func TestAlertWhenNobodyReads(t *testing.T) {
	r := record(newBed(t, 50))
	r.scrapes(2, r.reads)
	r.scrapes(10, func() {})
	r.fires()
	r.scrapes(4, func() {})
	r.fires("HubSpotDataStale")
}

// The day's calls are used up, and come back at midnight.
func TestAlertsWhenTheDailyLimitIsUsedUp(t *testing.T) {
	b := newBed(t, 50)
	if err := b.hub.SetLimits(fakehubspot.Limits{Plan: fakehubspot.PlanProfessional, Daily: 60}); err != nil {
		t.Fatal(err)
	}
	r := record(b)
	owners := func() { _, _, _ = r.get("/get_owners") }
	until := func(most int) {
		var left int
		for range 40 {
			r.scrapes(1, owners)
			series := r.values[`hubspot_limit_left{job="hubspot-connector",limit="daily"}`]
			left, _ = strconv.Atoi(series[len(series)-1])
			if left <= most {
				return
			}
		}
		t.Fatalf("%d calls are left, want at most %d", left, most)
	}
	r.scrapes(4, owners)
	r.fires()
	until(5)
	r.fires("HubSpotDailyLimitLow")
	until(0)
	r.scrapes(2, owners)
	r.fires("HubSpotDailyLimitUsedUp")
	r.hub.Advance(13 * time.Hour)
	r.scrapes(1, owners)
	r.fires()
}

// An entity is refused by the very first push, and reported once.
func TestAlertWhenAnEntityIsRefused(t *testing.T) {
	r := record(newBed(t, 50))
	r.scrapes(3, r.reads)
	r.scrapes(1, func() {
		r.wants(http.StatusBadRequest, http.MethodPost, "/push_contacts", `[{"email":"ida@example.com","frstname":"Ida"}]`)
	})
	r.fires("HubSpotEntitiesRefused")
	r.scrapes(14, r.reads)
	r.fires()
}
