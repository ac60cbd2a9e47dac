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
	"time"

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
