package schedule

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
)

// looped runs a scheduler in a synctest bubble until the test ends.
func looped(t *testing.T, jobs ...Job) *Scheduler {
	t.Helper()
	s := New(clock.System{}, func() []Job { return jobs })
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Loop(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	return s
}

// A pause begins when the running jobs have ended; no job starts until it is over, and then every due job starts at once.
func TestPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, _, log := twoJobs(clock.System{}) // every 10 s, for 3 s
		s := looped(t, a)
		time.Sleep(14 * time.Second) // the bubble's clock; a runs since 13 s
		resume, err := s.Pause(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if at := time.Since(origin); at != 16*time.Second {
			t.Errorf("the pause began at %s", at)
		}
		again, err := s.Pause(t.Context()) // two may want one
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(44 * time.Second)
		resume()
		resume()
		time.Sleep(time.Minute)
		synctest.Wait()
		if got, want := fmt.Sprint(*log), "[a@0s a@13s]"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		again()
		synctest.Wait()
		if got, want := fmt.Sprint(*log), "[a@0s a@13s a@2m0s]"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	})
}

// A pause that is given up while waiting leaves no pause behind.
func TestPauseThatIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b, log := twoJobs(clock.System{})
		s := looped(t, a, b) // b runs for an hour
		time.Sleep(6 * time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		if _, err := s.Pause(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		synctest.Wait()
		if got, want := fmt.Sprint(*log), "[a@0s b@5s a@36s]"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	})
}

func TestAdvanceWhilePaused(t *testing.T) {
	c := clock.NewManual(origin)
	a, _, log := twoJobs(c)
	s := New(c, func() []Job { return []Job{a} })
	resume, err := s.Pause(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.Advance(t.Context(), c, origin.Add(time.Minute))
	if len(*log) > 0 || !c.Now().Equal(origin.Add(time.Minute)) {
		t.Error(*log, c.Now())
	}
	resume()
	s.Advance(t.Context(), c, origin.Add(70*time.Second))
	if got, want := fmt.Sprint(*log), "[a@1m0s]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
