package hubspot

import "sync"

// usual remembers how large answers to each operation are, so that the next one begins in a buffer that need not grow.
type usual struct {
	mu    sync.Mutex
	sizes map[string]int
}

// note takes notice of the size of an answer. One that is smaller than usual, the last page of a list for example, says
// little about the next: what is usual falls by an eighth at most.
func (u *usual) note(op string, size int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.sizes == nil {
		u.sizes = map[string]int{}
	}
	u.sizes[op] = max(size, u.sizes[op]-u.sizes[op]/8)
}

// size is a little more than is usual, 0 if nothing is known.
func (u *usual) size(op string) int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.sizes[op] + u.sizes[op]/8
}

// room is how many more answers of the usual size of an operation a read may request now, at least one: those that fit
// into a quarter of the memory that is free, so that other reads find some, too.
func (c *Client) room(op string) int {
	return max(1, c.memory.free()/4/c.memory.first(-1, c.usual.size(op)))
}
