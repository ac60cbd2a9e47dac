package clock_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
)

var errStop = errors.New("stop")

// never is a clock on which no pause ends.
type never struct{ clock.System }

func (never) After(time.Duration) <-chan time.Time { return nil }

func TestSleepTakesItsTime(t *testing.T) {
	hands := clocktest.New()
	start := hands.Now()
	for _, d := range []time.Duration{time.Hour, time.Nanosecond, 0, -time.Hour} {
		if err := clock.Sleep(t.Context(), hands, d); err != nil {
			t.Errorf("%s: %v", d, err)
		}
	}
	if slept := hands.Now().Sub(start); slept != time.Hour+time.Nanosecond {
		t.Errorf("slept %s", slept)
	}
}

// Sleep returns why it was ended, even if there was nothing to wait for.
func TestSleepEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- clock.Sleep(ctx, never{}, time.Hour) }()
	cancel(errStop)
	if err := clocktest.Await(t, "the end of the sleep", ended); !errors.Is(err, errStop) {
		t.Errorf("asleep: %v", err)
	}
	for _, d := range []time.Duration{0, -1, time.Hour} {
		if err := clock.Sleep(ctx, clocktest.New(), d); !errors.Is(err, errStop) {
			t.Errorf("%s: %v", d, err)
		}
	}
}

// The system clock delivers, and its readings can be subtracted even if the date changes.
func TestSystem(t *testing.T) {
	before := clock.System{}.Now()
	after := clocktest.Await(t, "a nanosecond", clock.System{}.After(time.Nanosecond))
	if after.Sub(before) <= 0 || !strings.Contains(before.String(), " m=") {
		t.Errorf("%s, then %s, want monotonic readings", before, after)
	}
}
