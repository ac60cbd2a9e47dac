package hubspot

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// crowdMemory is the memory of a crowd: little, so that much is waited for it.
const crowdMemory = 384 << 10

// crowd is reads with many calls in flight, whose answers have random sizes.
type crowd struct {
	reads, calls, answers int
	usual                 int // size that most answers have, and that all are expected to have
	surprise              int // one in so many answers has any other size
	seed                  uint64
}

// Whatever sizes answers have and however many calls are in flight, reads come to their end if their readers take what has
// arrived, and together never hold more memory than there is. A circle would end with the time.
func TestNobodyWaitsInACircle(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := crowd{
			reads:    rapid.IntRange(1, 8).Draw(r, "reads"),
			calls:    rapid.IntRange(1, 16).Draw(r, "calls"),
			answers:  20,
			usual:    rapid.IntRange(0, crowdMemory/largestPart).Draw(r, "usual"),
			surprise: rapid.IntRange(1, 20).Draw(r, "surprise"),
			seed:     rapid.Uint64().Draw(r, "seed"),
		}
		synctest.Test(t, func(t *testing.T) { c.share(t, newMemory(crowdMemory, func(context.Context) {})) })
	})
}

// As many as there ever are.
func TestAFullCrowdWaitsInNoCircle(t *testing.T) {
	for _, usual := range []int{0, 1 << 10, 50 << 10, 75 << 10, 128 << 10} {
		synctest.Test(t, func(t *testing.T) {
			crowd{reads: 8, calls: 16, answers: 100, usual: usual, surprise: 3, seed: 7}.share(t, newMemory(crowdMemory, func(context.Context) {}))
		})
	}
}

// share lets all reads read all their answers.
func (c crowd) share(t *testing.T, m *memory) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	var held atomic.Int64
	var reads sync.WaitGroup
	for n := range c.reads {
		reads.Go(func() {
			arrived := make(chan *body)
			go c.read(ctx, t, m, n, arrived, &held)
			pace := rand.New(rand.NewPCG(c.seed, uint64(n)))
			for b := range arrived {
				time.Sleep(time.Duration(pace.IntN(20)) * time.Millisecond) // Sesam takes one page after the other
				held.Add(-int64(cap(b.buf)))
				b.release()
			}
		})
	}
	reads.Wait()
	if m.free() != m.total || !idle(m) {
		t.Errorf("%+v: %d bytes were not given back", c, m.total-m.free())
	}
}

// read reads the answers of one read, with calls in flight, and sends them as they arrive.
func (c crowd) read(ctx context.Context, t *testing.T, m *memory, n int, arrived chan<- *body, held *atomic.Int64) {
	defer close(arrived)
	var left atomic.Int64
	left.Store(int64(c.answers))
	var calls sync.WaitGroup
	defer calls.Wait()
	for call := range c.calls {
		calls.Go(func() {
			source := rand.New(rand.NewPCG(c.seed, uint64(n*100+call+1000)))
			for left.Add(-1) >= 0 {
				size, length := c.usual, int64(-1)
				if source.IntN(c.surprise) == 0 {
					size = source.IntN(m.largest + 1)
				}
				if source.IntN(4) == 0 {
					length = int64(size)
				}
				b := bodyOf(m)
				if err := b.read(ctx, slowly(size), length, c.usual); err != nil || len(b.buf) != size {
					t.Errorf("%+v: %d of %d bytes, %v", c, len(b.buf), size, err)
				}
				if all := held.Add(int64(cap(b.buf))); all > int64(m.total) {
					t.Errorf("%+v: together the reads hold %d bytes", c, all)
				}
				arrived <- b
			}
		})
	}
}

// Answers of the usual size arrive side by side, although none says how large it is.
func TestUsualAnswersArriveSideBySide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const size, answers = 200 << 10, 32
		m := newMemory(48<<20, func(context.Context) {})
		start := time.Now()
		var calls sync.WaitGroup
		for range answers {
			calls.Go(func() {
				b := bodyOf(m)
				if err := b.read(t.Context(), slowly(size), -1, size); err != nil {
					t.Error(err)
				}
				b.release()
			})
		}
		calls.Wait()
		if took := time.Since(start); took > 4*time.Millisecond {
			t.Errorf("%d answers took %s; one takes 4ms", answers, took)
		}
	})
}

