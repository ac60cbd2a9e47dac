package ui

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

const (
	// runsShown is how many runs are on a page, betweenShown how many of the events between two runs.
	runsShown    = 20
	betweenShown = 5
)

// runsView is the execution log by run, the newest first.
type runsView struct {
	Entries []entry
	// Failed means that only runs are shown that failed.
	Failed bool
	// Paged means that these are not the newest; Older is the link to the next page, "" on the last one.
	Paged bool
	Older string
	// Open is the run that is shown beside the others; Gone means that it is not in the log.
	Open *openRun
	Gone bool
	// Here is the query of this page without what is open.
	Here url.Values
	// Pushes means that the pipe sends its entities to a service.
	Pushes bool
}

// entry is one line of the log: a run, runs that changed nothing, or what happened between runs, or how much more that is.
type entry struct {
	Run   *runRow
	Quiet *quietRuns
	Event *event
	// More is the number of events between runs that are not shown; they follow the offset Since of the log.
	More, Since int64
}

// runRow is one run of the log.
type runRow struct {
	event
	// Kept is what the node remembers of the run beyond the log; nil if it is too long ago.
	Kept *pump.Past
	// Before is the offset before it; Known says whether it is known.
	Before string
	Known  bool
	// First is the offset of the run's first event: a read that failed is logged before it is certain that the run is.
	First int64
}

// Bad reports whether the run failed.
func (r *runRow) Bad() bool { return r.Type == "pump-failed" }

// longestOffset is how much of an offset is shown, in bytes.
const longestOffset = 80

// Offsets tells the offsets before and after the run.
func (r *runRow) Offsets() string {
	after := shownOffset(r.Offset)
	if !r.Known {
		return after
	}
	return shownOffset(r.Before) + " → " + after
}

func shownOffset(offset string) string {
	if offset == "" {
		return "none"
	}
	return cut(offset, longestOffset)
}

// Took returns how long the run took, by the node's clock.
func (r *runRow) Took() time.Duration { return r.When().Sub(r.Began()) }

// Errors counts the failures that are in the log with the run.
func (r *runRow) Errors() int {
	return r.Failed + r.Metrics.Entities.ReadErrors + r.Metrics.Entities.Retries
}

// Since is the offset after which the run begins in the log.
func (r *runRow) Since() int64 { return r.First - 1 }

// Events counts the events of the run.
func (r *runRow) Events() int64 { return r.At - r.First + 1 }

// quietRuns are consecutive runs that changed nothing, which the log does not have.
type quietRuns struct {
	Count, Processed int
	// First and Last are the numbers of the runs; Began is when the last one began.
	First, Last int
	Began       time.Time
	Ended       time.Time
}

// cursor is where a page of the log continues: the offsets of the next run that completed and of the next one that failed, -1 for
// none, and the offset before which nothing has been shown.
type cursor struct{ completed, failed, top int64 }

func (c cursor) String() string { return fmt.Sprintf("%d.%d.%d", c.completed, c.failed, c.top) }

func parseCursor(text string) (c cursor, ok bool) {
	n, err := fmt.Sscanf(text, "%d.%d.%d", &c.completed, &c.failed, &c.top)
	return c, err == nil && n == 3
}

// runsOf reads one page of a pipe's log. It costs the same wherever the page is: each event that ends a run names the one before
// it and the event with which its run began.
func runsOf(tx *dataset.Tx, each *pump.Pump, past []pump.Past, query url.Values) (runsView, error) {
	out := runsView{Failed: query.Get("only") == "failed", Here: url.Values{}, Pushes: each.Pipe.Sink.Service != nil}
	for _, name := range []string{"only", "before", "requests"} {
		if query.Has(name) {
			out.Here.Set(name, query.Get(name))
		}
	}
	log := logOf(each)
	meta, err := tx.Meta(log)
	if errors.Is(err, dataset.ErrNoDataset) {
		out.Entries = merged(nil, past, !out.Failed)
		return out, nil
	}
	if err != nil {
		return out, err
	}
	r := &logReader{tx: tx, log: log, kept: map[int64]*pump.Past{}, all: !out.Failed, running: each.Running()}
	for i := range past {
		r.kept[past[i].Last] = &past[i]
	}
	if r.at, out.Paged = parseCursor(query.Get("before")); !out.Paged {
		if r.at, err = r.newest(meta.Next); err != nil {
			return out, err
		}
	}
	if err := r.page(); err != nil {
		return out, err
	}
	out.Entries = r.entries
	if !out.Paged {
		out.Entries = merged(r.entries, past, r.all)
	}
	if r.more() {
		older := url.Values{"before": {r.at.String()}}
		if out.Failed {
			older.Set("only", "failed")
		}
		out.Older = "?" + older.Encode()
	}
	if query.Has("run") {
		out.Open, err = r.open(query.Get("run"), query.Get("from"))
		out.Gone = out.Open == nil
	}
	return out, err
}

