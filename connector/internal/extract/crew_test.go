package extract

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// partFunc is a part that a test reads.
type partFunc func(context.Context) (*hubspot.Page, bool, error)

func (f partFunc) next(ctx context.Context) (*hubspot.Page, bool, error) { return f(ctx) }

// parts is a source that is cut until all of them are read.
type parts []partFunc

func (p *parts) whole() part { return p.take() }

func (p *parts) take() part {
	first := (*p)[0]
	*p = (*p)[1:]
	return first
}

func (p *parts) canBeCut() bool { return len(*p) > 0 }

func (p *parts) cut(start func(part)) { start(p.take()) }

// newCrew returns a crew that reads all parts, with as many slots.
func newCrew(slots int, all ...partFunc) *crew {
	client := hubspot.New(hubspot.Options{
		Root: &url.URL{}, Transport: http.DefaultTransport, Clock: clocktest.New(), Logger: slog.New(slog.DiscardHandler), PageMemory: 1 << 20,
	})
	source := parts(all)
	return &crew{
		source: &source, line: client.Session(hubspot.Contacts).Requests(), clock: clocktest.New(),
		slots: newSlots(slots, func() int { return slots }),
	}
}

// numbered is a part of n pages.
func numbered(n int) partFunc {
	return func(context.Context) (*hubspot.Page, bool, error) {
		n--
		return new(hubspot.Page), n > 0, nil
	}
}

// endless is a part that reads pages until the reading ends.
func endless(ctx context.Context) (*hubspot.Page, bool, error) {
	if ctx.Err() != nil {
		return nil, false, context.Cause(ctx)
	}
	return new(hubspot.Page), true, nil
}

// untilEnded is a part that reads until the reading ends, and then says so with an error, or nothing.
func untilEnded(begun chan<- struct{}, last func(context.Context) error) partFunc {
	return func(ctx context.Context) (*hubspot.Page, bool, error) {
		close(begun)
		<-ctx.Done()
		return nil, false, last(ctx)
	}
}

func silently(context.Context) error { return nil }

// A panic in the goroutine that reads must not end the process: it arrives where the request is answered.
func TestAPanicWhileReadingArrivesAtTheReader(t *testing.T) {
	boom := partFunc(func(context.Context) (*hubspot.Page, bool, error) { panic("boom") })
	c := newCrew(2, endless, boom)
	defer func() {
		if fault := fmt.Sprint(recover()); !strings.Contains(fault, "boom") || !strings.Contains(fault, "crew_test.go") {
			t.Errorf("recovered %q, want the fault and where it was", fault)
		}
	}()
	for _, err := range c.pages(t.Context()) {
		if err != nil {
			t.Error(err)
		}
	}
	t.Error("no panic, and the pages ended")
}

func TestTheNextPageIsReadWhileAPageIsInUse(t *testing.T) {
	read, n := [4]chan struct{}{}, 0
	for i := range read {
		read[i] = make(chan struct{})
	}
	used := 0
	for _, err := range newCrew(1, func(context.Context) (*hubspot.Page, bool, error) {
		close(read[n])
		n++
		return new(hubspot.Page), n < len(read), nil
	}).pages(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if used++; used < len(read) {
			clocktest.Await(t, "the next page, while a page is in use", read[used])
		}
	}
	if used != len(read) {
		t.Errorf("%d pages", used)
	}
}

func TestAReaderThatStopsEndsTheReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun, ended := make(chan struct{}), false
		c := newCrew(4, endless, untilEnded(begun, func(ctx context.Context) error {
			ended = errors.Is(context.Cause(ctx), errStopped)
			return nil
		}))
		for page, err := range c.pages(t.Context()) {
			if page == nil || err != nil {
				t.Errorf("%v, %v", page, err)
			}
			select {
			case <-begun:
			default:
				continue
			}
			break
		}
		if !ended {
			t.Error("the reading went on")
		}
	})
}

// A read that was cancelled must never look like the end of the pages, even if the parts say nothing.
func TestTheCauseOfACancelledReadIsReported(t *testing.T) {
	stopping := errors.New("stopping")
	for name, last := range map[string]func(context.Context) error{"with the error": context.Cause, "in silence": silently} {
		for _, cause := range []error{stopping, context.Canceled} {
			ctx, cancel := context.WithCancelCause(t.Context())
			begun := make(chan struct{})
			go func() {
				<-begun
				cancel(cause)
			}()
			var reported error
			for _, err := range newCrew(2, untilEnded(begun, last)).pages(ctx) {
				reported = err
			}
			if !errors.Is(reported, cause) {
				t.Errorf("%s: %v, want %v", name, reported, cause)
			}
		}
	}
}

