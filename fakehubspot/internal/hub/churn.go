package hub

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/bound"
)

// churns change records in the background: one of each object type at most.
type churns struct {
	mu     sync.Mutex
	all    map[string]*churn // by the plural of the object type
	closed bool
}

// churn is one of them.
type churn struct {
	object    string
	perMinute int
	changed   atomic.Int64
	stop      chan struct{}
	done      chan struct{}
}

// maxChurn is the most changes a minute.
const maxChurn = 600_000

// tick is the shortest pause between two rounds of churn.
const tick = 10 * time.Millisecond

// SetChurn changes records of an object type at a steady rate from now on, in real time; 0 stops. It returns after the old
// churn of that type ended.
func (h *Hub) SetChurn(name string, perMinute int) error {
	o, err := h.Object(name)
	if err != nil {
		return err
	}
	if err := bound.Int("perMinute", perMinute, 0, maxChurn); err != nil {
		return err
	}
	h.churns.mu.Lock()
	defer h.churns.mu.Unlock()
	plural := o.Type.Plural
	h.churns.end(plural)
	if perMinute == 0 {
		return nil
	}
	if h.churns.closed {
		return fmt.Errorf("the account is closed; %s no longer change", plural)
	}
	c := &churn{object: plural, perMinute: perMinute, stop: make(chan struct{}), done: make(chan struct{})}
	if h.churns.all == nil {
		h.churns.all = map[string]*churn{}
	}
	h.churns.all[plural] = c
	go h.run(c)
	return nil
}

// Churn is how records of an object type change in the background.
type Churn struct {
	// Object is the plural of the object type.
	Object string
	// PerMinute is the rate, 0 if it does not run, and Changed how many changes it has made so far.
	PerMinute, Changed int
}

// Churn is the rate at which records of an object type change, in changes a minute.
func (h *Hub) Churn(name string) (int, error) {
	churn, err := h.Churning(name)
	return churn.PerMinute, err
}

// Churning returns how records of an object type change.
func (h *Hub) Churning(name string) (Churn, error) {
	o, err := h.Object(name)
	if err != nil {
		return Churn{}, err
	}
	h.churns.mu.Lock()
	defer h.churns.mu.Unlock()
	if c := h.churns.all[o.Type.Plural]; c != nil {
		return c.state(), nil
	}
	return Churn{Object: o.Type.Plural}, nil
}

// Churns returns all churn that runs, ordered by object type.
func (h *Hub) Churns() []Churn {
	h.churns.mu.Lock()
	defer h.churns.mu.Unlock()
	var all []Churn
	for _, object := range slices.Sorted(maps.Keys(h.churns.all)) {
		all = append(all, h.churns.all[object].state())
	}
	return all
}

func (c *churn) state() Churn {
	return Churn{Object: c.object, PerMinute: c.perMinute, Changed: int(c.changed.Load())}
}

// stopAll waits until all churn has ended.
func (all *churns) stopAll() {
	all.mu.Lock()
	defer all.mu.Unlock()
	all.endAll()
}

// close is stopAll for good: a call that is still under way starts none behind its back.
func (all *churns) close() {
	all.mu.Lock()
	defer all.mu.Unlock()
	all.endAll()
	all.closed = true
}

// endAll is stopAll for who holds the lock.
func (all *churns) endAll() {
	for object := range all.all {
		all.end(object)
	}
}

// end waits until the churn of an object type has ended, for who holds the lock.
func (all *churns) end(object string) {
	if c := all.all[object]; c != nil {
		close(c.stop)
		<-c.done
		delete(all.all, object)
	}
}

// run makes single changes, or small rounds of them when single ones would come too fast.
func (h *Hub) run(c *churn) {
	defer close(c.done)
	pause := max(time.Minute/time.Duration(c.perMinute), tick)
	owed := 0.0
	for {
		select {
		case <-c.stop:
			return
		case <-h.config.After(pause):
		}
		owed += float64(c.perMinute) * pause.Minutes()
		count := int(owed + 1e-9) // a round of exactly one must not be lost to rounding
		owed -= float64(count)
		o, err := h.Object(c.object)
		switch {
		case err != nil: // an import brought an account without the type
			continue
		case count == 0 || o.Len() == 0:
			continue
		}
		changed, err := h.Change(c.object, Change{Count: count})
		c.changed.Add(int64(len(changed)))
		if err != nil {
			h.config.Logger.Warn("churn failed", "object", c.object, "error", err)
		}
	}
}