// An answer that says how large it is does not grow, not even to see its end.
func TestAnAnnouncedAnswerDoesNotGrow(t *testing.T) {
	m := newMemory(48<<20, func(context.Context) {})
	m.growing.TryAcquire(1)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, length := range []int{0, 1, m.small - 1, m.small, m.total/arrivingPart - 1} {
		b := bodyOf(m)
		if err := b.read(ended, slowly(length), int64(length), 0); err != nil {
			t.Errorf("%d bytes: %v", length, err)
		}
		b.release()
	}
}

// Answers of the usual size leave no garbage.
func TestUsualAnswersLeaveNoGarbage(t *testing.T) {
	m := newMemory(48<<20, func(context.Context) {})
	content := bytes.Repeat([]byte("x"), 300<<10)
	from, b := bytes.NewReader(content), bodyOf(m)
	garbage := testing.AllocsPerRun(100, func() {
		_, _ = from.Seek(0, io.SeekStart)
		if err := b.read(t.Context(), from, -1, len(content)+1); err != nil {
			t.Fatal(err)
		}
		b.release()
	})
	if garbage > 0 {
		t.Errorf("%v allocations for an answer", garbage)
	}
}

// A large answer gets its memory in turn, even if small ones never stop.
func TestALargeAnswerIsNotPassedByForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(3<<20, func(context.Context) {})
		ctx, stop := context.WithCancel(t.Context())
		var small sync.WaitGroup
		for range 64 {
			small.Go(func() {
				for ctx.Err() == nil {
					b := bodyOf(m)
					if b.read(ctx, slowly(100<<10), -1, 101<<10) == nil {
						time.Sleep(10 * time.Millisecond)
					}
					b.release()
				}
			})
		}
		time.Sleep(time.Second)
		b, start := bodyOf(m), time.Now()
		if err := b.read(t.Context(), slowly(m.largest), -1, 0); err != nil {
			t.Error(err)
		}
		if took := time.Since(start); took > time.Second {
			t.Errorf("it took %s", took)
		}
		b.release()
		stop()
		small.Wait()
	})
}

// Every buffer holds what it is for, and not much more.
func TestSizesOfBuffers(t *testing.T) {
	m := newMemory(48<<20, func(context.Context) {})
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(m.small, m.largest+1).Draw(t, "n")
		size := m.size(n)
		if size < n || size > n+n/4 && size != m.largest+1 {
			t.Fatalf("%d for %d", size, n)
		}
		if next := m.size(2 * size); size <= m.largest && size+next > m.total*5/6 {
			t.Fatalf("%d and %d are more than five sixths of the memory", size, next)
		}
	})
	if first := m.first(-1, 0); first != 64<<10 {
		t.Errorf("an answer of which nothing is known begins with %d", first)
	}
}

// What is usual grows at once and falls slowly.
func TestUsualSizes(t *testing.T) {
	var u usual
	u.note("list", 800)
	u.note("list", 8)
	if size := u.size("list"); size != 700+700/8 {
		t.Errorf("%d", size)
	}
	u.note("list", 1600)
	if size := u.size("list"); size != 1800 || u.size("search") != 0 {
		t.Errorf("%d", size)
	}
}

// There is room for a part of what fits, and for one answer at least.
func TestRoom(t *testing.T) {
	c := &Client{memory: newMemory(48<<20, func(context.Context) {})}
	if room := c.room("list"); room != 192 {
		t.Errorf("of answers of which nothing is known: %d", room)
	}
	c.usual.note("list", 1<<20)
	if room := c.room("list"); room != 48/4*4/5 {
		t.Errorf("of a megabyte: %d", room)
	}
	c.memory.take(t.Context(), 47<<20, nil)
	if room := c.room("list"); room != 1 {
		t.Errorf("of a megabyte, with a megabyte left: %d", room)
	}
}
