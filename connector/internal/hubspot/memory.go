package hubspot

import (
	"context"
	"sync"
	"time"
)

// What an answer may take of the memory for answers. The largest one needs two thirds more than its size while its buffer
// grows, which is within the memory even if every other read has begun an answer, too.
const (
	smallPart   = 192 // an answer begins with a 192nd of the memory
	largestPart = 2   // and ends at half of it
)

// memory bounds what HubSpot's answers take at a time, over all reads of the process.
//
// Nobody can wait for it in a circle. An answer begins with a small part, for which its read gives up nothing else. Only
// one answer at a time may grow beyond that, and it waits for others to be passed on to Sesam, which needs no memory.
type memory struct {
	small, largest int

	short func(context.Context) // called every now and then while an answer waits, with the context of its call

	growing chan struct{} // has an element while an answer grows

	mu    sync.Mutex
	free  int
	freed chan struct{} // closed when memory becomes free
}

// shortEvery is the time between two calls of short.
const shortEvery = time.Second

func newMemory(total int64, short func(context.Context)) *memory {
	return &memory{
		short: short,
		small: int(total / smallPart), largest: int(total / largestPart), free: int(total),
		growing: make(chan struct{}, 1), freed: make(chan struct{}),
	}
}

// step is the size of a buffer that is to grow to at least n bytes. What would be more than two thirds of the largest one
// becomes the largest one, with a byte more to see that an answer is too large: from so large a buffer there is no room to
// grow.
func (m *memory) step(n int) int {
	if n > m.largest*2/3 {
		return m.largest + 1
	}
	return n
}

// take waits until n bytes are free and takes them. It reports whether it succeeded before ctx ended.
func (m *memory) take(ctx context.Context, n int) bool {
	for {
		m.mu.Lock()
		if n <= m.free {
			m.free -= n
			m.mu.Unlock()
			return true
		}
		freed := m.freed
		m.mu.Unlock()
		select {
		case <-freed:
		case <-time.After(shortEvery):
			m.short(ctx)
		case <-ctx.Done():
			return false
		}
	}
}

// give returns n bytes.
func (m *memory) give(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.free += n
	close(m.freed)
	m.freed = make(chan struct{})
}

// grow waits until no other answer grows. It reports whether it succeeded before ctx ended.
func (m *memory) grow(ctx context.Context) bool {
	select {
	case m.growing <- struct{}{}: // even if ctx has ended: nobody has to wait
		return true
	default:
	}
	for {
		select {
		case m.growing <- struct{}{}:
			return true
		case <-time.After(shortEvery):
			m.short(ctx)
		case <-ctx.Done():
			return false
		}
	}
}

// grown lets the next answer grow.
func (m *memory) grown() { <-m.growing }
