package extract_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

// pipes are several pipes that read the same contacts through one connector, at the same time if need be.
type pipes struct {
	*switchboard
	setup
	opts      extract.Options
	client    *hubspot.Client
	all       []*pipe
	history   []version
	newest    uint64 // ID
	slept     bool   // the machine's clock has stood still
	reused    int    // runs that have read no archive
	completed int
}

// setup is what pipes are played with.
type setup struct {
	Interval, Settle time.Duration
	Parallel         int
	Memory           int64
	Inclusive        bool
}

// version is what HubSpot had at a time.
type version struct {
	at       time.Time
	contacts []hubspottest.Record
}

// pipe is what a node keeps.
type pipe struct {
	offset  time.Time
	dataset map[string]string // time of change by ID
	running *running
}

// running is a run of a pipe.
type running struct {
	full   bool
	since  time.Time
	began  time.Time // HubSpot's time, exactly
	cancel func()
	done   chan struct{}
	got    []received
	sum    extract.Summary
	err    error
}

// received is an entity as a node gets it.
type received struct {
	id, changed string
	deleted     bool
	updated     time.Time
}

func (r received) String() string {
	if r.deleted {
		return "-" + r.id
	}
	return r.id
}

func newPipes(s setup) *pipes {
	up := hubspottest.New(1, 2, 3, 4)
	up.PageSize = 2
	p := &pipes{switchboard: newSwitchboard(up), setup: s, all: []*pipe{{}, {}}, newest: 4}
	p.note()
	p.restart()
	return p
}

// restart begins with a new connector.
func (p *pipes) restart() {
	for _, one := range p.all {
		p.stop(one)
	}
	o := clientOptions(p.switchboard)
	o.Clock, o.SearchRate = p.clock, 1e6
	p.client, p.opts = hubspot.New(o), options()
	p.opts.Clock, p.opts.Settle, p.opts.Parallel, p.opts.Inclusive = p.clock, p.Settle, p.Parallel, p.Inclusive
	p.opts.Archives = extract.NewArchives(p.Interval, p.Memory, p.clock, slog.New(slog.DiscardHandler))
}

// note notes what HubSpot has now.
func (p *pipes) note() {
	p.history = append(p.history, version{p.up.Now, slices.Clone(p.up.Records)})
}

// let lets a call go on. A search finds what HubSpot had a while ago.
func (p *pipes) let(c *heldCall, lag time.Duration) {
	seen := p.up.Now.Add(75*time.Millisecond - min(lag, p.Settle)) // goOn takes time first
	i := len(p.history) - 1
	for i > 0 && p.history[i].at.After(seen) {
		i--
	}
	p.up.Index = slices.Concat([]hubspottest.Record{}, p.history[i].contacts)
	p.goOn(c)
}

// start starts a run of a pipe, unless one is running.
func (p *pipes) start(one *pipe, full bool) {
	if one.running != nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{full: full || one.offset.IsZero(), began: p.up.Now, cancel: cancel, done: make(chan struct{})}
	if !r.full {
		r.since = one.offset
	}
	one.running = r
	run := extract.Start(p.client, p.opts, extract.Request{Object: hubspot.Contacts, Since: r.since})
	go func() {
		defer close(r.done)
		for e, err := range run.Entities(ctx) {
			if err != nil {
				r.err = err
				break
			}
			changed := ""
			if found := modified.FindSubmatch(e.Record); found != nil {
				changed = string(found[1])
			}
			r.got = append(r.got, received{string(e.ID), changed, e.Deleted, e.Updated})
		}
		r.sum = run.Summary()
	}()
	p.tell("%s starts, since %s", p.name(one), r.since.Format(time.TimeOnly))
}

var modified = regexp.MustCompile(`"lastmodifieddate":"([^"]*)"`)

// stop ends a run as a node does that wants no more.
func (p *pipes) stop(one *pipe) {
	if r := one.running; r != nil {
		r.cancel()
		<-r.done
		one.running = nil
		p.tell("%s is stopped", p.name(one))
	}
}

// settle takes the results of runs that have ended, and returns what is wrong with them.
func (p *pipes) settle() error {
	for _, one := range p.all {
		r := one.running
		if r == nil {
			continue
		}
		select {
		case <-r.done:
		default:
			continue
		}
		r.cancel()
		one.running = nil
		if _, slow := errors.AsType[*extract.AheadError](r.err); slow { // the first call took so long
			continue
		}
		if r.err != nil {
			return fmt.Errorf("%s failed: %w", p.name(one), r.err)
		}
		one.take(r)
		p.completed++
		if r.sum.Archive == extract.ArchiveRemembered {
			p.reused++
		}
		p.tell("%s has ended, archive %q, offset %s, got %v", p.name(one), r.sum.Archive, one.offset.Format(time.TimeOnly), r.got)
		if err := p.check(one, r); err != nil {
			return fmt.Errorf("%s: %w", p.name(one), err)
		}
	}
	return nil
}

// take stores what a run has returned.
func (one *pipe) take(r *running) {
	if r.full {
		one.dataset = map[string]string{}
	}
	for _, e := range r.got {
		if e.deleted {
			delete(one.dataset, e.id)
		} else {
			one.dataset[e.id] = e.changed
		}
		if e.updated.After(one.offset) {
			one.offset = e.updated
		}
	}
}

// check returns an error unless the offset of a pipe means what it should, after a run that has completed.
func (p *pipes) check(one *pipe, r *running) error {
	deletions := one.offset.Add(-p.Interval) // vouched for up to here
	if r.full {
		deletions = one.offset
	}
	known := r.began.Add(-p.Interval) // a run is that late
	for _, c := range p.up.Records {
		id := strconv.FormatUint(c.ID, 10)
		value, live := one.dataset[id]
		switch archived := !c.ArchivedAt.IsZero(); {
		case !archived && !c.Modified.After(one.offset) && value != c.Modified.Format("2006-01-02T15:04:05.000Z"):
			return fmt.Errorf("%s, changed %s, is %q with the offset %s", id, c.Modified, value, one.offset)
		case archived && live && !c.ArchivedAt.After(deletions):
			return fmt.Errorf("%s, archived %s, is live with the offset %s", id, c.ArchivedAt, one.offset)
		case archived && live && !p.slept && c.ArchivedAt.Before(known):
			return fmt.Errorf("%s, archived %s, is live after a run that began at %s", id, c.ArchivedAt, r.began)
		}
		if gone := cmp.Or(c.ArchivedAt, c.Modified.Add(p.Interval)); gone.After(deletions) {
			continue
		}
		for id := range strings.SplitSeq(c.Merged, ";") {
			if _, live := one.dataset[id]; live {
				return fmt.Errorf("%s, merged into %d, is live with the offset %s", id, c.ID, one.offset)
			}
		}
	}
	return nil
}

func (p *pipes) name(one *pipe) string { return fmt.Sprintf("pipe %d", slices.Index(p.all, one)+1) }

// converged returns an error unless a pipe has exactly HubSpot's contacts.
func (p *pipes) converged(one *pipe) error {
	live := 0
	for _, c := range p.up.Records {
		if !c.ArchivedAt.IsZero() {
			continue
		}
		live++
		if value := one.dataset[strconv.FormatUint(c.ID, 10)]; value != c.Modified.Format("2006-01-02T15:04:05.000Z") {
			return fmt.Errorf("%s has %q of %d, changed %s", p.name(one), value, c.ID, c.Modified)
		}
	}
	if len(one.dataset) != live {
		return fmt.Errorf("%s has %v, HubSpot %v", p.name(one), one.dataset, p.up.Records)
	}
	return nil
}

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
