package push

import (
	"maps"
	"sync"
)

// claims knows which records the batches of one request are writing, so that two never write the same record at a time, and each
// record is written in the order sent.
type claims struct {
	mu    sync.Mutex
	held  map[string]*batch // by what the record goes by: the last batch that writes it
	ends  int               // batches that have ended
	ended map[string]int    // by what the record goes by: how many had ended when the last batch that wrote it had
}

func newClaims() *claims { return &claims{held: map[string]*batch{}, ended: map[string]int{}} }

// begin notes that a batch is about to read records. Batches must begin in the order sent.
func (c *claims) begin(b *batch) {
	c.mu.Lock()
	defer c.mu.Unlock()
	b.ends = c.ends
}

// take claims records for a batch. It returns the earlier ones that must end before the batch may write, and reports whether it
// must look again because one has ended since it began to read. Batches must claim in the order sent.
func (c *claims) take(b *batch, names []string) (before []*batch, again bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	// All that have still to claim have begun later.
	maps.DeleteFunc(c.ended, func(_ string, ends int) bool { return ends <= b.ends })
	for _, name := range names {
		if other := c.held[name]; other != nil && other != b {
			before = append(before, other)
		}
		if _, since := c.ended[name]; since {
			again = true
		}
		c.held[name] = b
	}
	return before, again || len(before) > 0
}

// leave gives up what the batch has claimed.
func (c *claims) leave(b *batch, names []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ends++
	for _, name := range names {
		if c.held[name] == b {
			delete(c.held, name)
		}
		c.ended[name] = c.ends
	}
}
