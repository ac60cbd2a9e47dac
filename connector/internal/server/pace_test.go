package server

import (
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
)

// Only the time counts in which somebody waits for the piece that is arriving.
func TestPace(t *testing.T) {
	clock := clocktest.New()
	p := pace{clock: clock}
	arrives := func(n int, after time.Duration) {
		if err := p.begin(); err != nil {
			t.Fatal(err)
		}
		clock.Advance(after)
		if err := p.end(n); err != nil {
			t.Fatal(err)
		}
	}
	slow := func(want time.Duration) {
		t.Helper()
		_ = p.begin()
		if got := p.slow(clock.Now()); got != want {
			t.Errorf("the body is slow by %s, want %s", got, want)
		}
		_ = p.end(0)
	}
	for range 20 {
		arrives(1, time.Second)
	}
	slow(20 * time.Second)
	clock.Advance(time.Hour)
	slow(20 * time.Second)
	arrives(pieces-20, time.Second)
	slow(0)
	arrives(pieces-1, 29*time.Second)
	slow(29 * time.Second)
	if got := p.slow(clock.Now()); got != 0 {
		t.Errorf("a body for which nobody waits is slow by %s", got)
	}
	p.giveUp(30 * time.Second)
	if err := p.begin(); err == nil || err.Error() != "the body has brought less than 64 KiB in 30s, and another request needed its place" {
		t.Errorf("%v", err)
	}
}
