package ui

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
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

// Offsets are those before and after the run, as far as the page shows them; only one if the run left it, or if the other is not known.
func (r *runRow) Offsets() []string {
	after := shownOffset(r.Offset)
	if !r.Known || r.Before == r.Offset {
		return []string{after}
	}
	return []string{shownOffset(r.Before), after}
}

// Stayed reports whether the run left the offset as it was.
func (r *runRow) Stayed() bool { return r.Known && r.Before == r.Offset && r.Offset != "" }

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
	for i := range slices.Backward(past) { // the newest one last: it is the one whose event is there now
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
