package hubspot_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

// latent is an upstream whose answers take some time.
type latent struct {
	up   *hubspottest.Upstream
	took time.Duration
}

func (l latent) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(l.took)
	return l.up.RoundTrip(r)
}

// paced returns a client that may make so many calls a second, on the clock of the test's bubble.
func paced(perSecond float64, took time.Duration) *hubspot.Client {
	o := options(latent{hubspottest.New(1), took}, clocktest.New())
	o.Clock, o.RequestRate = clock.System{}, perSecond
	return hubspot.New(o)
}

// listing makes a call, and reports on ended when it has been answered.
func listing(ctx context.Context, s *hubspot.Session, ended chan<- error) {
	page, err := s.List(ctx, hubspot.ListQuery{})
	if err == nil {
		page.Release()
	}
	ended <- err
}

// Every session has the same share of the budget, however many calls it makes side by side.
func TestSessionsShareABudgetEqually(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := paced(10, 150*time.Millisecond)
		ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
		defer cancel()
		sessions := make([]*hubspot.Session, 8)
		var callers sync.WaitGroup
		for i := range sessions {
			sessions[i] = client.Session(hubspot.Contacts)
			for range 2 + 2*i {
				callers.Go(func() {
					ended := make(chan error, 1)
					for ctx.Err() == nil {
						listing(ctx, sessions[i], ended)
						if err := <-ended; err != nil && ctx.Err() == nil {
							t.Error(err)
						}
					}
				})
			}
		}
		callers.Wait()
		sum := 0
		for i, s := range sessions {
			n := s.Stats().Pages
			if sum += n; n < 47 || n > 53 {
				t.Errorf("session %d with %d callers made %d of 400 calls, want 50", i, 2+2*i, n)
			}
		}
		if sum < 390 || sum > 401 {
			t.Errorf("%d calls in 40 seconds, want 10 a second", sum)
		}
	})
}

// Of one session only one call waits for the budget, so a call of another one is second, not fifth.
func TestOneCallOfASessionWaitsForTheBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := paced(1, 0)
		busy, other := client.Session(hubspot.Contacts), client.Session(hubspot.Contacts)
		line := busy.Requests()
		if line.Waiting() != 0 || line.Spare() != 0 {
			t.Errorf("before: %d waiting, %s", line.Waiting(), line.Spare())
		}
		ended := make(chan error, 9)
		for range 5 {
			go listing(t.Context(), busy, ended)
		}
		synctest.Wait()
		if n := line.Waiting(); n != 4 {
			t.Errorf("%d calls wait, want 4: the first one has begun", n)
		}
		if spare := line.Spare(); spare <= 0 || spare > time.Second {
			t.Errorf("another call in %s, want at most the time between two calls", spare)
		}
		start := time.Now()
		second := make(chan error, 1)
		go listing(t.Context(), other, second)
		if err := <-second; err != nil || time.Since(start) > 2*time.Second {
			t.Errorf("the other session had to wait for %s, %v", time.Since(start), err)
		}
		for range 5 {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
		if n := line.Waiting(); n != 0 {
			t.Errorf("%d calls wait in the end", n)
		}
	})
}

// Begun delivers once for all calls that have begun, and for none that has not.
func TestBegun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := paced(1, 0).Session(hubspot.Contacts)
		begun := func() int {
			synctest.Wait()
			return len(s.Requests().Begun())
		}
		ended := make(chan error, 9)
		if begun() != 0 {
			t.Error("begun before any call")
		}
		for range 3 {
			go listing(t.Context(), s, ended)
		}
		if begun() != 1 {
			t.Error("the first call has not begun")
		}
		for range 3 {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
		if begun() != 1 {
			t.Error("not once for all of them")
		}
		<-s.Requests().Begun()
		stop := errors.New("stop")
		ctx, cancel := context.WithCancelCause(t.Context())
		for range 2 {
			go listing(ctx, s, ended)
		}
		synctest.Wait()
		if n := s.Requests().Waiting(); n != 2 {
			t.Errorf("%d calls wait", n)
		}
		cancel(stop)
		for range 2 {
			if err := <-ended; !errors.Is(err, stop) {
				t.Error(err)
			}
		}
		if begun() != 0 || s.Requests().Waiting() != 0 {
			t.Errorf("after the end of calls that have not begun: %d begun, %d waiting", begun(), s.Requests().Waiting())
		}
	})
}
