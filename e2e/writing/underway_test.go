package writing

import "sync"

// underway counts what has begun and has not ended. Other than with a sync.WaitGroup, something may begin while the rest is waited
// for.
type underway struct {
	mu    sync.Mutex
	ended *sync.Cond // on mu
	n     int
}

func newUnderway() *underway {
	u := &underway{}
	u.ended = sync.NewCond(&u.mu)
	return u
}

func (u *underway) begin() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.n++
}

func (u *underway) end() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.n--
	u.ended.Broadcast()
}

// wait returns once nothing is under way.
func (u *underway) wait() {
	u.mu.Lock()
	defer u.mu.Unlock()
	for u.n > 0 {
		u.ended.Wait()
	}
}