// With returns the link to this page with something open.
func (v *runsView) With(name string, value any) string {
	q := url.Values{name: {fmt.Sprint(value)}}
	maps.Copy(q, v.Here)
	return "?" + q.Encode()
}

// Without returns the link to this page with nothing open.
func (v *runsView) Without() string { return "?" + v.Here.Encode() }

// logReader reads an execution log backwards, by run.
type logReader struct {
	tx   *dataset.Tx
	log  string
	kept map[int64]*pump.Past // by the offset of the last event
	// all includes runs that completed and what happened between runs.
	all bool
	// running means that a run is in progress, which has not ended in the log; seen that a run that has was read.
	running, seen bool
	at            cursor
	entries       []entry
}

// newest is the cursor of the first page of a log with so many events.
func (r *logReader) newest(next int64) (cursor, error) {
	at := cursor{completed: -1, failed: -1, top: next}
	for id, offset := range map[string]*int64{"pump-completed": &at.completed, "pump-failed": &at.failed} {
		v, err := r.tx.Get(r.log, id)
		if err != nil {
			return at, err
		}
		if v != nil {
			*offset = v.Offset
		}
	}
	return at, nil
}

// more reports whether there are runs left.
func (r *logReader) more() bool { return r.at.failed >= 0 || r.all && r.at.completed >= 0 }

func (r *logReader) page() error {
	for n := 0; n < runsShown && r.more(); n++ {
		run, err := r.next()
		if err != nil {
			return err
		}
		if run == nil {
			break // the log was deleted, and is another one now
		}
		if r.all {
			if err := r.between(run.At+1, r.at.top); err != nil {
				return err
			}
		}
		r.entries, r.seen = append(r.entries, entry{Run: run}), true
		r.at.top = min(r.at.top, run.First) // a rescan in the background may enclose other runs
	}
	if r.all && !r.more() {
		if err := r.between(0, r.at.top); err != nil {
			return err
		}
	}
	r.offsetsBefore()
	return nil
}

// next reads the event that ends the run before the cursor, and moves the cursor.
func (r *logReader) next() (*runRow, error) {
	at := &r.at.failed
	if r.all && r.at.completed > r.at.failed {
		at = &r.at.completed
	}
	v, err := r.tx.At(r.log, *at)
	if err != nil || v == nil {
		return nil, err
	}
	e, err := eventOf(v.AppendJSON(nil), v.Offset)
	if err != nil || e.End == "" {
		return nil, err
	}
	*at = v.Previous
	first, err := r.first(e.Started)
	return &runRow{event: e, Kept: r.kept[v.Offset], First: first}, err
}

// mostReadErrors is how many reads that failed are looked for before the event with which a run began.
const mostReadErrors = 100

// first returns the offset of the first event of a run, of which the log says where it began.
func (r *logReader) first(started int64) (int64, error) {
	for first := started; ; first-- {
		if first == 0 || started-first == mostReadErrors {
			return first, nil
		}
		e, err := eventAt(r.tx, r.log, first-1)
		if err != nil || e == nil || e.Type != "read-error" {
			return first, err
		}
	}
}

// between reads the last of the events from an offset up to another, without its end: those that belong to no run.
func (r *logReader) between(from, to int64) error {
	for at := to - 1; at >= from; at-- {
		if to-at > betweenShown {
			r.entries = append(r.entries, entry{More: at - from + 1, Since: from - 1})
			return nil
		}
		e, err := eventAt(r.tx, r.log, at)
		if err != nil {
			return err
		}
		if e != nil {
			e.Current = r.running && !r.seen
			r.entries = append(r.entries, entry{Event: e})
		}
	}
	return nil
}

