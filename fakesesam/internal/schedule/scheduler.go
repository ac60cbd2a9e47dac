package schedule

import (
	"context"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
)

// Job is what a scheduler runs; it must be comparable.
type Job interface {
	// Due returns when the job wants to run next; the zero time means never. A running job is not due.
	Due() time.Time
	// Run runs the job once.
	Run(ctx context.Context)
}

// longestNap is the maximum time that the loop sleeps, so that it also notices a job that became due without a wake-up.
const longestNap = time.Minute

// Scheduler runs jobs when they are due: each at most once at a time, different ones concurrently.
type Scheduler struct {
	clock clock.Clock
	jobs  func() []Job
	wake  chan struct{}
	group sync.WaitGroup

	mu   sync.Mutex
	busy map[Job]bool
	// ended is closed, and replaced, when a job has ended.
	ended chan struct{}
	// pauses counts the pauses in effect; while there are any, no job is started.
	pauses int
}

// New returns a scheduler of the jobs that the function returns; it is called whenever the scheduler looks for due jobs.
func New(c clock.Clock, jobs func() []Job) *Scheduler {
	return &Scheduler{clock: c, jobs: jobs, wake: make(chan struct{}, 1), busy: map[Job]bool{}, ended: make(chan struct{})}
}

// Wake makes the loop look at its jobs again, because their number or their times have changed.
func (s *Scheduler) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Loop runs jobs as they become due until ctx ends, and then waits for the running ones.
func (s *Scheduler) Loop(ctx context.Context) {
	defer s.group.Wait()
	for ctx.Err() == nil {
		now := s.clock.Now()
		for _, job := range s.due(now) {
			if !s.take(job) {
				continue
			}
			s.group.Go(func() {
				job.Run(ctx)
				s.release(job)
				s.Wake()
			})
		}
		s.nap(ctx, s.next(now))
	}
}

// Pause keeps jobs from being started until resume is called. It returns when the running ones have ended; the error is for a
// ctx that ends before.
func (s *Scheduler) Pause(ctx context.Context) (resume func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pauses++
	for len(s.busy) > 0 {
		ended := s.ended
		s.mu.Unlock()
		select {
		case <-ended:
		case <-ctx.Done():
		}
		s.mu.Lock()
		if ctx.Err() != nil {
			s.pauses--
			s.Wake()
			return nil, ctx.Err()
		}
	}
	return sync.OnceFunc(s.resume), nil
}

func (s *Scheduler) resume() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pauses--
	s.Wake()
}

func (s *Scheduler) paused() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pauses > 0
}

// take marks a job as running; it returns false if the job is running already, or no job may be started.
func (s *Scheduler) take(job Job) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy[job] || s.pauses > 0 {
		return false
	}
	s.busy[job] = true
	return true
}

func (s *Scheduler) release(job Job) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.busy, job)
	close(s.ended)
	s.ended = make(chan struct{})
}

// nap sleeps until the next job is due, Wake is called, or ctx ends.
func (s *Scheduler) nap(ctx context.Context, next time.Time) {
	d := longestNap
	if !next.IsZero() {
		d = min(d, max(next.Sub(s.clock.Now()), time.Millisecond))
	}
	napping, cancel := context.WithCancel(ctx)
	defer cancel()
	var waker sync.WaitGroup
	waker.Go(func() {
		select {
		case <-s.wake:
			cancel()
		case <-napping.Done():
		}
	})
	_ = s.clock.Sleep(napping, d) // the error only says that it was woken
	cancel()
	waker.Wait()
}

// Advance moves a manual clock to a time and runs every job that becomes due on the way, one after another. During a pause it
// only moves the clock.
func (s *Scheduler) Advance(ctx context.Context, c *clock.Manual, to time.Time) {
	for ctx.Err() == nil {
		next := s.next(time.Time{})
		if next.IsZero() || next.After(to) {
			break
		}
		c.Set(next)
		for _, job := range s.due(c.Now()) {
			if s.take(job) {
				job.Run(ctx)
				s.release(job)
			}
		}
	}
	c.Set(to)
}

// due returns the jobs whose time has come.
func (s *Scheduler) due(now time.Time) []Job {
	var out []Job
	for _, job := range s.jobs() {
		if at := job.Due(); !at.IsZero() && !at.After(now) {
			out = append(out, job)
		}
	}
	return out
}

// next returns the earliest time after now at which a job is due; the zero time if there is none, or during a pause.
func (s *Scheduler) next(now time.Time) time.Time {
	if s.paused() {
		return time.Time{}
	}
	var first time.Time
	for _, job := range s.jobs() {
		at := job.Due()
		if at.IsZero() || !at.After(now) {
			continue
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return first
}