// Whoever ranges over the pages becomes slow: then as many calls are in flight or not taken as there are slots, however many
// parts there are.
func TestSlotsBoundWhatNobodyHasTaken(t *testing.T) {
	for _, slots := range []int{1, 2, 7} {
		for _, finishes := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				var requested, taken atomic.Int32
				all := make([]partFunc, 20)
				for i := range all {
					pages := numbered(40)
					all[i] = func(ctx context.Context) (*hubspot.Page, bool, error) {
						requested.Add(1)
						time.Sleep(time.Second)
						return pages(ctx)
					}
				}
				c := newCrew(slots, all...)
				if finishes {
					c.finish = func(_ context.Context, p *page) (*page, error) { return p, nil }
				}
				for _, err := range c.pages(t.Context()) {
					if err != nil {
						t.Fatal(err)
					}
					if n := taken.Add(1); n > 200 {
						time.Sleep(time.Minute)
					}
					synctest.Wait()
					if waiting := int(requested.Load() - taken.Load()); waiting > slots {
						t.Errorf("%d slots: %d pages that nobody has taken", slots, waiting)
					}
				}
				if n := requested.Load(); n != taken.Load() || int(c.most) != slots {
					t.Errorf("%d slots: %d pages requested, %d taken, %d readers", slots, n, taken.Load(), c.most)
				}
			})
		}
	}
}

// A part fails at the very moment at which a new one begins. It used to end the process.
func TestAFailureWhileAPartBegins(t *testing.T) {
	fault := errors.New("fault")
	fail := func(context.Context) (*hubspot.Page, bool, error) { return nil, false, fault }
	for range 1000 {
		pages := numbered(3)
		whole := func(ctx context.Context) (*hubspot.Page, bool, error) {
			page, more, err := pages(ctx)
			if !more {
				return nil, false, fault
			}
			return page, more, err
		}
		for _, err := range newCrew(3, whole, endless, endless, fail).pages(t.Context()) {
			if err != nil && !errors.Is(err, fault) {
				t.Error(err)
			}
		}
	}
}

// If one part fails, or the page for Sesam cannot be made, all reading ends with that error.
func TestOneFailureEndsAllReading(t *testing.T) {
	fault := errors.New("fault")
	fail := partFunc(func(context.Context) (*hubspot.Page, bool, error) { return nil, false, fault })
	for _, finishing := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			c := newCrew(3, endless, endless, fail)
			if finishing {
				c = newCrew(3, endless, endless, endless)
				var n atomic.Int32
				c.finish = func(_ context.Context, p *page) (*page, error) {
					if n.Add(1) > 9 {
						return nil, fault
					}
					return p, nil
				}
			}
			var reported error
			for _, err := range c.pages(t.Context()) {
				reported = err
			}
			if !errors.Is(reported, fault) {
				t.Error(reported)
			}
		})
	}
}

// A reader that ends because another one has failed must not take that one's error for its own: it would complete it, and
// retry.
func TestAReaderDoesNotGetTheErrorOfAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := &hubspot.Error{Kind: hubspot.KindUnavailable}
		var cause error
		pages := 0
		waiting := func(ctx context.Context) (*hubspot.Page, bool, error) {
			if pages++; pages == 1 {
				return new(hubspot.Page), true, nil // upon which the other part begins
			}
			<-ctx.Done()
			cause = context.Cause(ctx)
			return nil, false, cause
		}
		failing := func(context.Context) (*hubspot.Page, bool, error) {
			synctest.Wait() // until the other one waits
			return nil, false, broken
		}
		var got error
		for _, err := range newCrew(2, waiting, failing).pages(t.Context()) {
			got = err
		}
		if _, same := errors.AsType[*hubspot.Error](cause); same || cause == nil {
			t.Errorf("the other reader got %v", cause)
		}
		if !errors.Is(got, broken) {
			t.Errorf("got %v", got)
		}
	})
}
