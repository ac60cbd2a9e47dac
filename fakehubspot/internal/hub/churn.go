package hub

import (
	"errors"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/bound"
)

// churn changes contacts in the background.
type churn struct {
	mu        sync.Mutex
	perMinute int
	stop      chan struct{}
	done      chan struct{}
	closed    bool
}

// maxChurn is the most changes a minute.
const maxChurn = 600_000

// tick is the shortest pause between two rounds of churn.
const tick = 10 * time.Millisecond

// SetChurn changes contacts at a steady rate from now on, in real time; 0 stops. It returns after the old churn ended.
func (h *Hub) SetChurn(perMinute int) error {
	if err := bound.Int("perMinute", perMinute, 0, maxChurn); err != nil {
		return err
	}
	h.churn.mu.Lock()
	defer h.churn.mu.Unlock()
	h.endChurn()
	if perMinute > 0 && h.churn.closed {
		return errors.New("the account is closed; contacts no longer change")
	}
	h.churn.perMinute = perMinute
	if perMinute > 0 {
		h.churn.stop, h.churn.done = make(chan struct{}), make(chan struct{})
		go h.runChurn(perMinute, h.churn.stop, h.churn.done)
	}
	return nil
}

// stopChurn waits until the churn has ended.
func (h *Hub) stopChurn() {
	h.churn.mu.Lock()
	defer h.churn.mu.Unlock()
	h.endChurn()
}

// closeChurn is stopChurn for good: a call that is still under way starts none behind its back.
func (h *Hub) closeChurn() {
	h.churn.mu.Lock()
	defer h.churn.mu.Unlock()
	h.endChurn()
	h.churn.closed = true
}

// endChurn is stopChurn for who holds the lock.
func (h *Hub) endChurn() {
	if h.churn.stop != nil {
		close(h.churn.stop)
		<-h.churn.done
	}
	h.churn.stop, h.churn.perMinute = nil, 0
}

// Churn is the rate of changes a minute.
func (h *Hub) Churn() int {
	h.churn.mu.Lock()
	defer h.churn.mu.Unlock()
	return h.churn.perMinute
}

// runChurn makes single changes, or small rounds of them when single ones would come too fast.
func (h *Hub) runChurn(perMinute int, stop <-chan struct{}, done chan<- struct{}) {
	defer close(done)
	pause := max(time.Minute/time.Duration(perMinute), tick)
	owed := 0.0
	for {
		select {
		case <-stop:
			return
		case <-h.config.After(pause):
		}
		owed += float64(perMinute) * pause.Minutes()
		count := int(owed + 1e-9) // a round of exactly one must not be lost to rounding
		owed -= float64(count)
		if count == 0 || h.Contacts().Len() == 0 {
			continue
		}
		if _, err := h.Change(Change{Count: count}); err != nil {
			h.config.Logger.Warn("churn failed", "error", err)
		}
	}
}
