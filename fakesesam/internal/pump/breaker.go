package pump

import (
	"errors"
	"fmt"
	"math"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// Errors of the circuit breaker.
var (
	errTripped = errors.New("the circuit breaker has tripped")
	errHeld    = errors.New("the circuit breaker of the sink's dataset has tripped: commit or roll back first")
)

// breaker stops a run that changes more of a populated dataset than is believable.
type breaker struct {
	// limit is the most changes a run may bring; -1 for any number.
	limit int
	// from is the dataset's next offset when the run began.
	from int64
}

// held gives an error when the sink's dataset holds back what a run has written.
func (p *Pump) held(tx *dataset.Tx) error {
	m, err := tx.MetaOrNone(p.Pipe.Sink.Dataset)
	if err == nil && m.Held != nil {
		return errHeld
	}
	return err
}

// arm looks at the sink's dataset before a run: only a populated one is guarded. Of two limits the larger counts, and
// deleted entities are part of the dataset's size.
func (p *Pump) arm(tx *dataset.Tx) (breaker, error) {
	out := breaker{limit: -1}
	m, err := tx.MetaOrNone(p.Pipe.Sink.Dataset)
	if err != nil {
		return out, err
	}
	out.from = m.Next
	cfg := p.Pipe.Sink.CircuitBreaker
	if !m.Populated {
		return out, nil
	}
	if cfg.Count > 0 {
		out.limit = cfg.Count
	}
	if cfg.Factor > 0 {
		out.limit = max(out.limit, int(math.Ceil(cfg.Factor*float64(m.Live+m.Deleted))))
	}
	return out, nil
}

// tripped tells whether a run has brought more changes than it may.
func (b breaker) tripped(changes int) bool { return b.limit >= 0 && changes > b.limit }

// trip holds back what the run has written. That may be rolled back, so the next run must read it again: the offset goes
// to where it was before.
func (r *run) trip(tx *dataset.Tx) error {
	err := r.changeIn(tx, func(_ *dataset.Tx, s *State) error {
		s.Offset, s.Resume = r.before, nil
		return nil
	})
	if err != nil {
		return err
	}
	return tx.Hold(r.Pipe.Sink.Dataset, r.breaker.from)
}

func (b breaker) error() error {
	return fmt.Errorf("%w: the run changes more than %d entities", errTripped, b.limit)
}
