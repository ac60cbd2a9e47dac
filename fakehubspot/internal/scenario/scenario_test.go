package scenario_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/limit"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/scenario"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// account is a real store of 100 contacts under a clock that the test moves.
type account struct {
	scenario.Stage
	store *store.Store
	index *index.Index
	now   time.Time
	ticks bool // each look at the clock takes a millisecond
}

func newAccount(t *testing.T) *account {
	t.Helper()
	a := &account{now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	clock := func() time.Time {
		if a.ticks {
			a.now = a.now.Add(time.Millisecond)
		}
		return a.now
	}
	a.store, _ = store.NewAccount(object.Types, clock, 1, store.Quirks{}).Object("contacts")
	a.index = a.store.Index
	for i := range 100 {
		email := "c" + strconv.Itoa(i) + "@example.com"
		if _, err := a.store.Create(map[string]string{"email": email}, store.UI); err != nil {
			t.Fatal(err)
		}
	}
	a.now = a.now.Add(time.Hour)
	a.Stage = scenario.Stage{Object: "contacts", Records: a.store, HasProperty: a.has, Index: a.index, Faults: fault.NewSet(1)}
	a.Limits = limit.New(clock, time.UTC, func(string) bool { return true })
	return a
}

func (a *account) play(t *testing.T, name string, contacts int) string {
	t.Helper()
	outcome, err := scenario.Play(&a.Stage, name, contacts)
	if err != nil {
		t.Fatal(err)
	}
	if outcome.Scenario != name {
		t.Errorf("the outcome is of %q", outcome.Scenario)
	}
	return outcome.Done
}

// has reports whether contacts have a property.
func (a *account) has(name string) bool { _, ok := a.store.Schema.Key(name); return ok }

// live returns all live contacts.
func (a *account) live() []*record.Record {
	all, _ := a.store.List(store.Start{}, 1000, false)
	return all
}

// modified counts the contacts modified at this very moment.
func (a *account) modified() (n int) {
	for _, one := range a.live() {
		if one.Modified == a.now.UnixMilli() {
			n++
		}
	}
	return n
}

func TestMassUpdate(t *testing.T) {
	for asked, want := range map[int]int{0: 100, 7: 7, 1000: 100} {
		a := newAccount(t)
		done := a.play(t, "mass-update", asked)
		if got := a.modified(); got != want || !strings.HasPrefix(done, strconv.Itoa(want)+" contacts") {
			t.Errorf("asked for %d: %d have this millisecond, want %d; %s", asked, got, want, done)
		}
	}
}

func TestMassUpdatesTakeOneMillisecondOfARunningClock(t *testing.T) {
	for _, name := range []string{"mass-update", "month-end"} {
		a := newAccount(t)
		start := a.now.UnixMilli()
		a.ticks = true
		a.play(t, name, 50)
		instants, touched := map[int64]bool{}, 0
		for _, one := range a.live() {
			if one.Modified > start {
				instants[one.Modified] = true
				touched++
			}
		}
		if touched != 50 || len(instants) != 1 {
			t.Errorf("%s: %d contacts have %d different times", name, touched, len(instants))
		}
	}
}

func TestMonthEndSetsTheProperty(t *testing.T) {
	a := newAccount(t)
	a.play(t, "month-end", 0)
	for _, one := range a.live() {
		if value := a.store.Schema.Named(one)["hs_marketable_until_renewal"]; value != "false" {
			t.Fatalf("contact %d has %q", one.ID, value)
		}
	}
	if got := a.modified(); got != 100 {
		t.Errorf("%d of 100 have this millisecond", got)
	}
}

func TestLateIndexHoldsChangesBack(t *testing.T) {
	a := newAccount(t)
	a.play(t, "late-index", 0)
	if got := a.modified(); got != 10 {
		t.Errorf("%d contacts changed, want 10", got)
	}
	if lag, held := a.index.Lag(); lag.Delay != 5*time.Minute || held == 0 {
		t.Errorf("lag %+v holds %d back", lag, held)
	}
	a.now = a.now.Add(5 * time.Minute)
	if _, held := a.index.Lag(); held != 0 {
		t.Errorf("five minutes later %d are held back", held)
	}
}

func TestMergeStorm(t *testing.T) {
	a := newAccount(t)
	a.play(t, "merge-storm", 0)
	if got := a.store.Len(); got != 90 {
		t.Errorf("%d contacts after ten merges of 100", got)
	}
	if done := a.play(t, "merge-storm", 7); !strings.HasPrefix(done, "3 pairs") {
		t.Errorf("of seven contacts: %s", done)
	}
}

func TestContactsGo(t *testing.T) {
	a := newAccount(t)
	a.play(t, "clean-up", 0)
	archived, _ := a.store.List(store.Start{}, 1000, true)
	if len(archived) != 10 || a.store.Len() != 90 {
		t.Errorf("clean-up: %d archived, %d live", len(archived), a.store.Len())
	}
	a.play(t, "erasure", 0)
	archived, _ = a.store.List(store.Start{}, 1000, true)
	if len(archived) != 10 || a.store.Len() != 85 {
		t.Errorf("erasure: %d archived, %d live", len(archived), a.store.Len())
	}
}

func TestServiceScenariosAddFaultsAndCalmRemovesThem(t *testing.T) {
	for _, one := range scenario.List() {
		if one.Contacts != "" || one.Name == "calm" || one.Name == "rush-hour" {
			continue
		}
		a := newAccount(t)
		a.play(t, one.Name, 0)
		a.play(t, one.Name, 0) // again: no names twice
		faults := a.Faults.List()
		if len(faults) == 0 || !strings.HasPrefix(faults[0].Name, one.Name) {
			t.Errorf("%s added %v", one.Name, faults)
		}
		a.play(t, "calm", 0)
		if left := a.Faults.List(); len(left) != 0 {
			t.Errorf("after the calm %s left %v", one.Name, left)
		}
	}
}

func TestOutageStrikes(t *testing.T) {
	a := newAccount(t)
	a.play(t, "outage", 0)
	w := httptest.NewRecorder()
	a.Faults.Wrap(http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/crm/v3/objects/contacts", nil))
	if w.Code != http.StatusBadGateway {
		t.Errorf("status %d", w.Code)
	}
}

func TestCalmEndsLimitsAndLag(t *testing.T) {
	a := newAccount(t)
	a.play(t, "rush-hour", 0)
	a.play(t, "late-index", 0)
	if usage := a.Limits.Usage(); usage.Plan != "professional" || usage.Limits.Search != 2 {
		t.Errorf("rush hour: %+v", usage)
	}
	a.play(t, "calm", 0)
	lag, held := a.index.Lag()
	if usage := a.Limits.Usage(); usage.Plan != limit.Off || lag.Delay != 0 || held != 0 {
		t.Errorf("plan %s, lag %v, %d held back", usage.Plan, lag.Delay, held)
	}
}

func TestWrongCalls(t *testing.T) {
	a := newAccount(t)
	if _, err := scenario.Play(&a.Stage, "mas-update", 0); !errors.Is(err, scenario.ErrNotFound) || !strings.Contains(err.Error(), "mass-update, month-end") {
		t.Errorf("a wrong name: %v", err)
	}
	for name, contacts := range map[string]int{"mass-update": -1, "outage": 3} {
		if _, err := scenario.Play(&a.Stage, name, contacts); err == nil {
			t.Errorf("%s with %d contacts was played", name, contacts)
		}
	}
	if a.modified() != 0 || len(a.Faults.List()) != 0 {
		t.Error("a refused play did something")
	}
}

// A scenario is played on the records of the stage's object type, and says so; one that changes a property that the type
// does not have changes nothing.
func TestAnotherObjectType(t *testing.T) {
	a := newAccount(t)
	companies, _ := store.NewAccount(object.Types, func() time.Time { return a.now }, 1, store.Quirks{}).Object("companies")
	for range 30 {
		if _, err := companies.Create(map[string]string{"name": "x"}, store.UI); err != nil {
			t.Fatal(err)
		}
	}
	a.Object, a.Records = "companies", companies
	a.HasProperty = func(name string) bool { _, ok := companies.Schema.Key(name); return ok }
	a.now = a.now.Add(time.Hour)
	for _, played := range []struct{ name, want string }{
		{"clean-up", "3 companies were archived"}, {"erasure", "5 companies were erased"}, {"merge-storm", "10 pairs of companies were merged"},
	} {
		if done := a.play(t, played.name, 0); done != played.want {
			t.Errorf("%s: %s", played.name, done)
		}
	}
	_, err := scenario.Play(&a.Stage, "month-end", 0)
	if err == nil || !strings.Contains(err.Error(), "which companies do not have") {
		t.Errorf("month-end: %v", err)
	}
	if a.modified() != 0 || a.store.Len() != 100 {
		t.Error("contacts were changed")
	}
}
