package node

import (
	"context"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// signalled is the job of a pump whose source signals: beside its schedule it is due as soon as the source's dataset has
// changed. A signal is in memory only; what a stop of the node loses is left to the schedule.
type signalled struct {
	*pump.Pump
	store *dataset.Store

	mu   sync.Mutex
	seen mark
}

// mark is a dataset at one moment, to be compared with another.
type mark struct {
	created time.Time
	// end is the offset behind the last version that is shown.
	end int64
	// changed is when the last version was written; it is not compared.
	changed time.Time
}

// signalledPumps gives the jobs of those pumps whose source signals, by their pump. A job that is there already stays: a
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

// source is the source's dataset as it is now; the zero mark when it is not there.
func (s *signalled) source() mark {
	var m dataset.Meta
	err := s.store.View(func(tx *dataset.Tx) error {
		var err error
		m, err = tx.Meta(s.Pipe.Source.Dataset)
		return err
	})
	if err != nil {
		return mark{} // what is wrong with the store the run will say
	}
	out := mark{m.Created, m.Next, m.Modified}
	if m.Held != nil {
		out.end = m.Held.From
	}
	return out
}

// Due is when the schedule wants the next run, or when the source changed, if that was earlier. A pump that the schedule
// does not start no signal starts either.
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

// Run is a scheduled run. What changes from its beginning on is another signal.
func (s *signalled) Run(ctx context.Context) {
	now := s.source()
	s.mu.Lock()
	s.seen = now
	s.mu.Unlock()
	s.Pump.Run(ctx)
}
