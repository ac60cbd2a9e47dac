package hubspot

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// Only the time of reading counts: a reader may pause between two reads as long as it likes.
func TestPausesBetweenReadsAreNoDripping(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, giveUp := context.WithCancelCause(t.Context())
		w := &watched{from: readerFunc(func([]byte) (int, error) {
			time.Sleep(time.Second)
			return 1, nil
		}), giveUp: giveUp}
		read := func(times int) {
			for range times {
				_, _ = w.Read(make([]byte, 1))
				time.Sleep(time.Minute)
			}
			synctest.Wait()
		}
		if read(29); ctx.Err() != nil {
			t.Errorf("given up after 29 seconds of reading: %v", context.Cause(ctx))
		}
		if read(1); !errors.Is(context.Cause(ctx), errDrips) {
			t.Errorf("not given up after 30 seconds of reading: %v", context.Cause(ctx))
		}
	})
}

// Whoever makes progress again and again is not given up, and has only one timer.
func TestProgressIsCountedAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, giveUp := context.WithCancelCause(t.Context())
		pace := time.Second
		w := &watched{from: readerFunc(func(p []byte) (int, error) {
			time.Sleep(pace)
			return len(p), nil
		}), giveUp: giveUp}
		for range 300 {
			_, _ = w.Read(make([]byte, 200)) // 4 KiB in 21 seconds
		}
		if ctx.Err() != nil {
			t.Fatal(context.Cause(ctx))
		}
		pace = 0
		p := make([]byte, leastProgress)
		if garbage := testing.AllocsPerRun(100, func() { _, _ = w.Read(p) }); garbage > 0 {
			t.Errorf("%v allocations for a read", garbage)
		}
		pace = time.Minute
		_, _ = w.Read(p)
		if !errors.Is(context.Cause(ctx), errDrips) {
			t.Errorf("not given up: %v", context.Cause(ctx))
		}
	})
}
