package extract

import (
	"context"
	"testing"
	"testing/synctest"
)

// A slot that is free is taken without waiting for it.
func TestAFreeSlot(t *testing.T) {
	s := newSlots(2, func() int { return 2 })
	for n, want := range []bool{true, true, false} {
		if got := s.takeFree(); got != want {
			t.Errorf("slot %d: %t", n+1, got)
		}
	}
	s.give(1)
	s.exceed(1)
	if s.takeFree() || s.left() {
		t.Error("there is a free slot although as many as there are have been taken")
	}
}

// There are as many slots as memory allows at the moment, but never none.
func TestSlots(t *testing.T) {
	for _, test := range []struct{ parallel, room, want int }{{1, 9, 1}, {4, 9, 4}, {4, 2, 2}, {4, 0, 1}, {4, -1, 1}} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			room := test.room
			s := newSlots(test.parallel, func() int { return room })
			taken := make(chan bool, 10)
			for range 10 {
				go func() { taken <- s.take(ctx) }()
			}
			count := func() (n int) {
				synctest.Wait()
				for ; len(taken) > 0; n++ {
					if !<-taken {
						t.Error("not taken")
					}
				}
				return n
			}
			if n := count(); n != test.want || s.left() {
				t.Errorf("%+v: %d taken, left: %t", test, n, s.left())
			}
			s.give(1)
			if n := count(); n != 1 {
				t.Errorf("%+v: %d taken after one was given back", test, n)
			}
			s.exceed(3)
			s.give(3)
			if n := count(); n != 0 || s.takeFree() {
				t.Errorf("%+v: %d taken after more than all were", test, n)
			}
			cancel()
			synctest.Wait()
			for range 9 - test.want {
				if <-taken {
					t.Errorf("%+v: taken after the end", test)
				}
			}
		})
	}
}