// offsetsBefore finds the offset before each run: the node remembers it, or it is the one after the run before.
func (r *logReader) offsetsBefore() {
	var later *runRow
	for i := range r.entries {
		run := r.entries[i].Run
		if run != nil && later != nil && !later.Known && r.all {
			later.Before, later.Known = run.Offset, true
		}
		switch {
		case run != nil && run.Kept != nil:
			run.Before, run.Known, later = run.Kept.Before, true, nil
		case run != nil:
			later = run
		case r.entries[i].Event != nil && r.entries[i].Event.Type == "pump-offset-set":
			if later != nil && !later.Known {
				later.Before, later.Known = r.entries[i].Event.Offset, true
			}
		}
	}
}

// merged puts the runs that the log does not have where they belong.
func merged(entries []entry, past []pump.Past, all bool) []entry {
	if !all {
		return entries
	}
	var out []entry
	quiet := func(run *pump.Past) {
		if n := len(out); n > 0 && out[n-1].Quiet != nil {
			q := out[n-1].Quiet
			q.Count, q.First, q.Processed = q.Count+1, run.Number, q.Processed+run.Processed
			return
		}
		out = append(out, entry{Quiet: &quietRuns{
			Count: 1, First: run.Number, Last: run.Number, Processed: run.Processed, Began: run.Began, Ended: run.Ended,
		}})
	}
	next := 0
	for _, e := range entries {
		for ; next < len(past) && newer(&past[next], &e); next++ {
			if past[next].Last < 0 {
				quiet(&past[next])
			}
		}
		out = append(out, e)
	}
	if len(entries) == 0 || entries[len(entries)-1].Run == nil {
		for ; next < len(past); next++ {
			if past[next].Last < 0 {
				quiet(&past[next])
			}
		}
	}
	return out
}

// newer reports whether a run ended after what an entry of the log is about.
func newer(run *pump.Past, e *entry) bool {
	switch {
	case e.Run != nil && e.Run.Kept != nil:
		return run.Number > e.Run.Kept.Number
	case e.Run != nil:
		return true // the log has a run that is too long ago to be kept
	case e.Event == nil:
		return false
	default:
		return run.Ended.After(e.Event.When())
	}
}

// eventsShown is how many events of a run are on a page.
const eventsShown = 25

// openRun is a run with its events.
type openRun struct {
	runRow
	// List is some of the run's events, in their order, from the offset From: without those with which it began and ended.
	List []event
	From int64
	// Earlier and Later are the offsets from which the neighbouring pages begin, -1 for none.
	Earlier, Later int64
	Entity         string
}

// open reads a run by the offset of its last event; nil if there is none.
func (r *logReader) open(last, from string) (*openRun, error) {
	at, err := strconv.ParseInt(last, 10, 64)
	if err != nil {
		return nil, nil // there is no such run
	}
	e, err := eventAt(r.tx, r.log, at)
	if err != nil || e == nil || e.End == "" {
		return nil, err
	}
	first, err := r.first(e.Started)
	if err != nil {
		return nil, err
	}
	out := &openRun{
		runRow: runRow{event: *e, Kept: r.kept[at], First: first}, Earlier: -1, Later: -1, Entity: shownJSON(e.Exception),
	}
	if out.Kept != nil {
		out.Before, out.Known = out.Kept.Before, true
	}
	out.From = first
	if n, err := strconv.ParseInt(from, 10, 64); err == nil && n > out.From && n < at {
		out.From = n
	}
	for next := out.From; next < min(at, out.From+eventsShown); next++ {
		e, err := eventAt(r.tx, r.log, next)
		if err != nil {
			return nil, err
		}
		if e != nil && e.At != out.Started {
			out.List = append(out.List, *e)
		}
	}
	if out.From > first {
		out.Earlier = max(first, out.From-eventsShown)
	}
	if out.From+eventsShown < at {
		out.Later = out.From + eventsShown
	}
	return out, nil
}
