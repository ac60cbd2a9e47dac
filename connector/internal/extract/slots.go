package extract

import (
	"context"
	"sync"
)

// slots bounds the calls of a run that are in flight, together with the pages that nobody has taken yet: what a reader
// that has stopped to take anything leaves in memory. Pages that wait for others, to be completed with them, have none.
type slots struct {
	parallel int        // how many there are, if memory allows
	room     func() int // how many memory allows now

	mu    sync.Mutex
	taken int
	freed chan struct{} // closed when a slot becomes free
}

func newSlots(parallel int, room func() int) *slots {
	return &slots{parallel: parallel, room: room, freed: make(chan struct{})}
}

// take waits for a slot and takes it. It reports whether it succeeded before ctx ended.
func (s *slots) take(ctx context.Context) bool {
	for {
		s.mu.Lock()
		if s.free() {
			s.taken++
			s.mu.Unlock()
			return true
		}
		freed := s.freed
		s.mu.Unlock()
		select {
		case <-freed:
		case <-ctx.Done():
			return false
		}
	}
}

// takeFree takes a slot if one is free now, and reports whether it did.
func (s *slots) takeFree() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	free := s.free()
	if free {
		s.taken++
	}
	return free
}

// left reports whether a slot is free now.
func (s *slots) left() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.free()
}

// free is left for whoever holds the lock. One slot can be taken whatever the memory.
func (s *slots) free() bool { return s.taken == 0 || s.taken < s.parallel && s.taken < s.room() }

// exceed takes n slots that need not be free: for pages which are there already.
func (s *slots) exceed(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken += n
}

// give returns n slots.
func (s *slots) give(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken -= n
	close(s.freed)
	s.freed = make(chan struct{})
}
