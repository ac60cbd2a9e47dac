package clock

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// The machine's clock sleeps for the given time, or until the context ends.
func TestSystem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, test := range map[string]struct {
			sleep, timeout, want time.Duration
			err                  error
		}{
			"to its end":            {time.Minute, time.Hour, time.Minute, nil},
			"not at all":            {0, time.Hour, 0, nil},
			"into the past":         {-time.Minute, time.Hour, 0, nil},
			"until ctx ends":        {time.Hour, time.Minute, time.Minute, context.DeadlineExceeded},
			"with a ctx that ended": {time.Hour, 0, 0, context.DeadlineExceeded},
		} {
			ctx, cancel := context.WithTimeout(t.Context(), test.timeout)
			began := System{}.Now()
			err := System{}.Sleep(ctx, test.sleep)
			if took := (System{}).Now().Sub(began); took != test.want || !errors.Is(err, test.err) {
				t.Errorf("%s: %s and %v, want %s and %v", name, took, err, test.want, test.err)
			}
			cancel()
		}
	})
}

// A manual clock stands still, moves only forward, and is moved by Sleep.
func TestManual(t *testing.T) {
	c := NewManual(noon)
	is := func(what string, want time.Duration) {
		t.Helper()
		if got := c.Now().Sub(noon); got != want {
			t.Errorf("%s: %s after noon, want %s", what, got, want)
		}
	}
	is("new", 0)
	c.Set(noon.Add(time.Minute))
	is("set", time.Minute)
	c.Set(noon)
	is("set back", time.Minute)
	for _, d := range []time.Duration{time.Hour, 0, -time.Hour} {
		if err := c.Sleep(t.Context(), d); err != nil {
			t.Error(err)
		}
	}
	is("slept on", time.Minute+time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	is("slept on when all was over", time.Minute+time.Hour)
}

// With concurrent use of one clock, no sleep is lost.
func TestManualIsShared(t *testing.T) {
	c := NewManual(noon)
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			for range 100 {
				_ = c.Sleep(t.Context(), time.Second) // ctx does not end
				c.Set(noon)
			}
		})
	}
	group.Wait()
	if got := c.Now().Sub(noon); got != 1000*time.Second {
		t.Error(got)
	}
}
