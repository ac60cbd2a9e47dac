package hubspot

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// mostReads is how many reads the server lets run at a time.
const mostReads = 8

func bodyOf(m *memory) *body { return &body{memory: m} }

// idle reports whether no answer arrives or grows.
func idle(m *memory) bool {
	if !m.growing.TryAcquire(1) {
		return false
	}
	m.growing.Release(1)
	all := int64(m.total / arrivingPart)
	if !m.arriving.TryAcquire(all) {
		return false
	}
	m.arriving.Release(all)
	return true
}

func TestABodyIsReadWhole(t *testing.T) {
	m := newMemory(1<<20, func(context.Context) {})
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(0, m.largest+2).Draw(t, "size")
		announced := rapid.Bool().Draw(t, "announced")
		last := rapid.IntRange(0, 2*m.largest).Draw(t, "last")
		content := bytes.Repeat([]byte("0123456789"), size/10+1)[:size]
		length := int64(-1)
		if announced {
			length = int64(size)
		}
		b := bodyOf(m)
		// A read by itself never waits: whatever is held by it leaves room.
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		for range mostReads - 1 { // that have begun
			m.take(ctx, m.small, nil)
			defer m.give(m.small)
		}
		err := b.read(ctx, unevenly(content), length, last)
		if size > m.largest {
			if !errors.Is(err, errTooLarge) {
				t.Fatalf("%d bytes: %v", size, err)
			}
		} else if err != nil || !bytes.Equal(b.buf, content) {
			t.Fatalf("%d of %d bytes, %v", len(b.buf), size, err)
		}
		b.release()
		if m.free() != 1<<20-(mostReads-1)*m.small || !idle(m) {
			t.Fatalf("%d bytes were not given back", 1<<20-m.free())
		}
	})
}

// unevenly returns content in pieces of uneven size.
func unevenly(content []byte) io.Reader {
	source := rand.New(rand.NewPCG(1, uint64(len(content))))
	return readerFunc(func(p []byte) (int, error) {
		if len(content) == 0 {
			return 0, io.EOF
		}
		n := copy(p[:min(len(p), 1+source.IntN(10000))], content)
		content = content[n:]
		return n, nil
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// Reads that hold one large answer each and need another do not wait in a circle, and together never hold more than there
// is.
func TestReadsShareTheMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const total = 3 << 20
		m := newMemory(total, func(context.Context) {})
		var held atomic.Int64
		var reads sync.WaitGroup
		for n := range mostReads {
			reads.Go(func() {
				source := rand.New(rand.NewPCG(uint64(n), 7))
				pages := make(chan *body)
				go func() { // reads ahead by one
					defer close(pages)
					for range 20 {
						b := bodyOf(m)
						size := source.IntN(m.largest + 1)
						if source.IntN(3) == 0 {
							size = m.largest
						}
						if err := b.read(t.Context(), slowly(size), -1, 0); err != nil {
							t.Errorf("read %d: %v", n, err)
						}
						if held.Add(int64(cap(b.buf))) > total {
							t.Errorf("read %d: together the reads hold %d bytes", n, held.Load())
						}
						pages <- b
					}
				}()
				pace := rand.New(rand.NewPCG(uint64(n), 8))
				for b := range pages {
					time.Sleep(time.Duration(pace.IntN(100)) * time.Millisecond) // Sesam takes its time
					held.Add(-int64(cap(b.buf)))
					b.release()
				}
			})
		}
		reads.Wait()
		if m.free() != total || !idle(m) {
			t.Errorf("%d bytes were not given back", total-m.free())
		}
	})
}

// slowly delivers size bytes in pieces.
func slowly(size int) io.Reader {
	return readerFunc(func(p []byte) (int, error) {
		time.Sleep(time.Millisecond)
		if size == 0 {
			return 0, io.EOF
		}
		n := min(len(p), size, 100<<10)
		size -= n
		return n, nil
	})
}

// A read that waits for memory gives up with its context and gives back what it holds.
func TestAReadGivesUpWaitingForMemory(t *testing.T) {
	m := newMemory(1<<20, func(context.Context) {})
	first, second := bodyOf(m), bodyOf(m)
	if err := first.read(t.Context(), strings.NewReader(strings.Repeat("x", m.largest)), int64(m.largest), 0); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := second.read(ctx, strings.NewReader(strings.Repeat("x", m.largest)), int64(m.largest), 0); !errors.Is(err, errNoMemory) {
		t.Errorf("%v", err)
	}
	second.release()
	first.release()
	if err := second.read(t.Context(), strings.NewReader(strings.Repeat("x", m.largest)), int64(m.largest), 0); err != nil || m.free() >= 1<<20 {
		t.Errorf("%v, %d bytes free", err, m.free())
	}
}
