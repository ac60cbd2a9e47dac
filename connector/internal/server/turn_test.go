package server

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
)

// line is a line before places that are all taken by reads of deals.
type line struct {
	*Places
	leaves []func()
	turns  chan string // names of those that have got a place, in turn
}

// newLine returns a line in which nobody waits.
func newLine(t *testing.T) *line {
	t.Helper()
	l := &line{Places: NewPlaces(clock.System{}), turns: make(chan string, 2*mostWaiting)}
	for range maxRunning {
		leave, _, err := l.take(t.Context(), new(deadlineWriter), "deals")
		if err != nil {
			t.Fatal(err)
		}
		l.leaves = append(l.leaves, leave)
	}
	return l
}

// join lets one wait for a place until ctx ends. Its error is delivered.
func (l *line) join(ctx context.Context, name string) <-chan error {
	done := make(chan error, 1)
	go func() {
		_, _, err := l.take(ctx, new(deadlineWriter), "deals")
		if err == nil {
			l.turns <- name
		}
		done <- err
	}()
	synctest.Wait()
	return done
}

// Places go to those who wait in the order in which they came, and one who leaves gives up the turn. What nobody reads waits for nobody.
func TestTurnsComeInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(t)
		leaving, leave := context.WithCancelCause(t.Context())
		gone := errors.New("gone")
		first, second, third := l.join(t.Context(), "first"), l.join(leaving, "second"), l.join(t.Context(), "third")
		if _, queued, err := l.take(t.Context(), new(deadlineWriter), "contacts"); err != nil || queued != 0 {
			t.Errorf("contacts, which nobody reads: %s, %v", queued, err)
		}
		if n := l.queue(); n != 3 {
			t.Errorf("%d wait, want 3", n)
		}
		leave(gone)
		if err := <-second; !errors.Is(err, gone) {
			t.Errorf("one who leaves: %v", err)
		}
		for i, want := range []string{"first", "third"} {
			time.Sleep(time.Minute)
			l.leaves[i]()
			if got := <-l.turns; got != want {
				t.Errorf("the turn was that of the %s, want the %s", got, want)
			}
		}
		if err := errors.Join(<-first, <-third); err != nil || l.queue() != 0 {
			t.Errorf("%v; %d wait", err, l.queue())
		}
	})
}

// Nobody waits for ever, and not more than so many wait.
func TestWaitingIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(t)
		began := time.Now()
		var waiting []<-chan error
		for range mostWaiting {
			waiting = append(waiting, l.join(t.Context(), "one of them"))
		}
		_, queued, err := l.take(t.Context(), new(deadlineWriter), "deals")
		if !errors.Is(err, errNoPlace) || queued != 0 || !strings.HasSuffix(err.Error(), ": 8 × deals; waiting: 64") {
			t.Errorf("one too many waits for %s: %v", queued, err)
		}
		for _, done := range waiting {
			if err := <-done; !errors.Is(err, errNoPlace) {
				t.Errorf("one that has waited in vain: %v", err)
			}
		}
		if took := time.Since(began); took != waitWithin || l.queue() != 0 {
			t.Errorf("they have waited for %s, want %s; %d still wait", took, waitWithin, l.queue())
		}
	})
}

// A connector that is about to stop lets nobody wait, and takes nobody's place.
func TestDrainingEndsTheWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(t)
		waiting := l.join(t.Context(), "one")
		l.drain()
		l.drain()
		if err := <-waiting; !errors.Is(err, errStopping) {
			t.Errorf("one that waits: %v", err)
		}
		if err := <-l.join(t.Context(), "late"); !errors.Is(err, errStopping) {
			t.Errorf("one that comes later: %v", err)
		}
		for _, leave := range l.leaves {
			leave()
		}
		if err := <-l.join(t.Context(), "served"); err != nil {
			t.Errorf("one for whom there is a place: %v", err)
		}
	})
}

