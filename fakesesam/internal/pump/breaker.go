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

// breaker stops a run that changes implausibly much of a populated dataset.
type breaker struct {
	// limit is the maximum number of changes of a run; -1 means no limit.
	limit int
	// from is the dataset's next offset when the run began.
	from int64
}

// held returns an error when the sink's dataset holds back what an earlier run has written.
func (p *Pump) held(tx *dataset.Tx) error {
	if p.Receiver != nil {
		return nil
	}
	m, err := tx.MetaOrNone(p.Pipe.Sink.Dataset)
	if err == nil && m.Held != nil {
		return errHeld
	}
	return err
}

// arm returns the breaker for a run: only a populated dataset is guarded. Of two limits the larger one counts, and deleted
// entities are part of the dataset's size.
func (p *Pump) arm(tx *dataset.Tx) (breaker, error) {
	out := breaker{limit: -1}
	if p.Receiver != nil {
		return out, nil
	}
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
	if ids := m.Live + m.Deleted; cfg.Factor > 0 && ids > 0 { // an empty dataset would not let anything in
		out.limit = max(out.limit, int(math.Ceil(cfg.Factor*float64(ids))))
	}
	return out, nil
}

// tripped reports whether a run has made more changes than it may.
func (b breaker) tripped(changes int) bool { return b.limit >= 0 && changes > b.limit }

// trip holds back what the run has written. It may be rolled back, so the next run must read it again: the offset returns to
// where it was before the run.
func (x *execution) trip(tx *dataset.Tx) error {
	err := x.changeIn(tx, func(_ *dataset.Tx, s *State) error {
		s.Offset, s.Resume = x.before, nil
		return nil
	})
	if err != nil {
		return err
	}
	return tx.Hold(x.Pipe.Sink.Dataset, x.breaker.from)
}

func (b breaker) error() error {
	return fmt.Errorf("%w: the run changes more than %d entities", errTripped, b.limit)
}
