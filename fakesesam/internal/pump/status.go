package pump

import (
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// Status is a pump at one moment.
type Status struct {
	State
	Running   bool
	Rescans   bool // a background rescan is under way
	Processed int64
	// Condition is the pipe's state in a word: Invalid, Running, Disabled, Failed or Ok.
	Condition string
	// Waiting counts entities that could not be written and are to be tried again, Dead those given up.
	Waiting, Dead int
}

// Status gives the pump's present state.
func (p *Pump) Status() (Status, error) {
	var out Status
	err := p.Store.View(func(tx *dataset.Tx) error {
		if _, err := tx.State(stateKey(p.Pipe.ID), &out.State); err != nil {
			return err
		}
		var err error
		out.Waiting, out.Dead, err = p.counts(tx)
		return err
	})
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.normal != nil {
		out.Running, out.Processed = true, p.normal.processed.Load()
	}
	if p.rescan != nil {
		out.Running, out.Rescans = true, true
		out.Processed += p.rescan.processed.Load()
	}
	out.Condition = p.condition(&out)
	return out, err
}

// condition returns the pipe's state in a word.
func (p *Pump) condition(s *Status) string {
	switch {
	case !p.Pipe.Valid():
		return "Invalid"
	case s.Running:
		return "Running"
	case s.Disabled || p.Pipe.Pump.Mode == config.ModeOff:
		return "Disabled"
	case s.Last != nil && s.Last.Outcome == Failed:
		return "Failed"
	default:
		return "Ok"
	}
}
