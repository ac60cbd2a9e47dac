package extract

import (
	"context"
	"sync"
)

// slots bounds the calls of a run that are in flight, together with the pages that nobody has taken yet: what a reader
// that has stopped to take anything leaves in memory.
type slots struct {
	most func() int // how many there are now, at least one

	mu    sync.Mutex
	taken int
	freed chan struct{} // closed when a slot becomes free
}

func newSlots(most func() int) *slots { return &slots{most: most, freed: make(chan struct{})} }

// take waits for a slot and takes it. It reports whether it succeeded before ctx ended.
func (s *slots) take(ctx context.Context) bool {
	for {
		most := s.most()
		s.mu.Lock()
		if s.taken < most {
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

// give returns a slot.
func (s *slots) give() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken--
	close(s.freed)
	s.freed = make(chan struct{})
}
