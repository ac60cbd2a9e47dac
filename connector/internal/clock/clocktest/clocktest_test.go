package clocktest

import (
	"slices"
	"testing"
	"time"
)

func TestTheClockMovesWhenSomethingWaits(t *testing.T) {
	clock := New()
	began := clock.Now()
	if !clock.Now().Equal(began) {
		t.Error("looking at the clock moves it")
	}
	clock.Advance(time.Minute)
	if at := Await(t, "the clock", clock.After(time.Hour)); at.Sub(began) != time.Hour+time.Minute || !clock.Now().Equal(at) {
		t.Errorf("%s after the beginning, and then %s", at.Sub(began), clock.Now().Sub(began))
	}
	<-clock.After(time.Second)
	waits := clock.Waits()
	if !slices.Equal(waits, []time.Duration{time.Hour, time.Second}) {
		t.Errorf("%v was waited for", waits)
	}
	waits[0] = 0
	if clock.Waits()[0] != time.Hour {
		t.Error("a caller can change what was waited for")
	}
}

func TestAClosedChannelDelivers(t *testing.T) {
	closed := make(chan int)
	close(closed)
	if got := Await(t, "nothing", closed); got != 0 {
		t.Errorf("%d", got)
	}
}
