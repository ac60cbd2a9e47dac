package hubspot

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"
)

// What answers may take of the memory for them.
const (
	smallPart    = 768 // the least that an answer begins with
	arrivingPart = 6   // what all answers that are arriving may have begun with
	largestPart  = 2   // the largest answer
)

// memory bounds what HubSpot's answers take at a time, over all reads of the process.
//
// An answer takes what it probably needs in one step, once its header has arrived. If that proves too little it grows, one
// answer at a time. Who waits is served in turn, and nobody can wait in a circle:
//
//   - An answer that waits to begin holds no memory.
//   - An answer that has arrived holds memory and waits for none: it is passed on to Sesam.
//   - Answers that are arriving have begun with a sixth of the memory at most, all together. Each of them arrives, waits
//     for its turn to grow, or is the one that grows.
//   - The one that grows needs its old buffer and its new one for a moment: five sixths of the memory at most, because
//     the largest buffer follows upon one of two thirds of it at most. So it has enough as soon as the answers that have
//     arrived are gone. As it holds two sixths at most while it waits, so has one whose turn to begin is before it.
type memory struct {
	small, largest int

	short func(context.Context) // called every now and then while an answer waits, with the context of its call

	arriving *semaphore.Weighted // bytes that the answers which are arriving have begun with
	growing  *semaphore.Weighted // of one: the answer that grows
	all      *semaphore.Weighted // bytes
	total    int
	taken    atomic.Int64 // of all

	classes []int       // sizes of the buffers that are used again, in ascending order
	spare   []sync.Pool // such buffers, for each class
}

// shortEvery is the time between two calls of short.
const shortEvery = time.Second

func newMemory(total int64, short func(context.Context)) *memory {
	m := &memory{
		short: short, total: int(total),
		small: int(total / smallPart), largest: int(total / largestPart),
		arriving: semaphore.NewWeighted(total / arrivingPart), growing: semaphore.NewWeighted(1), all: semaphore.NewWeighted(total),
	}
	// Four classes for each doubling: a fifth of a buffer is unused at most.
	for size := m.small; size <= int(total/arrivingPart); size *= 2 {
		for quarter := 4; quarter < 8 && size*quarter/4 <= int(total/arrivingPart); quarter++ {
			m.classes = append(m.classes, size*quarter/4)
		}
	}
	m.spare = make([]sync.Pool, len(m.classes))
	return m
}

// size is that of a buffer for n bytes. What would be more than two thirds of the largest one becomes the largest one, with
// a byte more to see that an answer is too large: from so large a buffer there is no room to grow.
func (m *memory) size(n int) int {
	class, _ := slices.BinarySearch(m.classes, n)
	switch {
	case class < len(m.classes):
		return m.classes[class]
	case n >= m.largest*2/3:
		return m.largest + 1
	default:
		return n
	}
}

// first is the size of the buffer in which an answer begins: length is what the answer says of its own, -1 if it says
// nothing; usual is that of such answers.
func (m *memory) first(length int64, usual int) int {
	n := usual
	if length >= 0 {
		n = int(length) + 1 // to see its end
	}
	return m.size(max(n, m.small))
}

// begins reports whether an answer may begin in a buffer of that size without a turn to grow.
func (m *memory) begins(size int) bool { return size <= m.total/arrivingPart }

// free is how many bytes are free.
func (m *memory) free() int { return m.total - int(m.taken.Load()) }

// take waits until n bytes are free and takes them. It reports whether it succeeded before ctx ended. announce, unless it
// is nil, is called if that takes long.
func (m *memory) take(ctx context.Context, n int, announce func()) bool {
	if !m.acquire(ctx, m.all, n, announce) {
		return false
	}
	m.taken.Add(int64(n))
	return true
}

// give returns n bytes.
func (m *memory) give(n int) {
	m.taken.Add(-int64(n))
	m.all.Release(int64(n))
}

// acquire is take for n of what sem counts. It succeeds even if ctx has ended, if nobody has to wait.
func (m *memory) acquire(ctx context.Context, sem *semaphore.Weighted, n int, announce func()) bool {
	if sem.TryAcquire(int64(n)) {
		return true
	}
	if announce != nil {
		defer time.AfterFunc(longWait, announce).Stop()
	}
	acquired := make(chan struct{})
	defer close(acquired)
	go m.callShort(ctx, acquired)
	return sem.Acquire(ctx, int64(n)) == nil
}

// callShort calls short every now and then until done is closed.
func (m *memory) callShort(ctx context.Context, done <-chan struct{}) {
	ticker := time.NewTicker(shortEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			m.short(ctx)
		case <-done:
			return
		}
	}
}

// collectBefore is the size of a new buffer before which garbage is collected: buffers that others have given back would
// otherwise still take memory beside it.
const collectBefore = 4 << 20

// buffer returns an empty buffer, a spare one if there is one of that size. The memory for it has been taken.
func (m *memory) buffer(size int) *[]byte {
	if class, ok := slices.BinarySearch(m.classes, size); ok {
		if spare, ok := m.spare[class].Get().(*[]byte); ok {
			return spare
		}
	}
	if size >= collectBefore {
		runtime.GC()
	}
	buffer := make([]byte, 0, size)
	return &buffer
}

// keep keeps a buffer for another answer if it has the size of a class.
func (m *memory) keep(buffer *[]byte) {
	if class, ok := slices.BinarySearch(m.classes, cap(*buffer)); ok {
		*buffer = (*buffer)[:0]
		m.spare[class].Put(buffer)
	}
}
