package schedule

import (
	"context"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
)

// Job is what a scheduler runs; it must be comparable.
type Job interface {
	// Due is when the job wants to run next; the zero time for not at all. A job that is running is not due.
	Due() time.Time
	// Run runs it once.
	Run(ctx context.Context)
}

// longestNap bounds how long the loop sleeps when nothing is due: a job that changed its mind without a wake-up is found.
const longestNap = time.Minute

// Scheduler runs jobs when they are due: each at most once at a time, different ones beside each other.
type Scheduler struct {
	clock clock.Clock
	jobs  func() []Job
	wake  chan struct{}
	group sync.WaitGroup

	mu   sync.Mutex
	busy map[Job]bool
}

// New makes a scheduler of the jobs that the function gives; it is asked anew each time.
func New(c clock.Clock, jobs func() []Job) *Scheduler {
	return &Scheduler{clock: c, jobs: jobs, wake: make(chan struct{}, 1), busy: map[Job]bool{}}
}

// Wake makes the loop look at its jobs again: their number or their times have changed.
func (s *Scheduler) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Loop runs jobs as they become due until ctx ends, and then waits for those under way.
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

// take notes that a job has been started; it gives false when it is under way.
func (s *Scheduler) take(job Job) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy[job] {
		return false
	}
	s.busy[job] = true
	return true
}

func (s *Scheduler) release(job Job) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.busy, job)
}

// nap sleeps until the next job is due, a wake-up, or the end.
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
	_ = s.clock.Sleep(napping, d) // it only tells that it was woken
	cancel()
	waker.Wait()
}

// Advance moves a manual clock to a time and runs every job on the way when it is due, one after another.
func (s *Scheduler) Advance(ctx context.Context, c *clock.Manual, to time.Time) {
	for ctx.Err() == nil {
		next := s.next(time.Time{})
		if next.IsZero() || next.After(to) {
			break
		}
		c.Set(next)
		for _, job := range s.due(c.Now()) {
			job.Run(ctx)
		}
	}
	c.Set(to)
}

// due gives the jobs whose time has come.
func (s *Scheduler) due(now time.Time) []Job {
	var out []Job
	for _, job := range s.jobs() {
		if at := job.Due(); !at.IsZero() && !at.After(now) {
			out = append(out, job)
		}
	}
	return out
}

// next gives the earliest time after now at which a job is due; the zero time when there is none.
func (s *Scheduler) next(now time.Time) time.Time {
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
