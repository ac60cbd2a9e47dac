package ui

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/cursor"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/limit"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/scenario"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

// shownRows is how many faults and tokens the page lists; a server can have a thousand of each.
const shownRows = 100

// controlPage is everything about the account that a test can set.
type controlPage struct {
	frame

	Plans      []limit.Plan
	Gauges     []gauge
	Locks      []locked
	Faults     []brokenBy
	MoreFaults int
	Form       faultForm
	Scenarios  []scenario.Scenario
	Plays      []hub.Played
	Objects    []hub.Tally // all object types of the account, those with live records first
	Object     string      // on whose records scenarios are played
	Churns     []hub.Churn
	Habit      cursor.Habit
	Habits     []cursor.Habit
	Tokens     []credential
	MoreTokens int
	Records    int
	Recorded   int
}

// gauge is a limit and how much of it is used.
type gauge struct {
	ID, Label, Unit string
	Used, Limit     int
}

// Tone says how close it is to its end.
func (g gauge) Tone() string {
	switch used := percent(g.Used, g.Limit); {
	case used >= 100:
		return "bad"
	case used >= 80:
		return "poor"
	}
	return "good"
}

// Low and High are from where on the gauge warns, and from where on it is full.
func (g gauge) Low() float64  { return 0.8*float64(g.Limit) - 0.01 }
func (g gauge) High() float64 { return float64(g.Limit) - 0.01 }

// locked is an object type of which records have been upserted, and for how long they are locked.
type locked struct {
	gauge

	Until time.Time
}

// credential is a token as the page shows it: never its value.
type credential struct {
	Name    string
	Scopes  []string // nil means that everything is allowed
	Expires time.Time
	Expired bool
}

func (p Page) controlPage(r *http.Request) controlPage {
	account, usage := p.Hub.Account(), p.Hub.Limits().Usage()
	page := controlPage{
		frame: p.frame("control", "Control"), Plans: limit.Plans(), Gauges: gaugesOf(usage),
		Form: newFaultForm(r.URL.Query().Get("kind")), Scenarios: scenario.List(), Plays: p.Hub.Plays(),
		Object: cmp.Or(r.URL.Query().Get("object"), object.Contacts.Plural), Churns: p.Hub.Churns(),
		Habit: p.Hub.Cursors().Habit(), Habits: cursor.Habits(), Recorded: p.Hub.Journal().Len(),
	}
	page.Objects = p.Hub.Tallies()
	for _, one := range page.Objects {
		page.Records += one.Live
	}
	if !slices.ContainsFunc(page.Objects, func(one hub.Tally) bool { return one.Name == page.Object }) {
		page.Object = object.Contacts.Plural
	}
	slices.SortStableFunc(page.Objects, func(a, b hub.Tally) int { return cmp.Compare(min(b.Live, 1), min(a.Live, 1)) })
	page.Faults, page.MoreFaults = p.faults()
	page.Locks = page.locksOf(account, p.Hub.Limits())
	page.Tokens, page.MoreTokens = credentials(p.Hub.Tokens.List(), page.Now)
	return page
}

// Label is what people call the records of an object type.
func (p controlPage) Label(object string) string {
	for _, one := range p.Objects {
		if one.Name == object {
			return one.Label
		}
	}
	return object
}

// gaugesOf returns the gauges of the limits in force.
func gaugesOf(u limit.Usage) []gauge {
	if u.Limits.Name == limit.Off {
		return nil
	}
	gauges := []gauge{
		{"ten", "Calls in ten seconds, of the busiest token", "calls", u.Busiest, u.Limits.TenSecondly},
		{"search", "Searches in a second", "searches", u.Searches, u.Limits.Search},
	}
	if u.Limits.Daily > 0 {
		gauges = append(gauges, gauge{"day", "Calls today", "calls", u.Today, u.Limits.Daily})
	}
	return gauges
}

func (p controlPage) locksOf(account *store.Account, limits *limit.Limiter) []locked {
	var all []locked
	most := limits.Usage().Upserts
	for _, one := range limits.Locks() {
		name := one.Object
		if o, ok := account.Object(one.Object); ok {
			name = o.Type.Plural
		}
		all = append(all, locked{gauge{"lock-" + name, "Upserts in ten seconds: " + p.Label(name), "upserts", one.Upserts, most}, one.Until})
	}
	return all
}

func credentials(tokens []token.Token, now time.Time) (shown []credential, more int) {
	for _, one := range tokens[:min(len(tokens), shownRows)] {
		shown = append(shown, credential{one.Name, one.Scopes, one.Expires, one.Expired(now)})
	}
	return shown, len(tokens) - len(shown)
}

func (p Page) faults() (shown []brokenBy, more int) {
	states := p.Hub.Faults().List()
	for _, one := range states[:min(len(states), shownRows)] {
		shown = append(shown, newBrokenBy(one))
	}
	return shown, len(states) - len(shown)
}

// step is a button that moves the clock.
type step struct{ Label, By, Back, Said string }

// Steps are the buttons that move the clock.
func (controlPage) Steps() []step {
	var steps []step
	for _, one := range []struct{ by, label, said string }{
		{"1s", "+1 s", "1 second"},
		{"10s", "+10 s", "10 seconds"},
		{"1m", "+1 min", "1 minute"},
		{"6m", "+6 min", "6 minutes"},
		{"1h", "+1 h", "1 hour"},
		{"24h", "+1 day", "1 day"},
	} {
		steps = append(steps, step{one.label, one.by, "-" + one.by, "The clock moved on by " + one.said + "."})
	}
	return steps
}

// Stamp writes a time as the control API reads it.
func (controlPage) Stamp(t time.Time) string { return t.Format(record.StampFormat) }

// Loss says what a reset of everything takes away.
func (p controlPage) Loss() string {
	return fmt.Sprintf("Reset everything? %s live records, %d faults, %d tokens, %s recorded requests, the limits, the index lag, "+
		"the clock and all changes in the background go back to what they were when the program started. This cannot be undone; "+
		"an export brings back the records.", plainCount(p.Records), len(p.Faults)+p.MoreFaults, len(p.Tokens)+p.MoreTokens, plainCount(p.Recorded))
}

// plainCount is count for texts that are no part of a page.
func plainCount(n int) string { return strings.ReplaceAll(count(n), "\u202f", ",") }

func (p Page) control(w http.ResponseWriter, r *http.Request) {
	p.show(w, http.StatusOK, "control", p.controlPage(r))
}
