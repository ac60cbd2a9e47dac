package hubspot

import "sync"

// usual remembers how large the last answer to each operation was, so that the buffer for the next one need not grow in
// many steps.
type usual struct {
	mu    sync.Mutex
	sizes map[string]int
}

func (u *usual) note(op string, size int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.sizes == nil {
		u.sizes = map[string]int{}
	}
	u.sizes[op] = size
}

// size is a little more than the last answer, 0 if there was none.
func (u *usual) size(op string) int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.sizes[op] + u.sizes[op]/8
}
