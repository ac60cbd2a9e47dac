package pump

import (
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/schedule"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/service"
)

// State is what a pump keeps between runs and restarts. It is stored in the same transactions as the entities.
type State struct {
	// Offset is where the next run continues; the API calls it last-seen.
	Offset Offset `json:"offset"`
	// Known is when the node first saw the pump.
	Known time.Time `json:"known"`
	// Disabled stops the schedule; Comment says why.
	Disabled bool   `json:"disabled,omitempty"`
	Comment  string `json:"comment,omitempty"`
	// Last is the last run; nil when there was none.
	Last *Run `json:"last,omitempty"`
	// Next is when the next run is scheduled; the zero time means never.
	Next time.Time `json:"next,omitzero"`
	// Rescanned is when the last complete full run began.
	Rescanned time.Time `json:"rescanned,omitzero"`
	// RescanTried is when the last background rescan ended.
	RescanTried time.Time `json:"rescan_tried,omitzero"`
	// Logged is when the last run in the execution log ended.
	Logged time.Time `json:"logged,omitzero"`
	// Succeeded and Failed count runs.
	Succeeded int `json:"succeeded"`
	Failed    int `json:"failed"`
	// SinceRescan and SincePartial count runs since the last full and the last partial rescan.
	SinceRescan  int `json:"since_rescan"`
	SincePartial int `json:"since_partial"`
	// Joined is where the datasets that the rules are joined with ended when the last complete full run began.
	Joined map[string]int64 `json:"joined,omitempty"`
	// Resume says how far an interrupted full run of a chronological source came.
	Resume *Resume `json:"resume,omitempty"`
	// Sequence is a full set that a client sends in several requests and has not finished.
	Sequence *Sequence `json:"sequence,omitempty"`
}

// Unfinished is what is known of a full run that is not complete, be it interrupted or sent in parts.
type Unfinished struct {
	Began time.Time `json:"began"`
	// Seen tracks the entities for deletion tracking; nil without it.
	Seen *dataset.Tracker `json:"seen,omitempty"`
	// Unwritten means that some entities could not be written.
	Unwritten bool `json:"unwritten,omitempty"`
	// Joined is where the datasets that the rules are joined with ended when the run began.
	Joined map[string]int64 `json:"joined,omitempty"`
}

// Resume lets a full run continue where it was interrupted.
type Resume struct {
	Unfinished
	Offset Offset `json:"offset"`
	Rescan bool   `json:"rescan,omitempty"`
	// Sent is how far the sequence of a json sink came; nil for a dataset sink.
	Sent *service.Progress `json:"sent,omitempty"`
}

// Sequence is a full set of which some parts have been received, but not the last one.
type Sequence struct {
	Unfinished
	ID string `json:"id"`
	// Request is the ID of the part received last.
	Request string `json:"request"`
}

// history returns what the schedule needs to know.
func (s *State) history() schedule.History {
	h := schedule.History{Known: s.Known, Rescanned: s.Rescanned}
	if s.Last != nil {
		h.Ended = s.Last.Ended
	}
	return h
}

func stateKey(pipe string) string { return "pump/" + pipe }

func (p *Pump) load() (State, error) {
	var s State
	err := p.Store.View(func(tx *dataset.Tx) error {
		_, err := tx.State(stateKey(p.Pipe.ID), &s)
		return err
	})
	return s, err
}

// change changes the stored state in a transaction of its own.
func (p *Pump) change(f func(tx *dataset.Tx, s *State) error) error {
	return p.Store.Update(func(tx *dataset.Tx) error { return p.changeIn(tx, f) })
}

func (p *Pump) changeIn(tx *dataset.Tx, f func(tx *dataset.Tx, s *State) error) error {
	var s State
	if _, err := tx.State(stateKey(p.Pipe.ID), &s); err != nil {
		return err
	}
	if err := f(tx, &s); err != nil {
		return err
	}
	return tx.SetState(stateKey(p.Pipe.ID), s)
}

// Status is a pump at one moment.
type Status struct {
	State
	// Condition is the pipe's state in a word: Invalid, Not here, Running, Disabled, Failed or Ok.
	Condition string
	Running   bool
	Rescans   bool // a background rescan is in progress
	Processed int64
	// Waiting counts entities that could not be written and will be retried, Dead those that were given up.
	Waiting, Dead int
}

// Status returns the pump's present status.
func (p *Pump) Status() (Status, error) {
	var out Status
	err := p.Store.View(func(tx *dataset.Tx) error {
		if _, err := tx.State(stateKey(p.Pipe.ID), &out.State); err != nil {
			return err
		}
		out.Waiting, out.Dead = p.countQueue(tx)
		return nil
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
	if p.unstored != nil {
		out.Last = p.unstored
	}
	out.Condition = p.condition(&out)
	return out, err
}

func (p *Pump) condition(s *Status) string {
	switch {
	case !p.Pipe.Valid():
		return "Invalid"
	case p.Refusal() != nil:
		return "Not here"
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
