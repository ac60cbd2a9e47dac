package pump

import (
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/schedule"
)

// State is what a pump remembers between runs and restarts. It is stored in the same transactions as the entities.
type State struct {
	// Offset is where the next run goes on; the API calls it last-seen.
	Offset Offset `json:"offset"`
	// Known is when the node first saw the pump.
	Known time.Time `json:"known"`
	// Disabled stops the schedule; Comment says why.
	Disabled bool   `json:"disabled,omitempty"`
	Comment  string `json:"comment,omitempty"`
	// Last is the last run; nil when there was none.
	Last *Run `json:"last,omitempty"`
	// Next is when the schedule wants the next run; the zero time for not at all.
	Next time.Time `json:"next,omitzero"`
	// Rescanned is when the last complete full run began.
	Rescanned time.Time `json:"rescanned,omitzero"`
	// RescanTried is when the last background rescan ended.
	RescanTried time.Time `json:"rescan_tried,omitzero"`
	// Logged is when the last run that is in the execution log ended.
	Logged time.Time `json:"logged,omitzero"`
	// Succeeded and Failed count runs.
	Succeeded int `json:"succeeded"`
	Failed    int `json:"failed"`
	// SinceRescan and SincePartial count runs since the last full and the last partial rescan.
	SinceRescan  int `json:"since_rescan"`
	SincePartial int `json:"since_partial"`
	// Resume is how far an unfinished full run of a chronological source has come.
	Resume *Resume `json:"resume,omitempty"`
	// Sequence is a full set that somebody sends in several requests and has not ended.
	Sequence *Sequence `json:"sequence,omitempty"`
}

// Resume lets a full run go on where it was interrupted.
type Resume struct {
	Offset Offset           `json:"offset"`
	Began  time.Time        `json:"began"`
	Rescan bool             `json:"rescan,omitempty"`
	Seen   *dataset.Tracker `json:"seen,omitempty"`
	// Unwritten tells that the run left entities unwritten.
	Unwritten bool `json:"unwritten,omitempty"`
}

func (s *State) history() schedule.History {
	h := schedule.History{Known: s.Known, Rescanned: s.Rescanned}
	if s.Last != nil {
		h.Ended = s.Last.Ended
	}
	return h
}

func stateKey(pipe string) string { return "pump/" + pipe }

// load reads the pump's state; a pump never seen before becomes known now.
func (p *Pump) load() (State, error) {
	var s State
	err := p.Store.View(func(tx *dataset.Tx) error {
		_, err := tx.State(stateKey(p.Pipe.ID), &s)
		return err
	})
	return s, err
}

// change changes the stored state.
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
