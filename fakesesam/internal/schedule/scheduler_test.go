package schedule

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
)

// job runs every interval and takes a while.
type job struct {
	mu       sync.Mutex
	name     string
	clock    clock.Clock
	next     time.Time
	interval time.Duration
	takes    time.Duration
	running  int
	most     int
	log      *[]string
	logMu    *sync.Mutex
}

func (j *job) Due() time.Time {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.next
}

func (j *job) Run(ctx context.Context) {
	j.mu.Lock()
	j.running++
	j.most = max(j.most, j.running)
	j.mu.Unlock()
	j.logMu.Lock()
	*j.log = append(*j.log, fmt.Sprintf("%s@%s", j.name, j.clock.Now().Sub(origin)))
	j.logMu.Unlock()
	_ = j.clock.Sleep(ctx, j.takes) // the end of ctx ends the job
	j.mu.Lock()
	defer j.mu.Unlock()
	j.running--
	j.next = j.clock.Now().Add(j.interval)
}

var origin = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // where synctest's clock begins

func twoJobs(c clock.Clock) (a, b *job, log *[]string) {
	log = &[]string{}
	mu := &sync.Mutex{}
	a = &job{name: "a", clock: c, next: origin, interval: 10 * time.Second, takes: 3 * time.Second, log: log, logMu: mu}
	b = &job{name: "b", clock: c, next: origin.Add(5 * time.Second), interval: time.Minute, takes: time.Hour, log: log, logMu: mu}
	return a, b, log
}

// A long job does not delay the others, and no job runs twice at once.
func TestLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b, log := twoJobs(clock.System{})
		s := New(clock.System{}, func() []Job { return []Job{a, b} })
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			s.Loop(ctx)
		}()
		time.Sleep(40 * time.Second) // the bubble's clock
		synctest.Wait()
		cancel()
		<-done
		if got, want := fmt.Sprint(*log), "[a@0s b@5s a@13s a@26s a@39s]"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if a.most != 1 || b.most != 1 {
			t.Error("a job ran twice at once")
		}
	})
}

// A job that becomes due while the loop sleeps starts when the loop is woken.
func TestWake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, _, log := twoJobs(clock.System{})
		a.next = time.Time{}
		s := New(clock.System{}, func() []Job { return []Job{a} })
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			s.Loop(ctx)
		}()
		time.Sleep(7 * time.Second)
		a.mu.Lock()
		a.next = origin.Add(8 * time.Second)
		a.mu.Unlock()
		s.Wake()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		cancel()
		<-done
		if got, want := fmt.Sprint(*log), "[a@8s]"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	})
}

func TestAdvance(t *testing.T) {
	c := clock.NewManual(origin)
	a, b, log := twoJobs(c)
	b.takes = 0
	s := New(c, func() []Job { return []Job{a, b} })
	s.Advance(context.Background(), c, origin.Add(30*time.Second))
	if got, want := fmt.Sprint(*log), "[a@0s b@5s a@13s a@26s]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := c.Now().Sub(origin); got != 30*time.Second {
		t.Error(got)
	}
}
