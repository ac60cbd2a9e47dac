package push

import "sync"

// claims knows which records the batches of one request are writing, so that two never write the same record at a time, and each
// record is written in the order sent.
type claims struct {
	mu   sync.Mutex
	held map[string]*batch // by what the record goes by: the last batch that writes it
}

func newClaims() *claims { return &claims{held: map[string]*batch{}} }

// take claims records for a batch. It returns the earlier ones that must end before the batch may write. Batches must claim in
// the order sent.
func (c *claims) take(b *batch, names []string) (before []*batch) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, name := range names {
		if other := c.held[name]; other != nil && other != b {
			before = append(before, other)
		}
		c.held[name] = b
	}
	return before
}

// leave gives up what the batch has claimed.
func (c *claims) leave(b *batch, names []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, name := range names {
		if c.held[name] == b {
			delete(c.held, name)
		}
	}
}
