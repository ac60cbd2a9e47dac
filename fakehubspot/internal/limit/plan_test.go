package limit_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/limit"
)

func TestOffLimitsNothing(t *testing.T) {
	a := newAccount(t, limit.Settings{Plan: limit.Off})
	for range 2000 {
		if w := a.get("t"); w.Code != http.StatusOK || len(w.Header()) != 0 {
			t.Fatalf("%d with headers %v", w.Code, w.Header())
		}
	}
}

func TestPlans(t *testing.T) {
	want := map[string][2]int{ // calls in ten seconds, daily header
		"free": {100, 250_000}, "professional": {190, 625_000}, "professional+2": {250, 2_625_000},
		"enterprise": {190, 1_000_000}, "enterprise+1": {250, 2_000_000}, "oauth": {110, 0},
	}
	for name, numbers := range want {
		a := newAccount(t, limit.Settings{Plan: name})
		first := a.get("t")
		if got := 1 + 999 - refused(999, "TEN_SECONDLY_ROLLING", func() *httptest.ResponseRecorder { return a.get("t") }); got != numbers[0] {
			t.Errorf("%s lets %d calls through, want %d", name, got, numbers[0])
		}
		daily := first.Header().Get("X-HubSpot-RateLimit-Daily")
		if wanted := fmt.Sprint(numbers[1]); numbers[1] > 0 && daily != wanted || numbers[1] == 0 && daily != "" {
			t.Errorf("%s: daily header %q, want %v", name, daily, numbers[1])
		}
	}
}

func TestHeaders(t *testing.T) {
	a := newAccount(t, limit.Settings{Plan: "free"})
	a.get("t")
	a.now = a.now.Add(1500 * time.Millisecond)
	w := a.get("t")
	for name, want := range map[string]string{
		"Daily": "250000", "Daily-Remaining": "249998", "Interval-Milliseconds": "10000",
		"Max": "100", "Remaining": "98", "Secondly": "10", "Secondly-Remaining": "9",
	} {
		if got := w.Header().Get("X-HubSpot-RateLimit-" + name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if w := a.search(); len(w.Header()) != 0 {
		t.Errorf("a search has headers: %v", w.Header())
	}
}

func TestUsage(t *testing.T) {
	a := newAccount(t, limit.Settings{Plan: "enterprise"})
	a.get("t")
	a.get("t")
	a.get("u")
	usage := a.Usage()
	if usage.Plan != "enterprise" || usage.Limits.Daily != 1_000_000 || usage.Today != 3 || usage.Busiest != 2 {
		t.Errorf("%+v", usage)
	}
	if want := time.Date(2026, 3, 1, 23, 0, 0, 0, time.UTC); usage.ResetsAt != want {
		t.Errorf("resets at %v, want %v", usage.ResetsAt, want)
	}
	a.now = clock.Latest
	if usage := a.Usage(); usage.Today != 0 || usage.Busiest != 0 || usage.ResetsAt != clock.Latest {
		t.Errorf("on the last day %+v", usage)
	}
}

func TestWrongSettingsChangeNothing(t *testing.T) {
	a := newAccount(t, limit.Settings{Plan: "free"})
	for want, wrong := range map[string]limit.Settings{
		"off, free, professional":                                       {Plan: "gold"},
		"daily must be between 0 and 1,000,000,000, got -1":             {Plan: "free", Daily: -1},
		"search must be between 0 and 1,000,000,000, got 1000000000000": {Plan: "free", Search: 1e12},
		"search cannot be set in plan off; use another plan":            {Plan: "off", Search: 3},
	} {
		if err := a.Set(wrong); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q in it", wrong, err, want)
		}
	}
	if got := a.Usage().Plan; got != "free" {
		t.Errorf("the plan is %s now", got)
	}
}
