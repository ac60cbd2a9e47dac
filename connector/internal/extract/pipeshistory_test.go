package extract_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

// act is something that happens. A and B choose among what there is.
type act struct {
	Kind string
	A, B int
}

func (a act) String() string { return fmt.Sprintf("%s(%d,%d)", a.Kind, a.A, a.B) }

var acts = slices.Concat(
	slices.Repeat([]string{"go on"}, 12), slices.Repeat([]string{"run"}, 4), slices.Repeat([]string{"archive", "restore"}, 2),
	[]string{"start", "start", "rescan", "stop", "restart", "create", "modify", "merge", "time", "time", "sleep"},
)

var drawAct = rapid.Custom(func(t *rapid.T) act {
	return act{rapid.SampledFrom(acts).Draw(t, "act"), rapid.IntRange(0, 200).Draw(t, "a"), rapid.IntRange(0, 200).Draw(t, "b")}
})

// times are how much passes.
var times = []time.Duration{time.Second, 30 * time.Second, 2 * time.Minute, 6 * time.Minute, 6 * time.Minute, 25 * time.Minute, 70 * time.Minute}

// lags are those of the index.
var lags = []time.Duration{0, 0, time.Second, time.Minute, 5 * time.Minute}

// do lets something happen.
func (p *pipes) do(a act) error {
	one, held := p.all[a.A%len(p.all)], p.held()
	if a.Kind != "go on" {
		p.tell("%s at %s", a, p.up.Now.Format("15:04:05.000"))
	}
	switch a.Kind {
	case "go on":
		if len(held) > 0 {
			p.let(held[a.A%len(held)], lags[a.B%len(lags)])
		}
	case "start":
		p.start(one, a.B%4 == 0)
	case "run", "rescan":
		p.start(one, a.Kind == "rescan")
		return p.finish(one, a.B)
	case "stop":
		p.stop(one)
	case "restart":
		p.restart()
	case "time":
		p.pass(times[a.B%len(times)])
	case "sleep":
		p.slept = true
		p.up.Now = p.up.Now.Add(times[a.B%len(times)])
	default:
		p.change(a)
	}
	return nil
}

// change changes something in HubSpot.
func (p *pipes) change(a act) {
	p.pass(time.Millisecond)
	contacts := p.up.Records
	live := slices.DeleteFunc(slices.Clone(contacts), func(c hubspottest.Record) bool { return !c.ArchivedAt.IsZero() })
	gone := slices.DeleteFunc(slices.Clone(contacts), func(c hubspottest.Record) bool { return c.ArchivedAt.IsZero() })
	one := func(list []hubspottest.Record, n int) *hubspottest.Record {
		id := list[n%len(list)].ID
		return &contacts[slices.IndexFunc(contacts, func(c hubspottest.Record) bool { return c.ID == id })]
	}
	switch {
	case a.Kind == "create":
		p.newest++ // an ID never returns
		p.up.Records = append(contacts, hubspottest.Record{ID: p.newest, Modified: p.up.Now})
	case a.Kind == "modify" && len(live) > 0:
		one(live, a.A).Modified = p.up.Now
	case a.Kind == "archive" && len(live) > 0:
		one(live, a.A).ArchivedAt = p.up.Now
	case a.Kind == "restore" && len(gone) > 0:
		c := one(gone, a.A)
		c.ArchivedAt, c.Modified = time.Time{}, p.up.Now
	case a.Kind == "merge" && len(live) > 1:
		into, from := one(live, a.A), one(live, a.A+1+a.B%(len(live)-1))
		into.Merged, into.Modified = strings.Trim(into.Merged+";"+strconv.FormatUint(from.ID, 10)+";"+from.Merged, ";"), p.up.Now
		p.up.Records = slices.DeleteFunc(contacts, func(c hubspottest.Record) bool { return c.ID == from.ID })
	}
	p.note()
}

// finish lets calls go on until a run has ended: mostly the latest one, so that other runs stay where they are, or the first.
func (p *pipes) finish(one *pipe, how int) error {
	for n := 0; one.running != nil; n++ {
		synctest.Wait()
		if err := p.settle(); err != nil || one.running == nil {
			return err
		}
		if len(p.held()) == 0 || n == mostSteps {
			return fmt.Errorf("%s does not come to an end", p.name(one))
		}
		next := p.held()[0]
		if how%2 == 1 && n%12 != 11 {
			next = p.held()[len(p.held())-1]
		}
		p.let(next, lags[how%len(lags)])
	}
	return nil
}

// play lets everything happen, then nothing any more until an interval and the settle window have passed. Then every pipe
// has HubSpot's contacts.
func (p *pipes) play(t *testing.T, history []act) (wrong error) {
	synctest.Test(t, func(*testing.T) {
		defer func() {
			for _, one := range p.all {
				p.stop(one)
			}
		}()
		for _, a := range history {
			if wrong = p.do(a); wrong != nil {
				return
			}
			synctest.Wait()
			if wrong = p.settle(); wrong != nil {
				return
			}
		}
		for _, one := range p.all {
			if wrong = p.finish(one, 0); wrong != nil {
				return
			}
		}
		for n := range 3 {
			for _, one := range p.all {
				p.pass((p.Interval/2 + p.Settle + time.Minute))
				p.start(one, false)
				if wrong = p.finish(one, 0); wrong != nil {
					return
				}
				if n == 2 && wrong == nil {
					wrong = p.converged(one)
				}
			}
		}
	})
	return wrong
}