// Of those that read nothing, one is given up for all who wait, and the next only if its place does not serve them.
func TestOnePlaceServesAllWhoWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPlaces(clock.System{})
		end := make(chan struct{})
		leaves := map[*deadlineWriter]func(){}
		for range maxRunning {
			w := writing(clock.System{}, func([]byte) { <-end })
			leave, _, err := p.take(t.Context(), w, "deals")
			if err != nil {
				t.Fatal(err)
			}
			leaves[w] = leave
			go func() { _, _ = w.Write([]byte("x")) }()
		}
		givenUp := func() (which []*deadlineWriter) {
			for w := range leaves {
				if w.waits() && w.idle(time.Now()) == 0 {
					which = append(which, w)
				}
			}
			return which
		}
		time.Sleep(idleFor)
		var served sync.WaitGroup
		for range maxRunning {
			served.Go(func() {
				leave, _, err := p.take(t.Context(), new(deadlineWriter), "deals")
				if err != nil {
					t.Error(err)
					return
				}
				leave()
			})
		}
		synctest.Wait()
		time.Sleep(vacateWithin - time.Nanosecond)
		one := givenUp()
		if len(one) != 1 {
			t.Fatalf("%d are given up, want 1", len(one))
		}
		time.Sleep(lookEvery)
		if n := len(givenUp()); n != 2 {
			t.Errorf("%d are given up, want another one because the first has not ended", n)
		}
		leaves[one[0]]()
		served.Wait()
		time.Sleep(lookEvery)
		if n := len(givenUp()); n != 2 {
			t.Errorf("%d are given up, want no more: nobody waits", n)
		}
		close(end)
	})
}

// The sender of a push may have left, so pushes wait for less, and fewer of them: reads find room beside them.
func TestPushesKeepNoReadsFromWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(t)
		began := time.Now()
		// Nobody pushes deals, so the first of them finds a place beyond the usual ones.
		if err := <-l.pushes(t); err != nil {
			t.Fatal(err)
		}
		var pushes []<-chan error
		for range mostPushesWaiting {
			pushes = append(pushes, l.pushes(t))
		}
		if _, _, err := l.take(t.Context(), new(deadlineWriter), placeOfPush+"deals"); !errors.Is(err, errNoPlace) {
			t.Errorf("one push too many: %v", err)
		}
		read := l.join(t.Context(), "read")
		for _, push := range pushes {
			if err := <-push; !errors.Is(err, errNoPlace) || time.Since(began) != pushWaitWithin {
				t.Errorf("a push after %s: %v, want after %s", time.Since(began), err, pushWaitWithin)
			}
		}
		if err := <-read; !errors.Is(err, errNoPlace) || time.Since(began) != waitWithin {
			t.Errorf("the read after %s: %v, want after %s", time.Since(began), err, waitWithin)
		}
	})
}

// pushes lets one more push come.
func (l *line) pushes(t *testing.T) <-chan error {
	t.Helper()
	done := make(chan error, 1)
	go func() {
		_, _, err := l.take(t.Context(), new(deadlineWriter), placeOfPush+"deals")
		done <- err
	}()
	synctest.Wait()
	return done
}

// Whoever leaves at the moment at which the turn comes loses no place.
func TestNoPlaceIsLostToWhoLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(t)
		leave := l.leaves[0]
		for range 100 {
			leaving, left := context.WithCancel(t.Context())
			next := make(chan func(), 1)
			go func() {
				mine, _, err := l.take(leaving, new(deadlineWriter), "deals")
				if err != nil {
					mine = nil
				}
				next <- mine
			}()
			synctest.Wait()
			left()
			leave()
			if leave = <-next; leave == nil {
				another, queued, err := l.take(t.Context(), new(deadlineWriter), "deals")
				if err != nil || queued != 0 {
					t.Fatalf("the place of one who has left: after %s, %v", queued, err)
				}
				leave = another
			}
		}
	})
}
