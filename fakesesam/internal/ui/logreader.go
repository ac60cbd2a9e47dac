package ui

import (
	"fmt"
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// cursor is where a page of the log continues: the offsets of the next run that completed and of the next one that failed, -1 for
// none, and the offset before which nothing has been shown.
type cursor struct{ completed, failed, top int64 }

func (c cursor) String() string { return fmt.Sprintf("%d.%d.%d", c.completed, c.failed, c.top) }

func parseCursor(text string) (c cursor, ok bool) {
	n, err := fmt.Sscanf(text, "%d.%d.%d", &c.completed, &c.failed, &c.top)
	return c, err == nil && n == 3
}

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
	return &runRow{event: e, Kept: r.remembered(&e), First: first}, err
}

// remembered returns what the node remembers of the run that an event ends; nil for nothing. After the log was deleted, another
// event may be where that of the run was.
func (r *logReader) remembered(e *event) *pump.Past {
	past := r.kept[e.At]
	if past == nil || !past.Ended.Truncate(time.Microsecond).Equal(e.When()) {
		return nil
	}
	return past
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
		at = -1 // where no run is
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
		runRow: runRow{event: *e, Kept: r.remembered(e), First: first}, Earlier: -1, Later: -1, Entity: shownJSON(e.Exception),
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
