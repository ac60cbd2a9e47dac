package server

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock"
	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
)

// slowWriter takes some time for every write.
type slowWriter struct {
	gin.ResponseWriter
	write func(p []byte)
}

func (w slowWriter) Write(p []byte) (int, error) {
	w.write(p)
	return len(p), nil
}

// placed returns a writer that has a place, and what happens during each of its writes.
func placed(t *testing.T, p *Places, clock *clocktest.Clock, during func(p []byte)) *deadlineWriter {
	t.Helper()
	w := writing(clock, during)
	if _, _, err := p.take(t.Context(), w, "contacts"); err != nil {
		t.Fatal(err)
	}
	return w
}

// writing returns a writer, and what happens during each of its writes.
func writing(clock clock.Clock, during func(p []byte)) *deadlineWriter {
	var c *gin.Context
	quietly(func() { c, _ = gin.CreateTestContext(httptest.NewRecorder()) })
	c.Writer = slowWriter{c.Writer, during}
	(&Server{opts: Options{Clock: clock}, stall: writeStall}).giveUpOnStall(c)
	return writerOf(c)
}

// A reader that is slow, but reads, may be sent a record of any size.
func TestALargeRecordIsWrittenPieceByPiece(t *testing.T) {
	clock := clocktest.New()
	p := NewPlaces(clock)
	placed(t, p, clock, nil)
	slow := placed(t, p, clock, func(piece []byte) {
		clock.Advance(time.Duration(len(piece)) * 29 * time.Second / (64 << 10))
		p.MakeRoom(t.Context())
	})
	if n, err := slow.Write(make([]byte, 1<<20)); err != nil || n != 1<<20 || slow.givenUp != nil {
		t.Errorf("%d bytes, %v, %v", n, err, slow.givenUp)
	}
}

// One reader after another gives its memory back, but only to a read that would go on with it.
func TestMemoryIsGivenBackToWhomItHelps(t *testing.T) {
	clock := clocktest.New()
	p := NewPlaces(clock)
	of := func(w *deadlineWriter) context.Context { return context.WithValue(t.Context(), placeKey{}, w) }
	var first, second *deadlineWriter
	given := func() (n int) {
		for _, w := range []*deadlineWriter{first, second} {
			if w.givenUp != nil {
				n++
			}
		}
		return n
	}
	first = placed(t, p, clock, func([]byte) {
		second = placed(t, p, clock, func([]byte) {
			running := placed(t, p, clock, nil)
			clock.Advance(idleFor)
			p.MakeRoom(of(first)) // it reads ahead of its own reader
			p.MakeRoom(of(second))
			if given() != 0 {
				t.Error("a reader was given up for another one that takes nothing")
			}
			for n := range 3 {
				p.MakeRoom(of(running))
				if want := min(n+1, 2); given() != want {
					t.Errorf("%d readers were given up, want %d", given(), want)
				}
			}
		})
		_, _ = second.Write([]byte("x"))
	})
	_, _ = first.Write([]byte("x"))
}

// However many reads of other objects run, an object that nobody reads finds a place; a second read of it does not.
func TestLongReadsStarveNoOtherObject(t *testing.T) {
	p := NewPlaces(clocktest.New())
	take := func(of string) (func(), error) {
		leave, _, err := p.take(t.Context(), new(deadlineWriter), of)
		return leave, err
	}
	for i := range maxRunning {
		if _, err := take("deals"); err != nil {
			t.Fatalf("read %d: %v", i, err)
		}
	}
	if _, err := take("deals"); !errors.Is(err, errNoPlace) || !strings.HasSuffix(err.Error(), ": 8 × deals; waiting: 1") {
		t.Errorf("more reads of one object than there are places: %v", err)
	}
	leave, err := take("contacts")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := take("contacts"); err == nil {
		t.Error("a second read of contacts takes a place that others need")
	}
	leave()
	for i := range moreRunning {
		if _, err := take(string(rune('a' + i))); err != nil {
			t.Errorf("object %d: %v", i, err)
		}
	}
	if _, err := take("z"); err == nil {
		t.Error("there is no bound")
	}
}

// The place of a reader that takes nothing goes to another read if that may have it: beyond the usual ones, one of each object.
func TestThePlaceOfAnIdleReaderGoesToWhomItHelps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPlaces(clock.System{})
		ctx, leave := context.WithCancel(t.Context())
		defer leave()
		take := func(of string) error {
			_, _, err := p.take(ctx, new(deadlineWriter), of)
			return err
		}
		for range maxRunning {
			_ = take("deals")
		}
		for i := range moreRunning - 1 {
			_ = take(string(rune('a' + i)))
		}
		other, helped := make(chan error, 1), make(chan error, 1)
		var idle *deadlineWriter
		idle = writing(clock.System{}, func([]byte) {
			go func() { other <- take("deals") }()
			time.Sleep(idleFor)
			synctest.Wait()
			if idle.givenUp != nil {
				t.Errorf("%v: given up for a read that may not have its place", idle.givenUp)
			}
			go func() { helped <- take("tickets") }()
			synctest.Wait()
		})
		leaves, _, err := p.take(t.Context(), idle, "contacts")
		if err != nil {
			t.Fatal(err)
		}
		if _, _ = idle.Write([]byte("x")); idle.givenUp == nil {
			t.Error("nobody was given up")
		}
		leaves()
		if err := <-helped; err != nil {
			t.Errorf("the place was not found: %v", err)
		}
		leave()
		if err := <-other; !errors.Is(err, context.Canceled) {
			t.Errorf("the other one, which has left: %v", err)
		}
	})
}
