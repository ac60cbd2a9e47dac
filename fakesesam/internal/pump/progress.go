package pump

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
)

// Progress is how far a run has come that is in progress.
type Progress struct {
	// SyncType is one of the Sync… constants; "" until the run has been planned.
	SyncType string
	// Background means that it is a rescan during which incremental runs go on.
	Background bool
	// Began is by the node's clock, Elapsed by the machine's: a node whose clock stands still waits as long as any other.
	Began   time.Time
	Elapsed time.Duration
	// Read counts the entities read from the source, Processed those of them that were dealt with, Changed those that were written
	// or accepted.
	Read, Processed, Changed int64
	// Reading and Writing are what the two halves of the run are doing; a half that only waits for the other is Idle.
	Reading, Writing Step
}

// Rate returns how many entities per second are read.
func (p *Progress) Rate() float64 {
	if p.Elapsed <= 0 {
		return 0
	}
	return float64(p.Read) / p.Elapsed.Seconds()
}

// Step is what a run is doing at the moment.
type Step struct {
	Doing Doing
	// Method, URL and System are those of a request; System is "" if the configuration names none.
	Method, URL, System string
	// Entities counts the entities of the request, or those that wait for a retry.
	Entities int
	// Batch counts the batches, this one included.
	Batch int
	// Status is the answer because of which the run pauses, 0 if there was none; Until is when it goes on, by the node's clock.
	Status int
	Until  time.Time
	// Elapsed is how long it has been doing this, by the machine's clock.
	Elapsed time.Duration

	began time.Time
}

// Doing is a kind of Step.
type Doing string

// What a run may be doing.
const (
	// Idle is nothing.
	Idle Doing = ""
	// Preparing is to plan the run.
	Preparing Doing = "preparing"
	// RetryingQueue is to try again what earlier runs could not write.
	RetryingQueue Doing = "retrying"
	// ReadingSource is to read from a source that is not asked over HTTP, or between two requests.
	ReadingSource Doing = "reading"
	// Asking is to wait for an answer.
	Asking Doing = "waiting-for-answer"
	// Receiving is to read an answer.
	Receiving Doing = "receiving"
	// Pausing is to wait before a request is repeated, or after an entity that failed.
	Pausing Doing = "pausing"
	// WritingBatch is to write to the store.
	WritingBatch Doing = "writing"
	// Sweeping is to delete what a full run has not seen.
	Sweeping Doing = "deleting"
)

// watch is what is seen of a run in progress. Each half of the run sets its own step, once for each request or batch and never
// for an entity, so that being watched costs nothing.
type watch struct {
	stopwatch  func() time.Time
	began      time.Time // by the node's clock
	begin      time.Time // by the stopwatch
	background bool

	read, processed, changed atomic.Int64

	mu               sync.Mutex
	sync             string
	reading, writing Step
}

// planned registers what kind of run it is.
func (w *watch) planned(sync string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sync = sync
}

// reads says what the reading half does, and returns what it did before.
func (w *watch) reads(s Step) (before Step) { return w.swap(&w.reading, s) }

// writes says what the writing half does.
func (w *watch) writes(s Step) { w.swap(&w.writing, s) }

func (w *watch) swap(half *Step, s Step) (before Step) {
	if s.began.IsZero() {
		s.began = w.stopwatch()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	before, *half = *half, s
	return before
}

// pause lets the reading half sleep, after an answer with this status; 0 stands for anything else.
func (w *watch) pause(ctx context.Context, c clock.Clock, d time.Duration, status int) error {
	before := w.reads(Step{Doing: Pausing, Status: status, Until: c.Now().Add(d)})
	defer w.reads(before)
	return c.Sleep(ctx, d)
}

// progress returns how far the run has come.
func (w *watch) progress() Progress {
	now := w.stopwatch()
	out := Progress{
		Background: w.background, Began: w.began, Elapsed: now.Sub(w.begin),
		Read: w.read.Load(), Processed: w.processed.Load(), Changed: w.changed.Load(),
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	out.SyncType, out.Reading, out.Writing = w.sync, w.reading, w.writing
	for _, s := range []*Step{&out.Reading, &out.Writing} {
		s.Elapsed = now.Sub(s.began)
	}
	return out
}

// Progress returns how far the runs in progress have come: none, one, or an incremental run and a background rescan.
func (p *Pump) Progress() []Progress {
	var out []Progress
	for _, a := range p.runs() {
		out = append(out, a.progress())
	}
	return out
}
