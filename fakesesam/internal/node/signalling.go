package node

import (
	"context"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// signalled is the job of a pump whose source signals: besides its schedule, it is due as soon as the source's dataset has
// changed. Signals are kept in memory only; after a restart of the node the schedule catches up.
type signalled struct {
	*pump.Pump
	store *dataset.Store

	mu   sync.Mutex
	seen mark
}

// mark describes a dataset at one moment, to be compared with another.
type mark struct {
	created time.Time
	// end is the offset after the last visible version.
	end int64
	// changed is when the last version was written; it is not part of the comparison.
	changed time.Time
}

// signalledPumps returns the jobs of the pumps whose source signals, by their pump. A job that exists already stays, so that a
// change of another pipe does not make it forget a signal.
func (n *Node) signalledPumps(pumps map[string]*pump.Pump) map[*pump.Pump]*signalled {
	n.mu.RLock()
	defer n.mu.RUnlock()
	out := map[*pump.Pump]*signalled{}
	for _, p := range pumps {
		if !p.Pipe.Source.SupportsSignalling {
			continue
		}
		if out[p] = n.signals[p]; out[p] == nil {
			s := &signalled{Pump: p, store: n.store}
			s.seen = s.source()
			out[p] = s
		}
	}
	return out
}

// source returns the mark of the source's dataset as it is now; the zero mark when there is no such dataset.
func (s *signalled) source() mark {
	var m dataset.Meta
	err := s.store.View(func(tx *dataset.Tx) error {
		var err error
		m, err = tx.Meta(s.Pipe.Source.Dataset)
		return err
	})
	if err != nil {
		return mark{} // the run will report what is wrong with the store
	}
	out := mark{m.Created, m.Next, m.Modified}
	if m.Held != nil {
		out.end = m.Held.From
	}
	return out
}

// Due returns when the next run is scheduled, or when the source changed, if that was earlier. A signal does not start
// a pump that the schedule would not start.
func (s *signalled) Due() time.Time {
	due := s.Pump.Due()
	if due.IsZero() {
		return due
	}
	now := s.source()
	s.mu.Lock()
	seen := s.seen
	s.mu.Unlock()
	signal := now.end > 0 && (now.end != seen.end || !now.created.Equal(seen.created))
	if signal && now.changed.Before(due) {
		return now.changed
	}
	return due
}

// Run executes a scheduled run. What changes after its beginning is another signal.
func (s *signalled) Run(ctx context.Context) {
	now := s.source()
	s.mu.Lock()
	s.seen = now
	s.mu.Unlock()
	s.Pump.Run(ctx)
}
