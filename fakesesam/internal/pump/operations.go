package pump

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// ErrOffsetLocked means that the pipe's configuration forbids setting the offset.
var ErrOffsetLocked = errors.New("disable_set_last_seen is true")

// SetOffset makes the next run continue after an offset. The zero Offset is a reset: the next run reads everything, so nothing
// needs to wait for a retry any more, except what a receiver has been sent.
func (p *Pump) SetOffset(offset Offset, user User) error {
	if p.Pipe.DisableSetLastSeen {
		return fmt.Errorf("pipe %s: %w", p.Pipe.ID, ErrOffsetLocked)
	}
	if p.Pipe.Source.Type == config.SourceDataset && !offset.IsZero() {
		if _, err := dataset.ParseSince(offset.String()); err != nil {
			return fmt.Errorf("pipe %s: %w", p.Pipe.ID, err)
		}
	}
	return p.change(func(tx *dataset.Tx, s *State) error {
		before := s.Offset
		s.Offset, s.Resume = offset, nil
		if offset.IsZero() && p.pumped() {
			if err := p.emptyQueue(tx); err != nil {
				return err
			}
		}
		_, err := p.event(tx, eventOffsetSet, eventOffsetSet, map[string]any{
			"event_time":           stamp(p.Clock.Now()),
			"is_reset":             offset.IsZero(),
			"original_pipe_offset": before.String(),
			"pipe_offset":          offset.String(),
			"user":                 user,
			"metrics":              (&counters{}).event(0),
		})
		return err
	})
}

// SetOffsetToEnd makes a pipe that reads a dataset skip everything the dataset has now.
func (p *Pump) SetOffsetToEnd(user User) error {
	var offset Offset
	err := p.Store.View(func(tx *dataset.Tx) error {
		m, err := tx.MetaOrNone(p.Pipe.Source.Dataset)
		if err == nil && m.Next > 0 {
			offset = ParseOffset(strconv.FormatInt(m.Next-1, 10))
		}
		return err
	})
	if err != nil {
		return err
	}
	return p.SetOffset(offset, user)
}

// Enable lets the schedule start the pump again.
func (p *Pump) Enable(user User) error {
	return p.change(func(tx *dataset.Tx, s *State) error {
		s.Disabled, s.Comment = false, ""
		if s.Next.IsZero() {
			s.Next = p.nextTime(s.history())
		}
		_, err := p.event(tx, eventEnabled, eventEnabled, map[string]any{"event_time": stamp(p.Clock.Now()), "user": user})
		return err
	})
}

// Disable keeps the schedule from starting the pump; it can still be started manually.
func (p *Pump) Disable(comment string, user User) error {
	return p.change(func(tx *dataset.Tx, s *State) error {
		s.Disabled, s.Comment = true, comment
		_, err := p.event(tx, eventDisabled, eventDisabled, map[string]any{
			"event_time": stamp(p.Clock.Now()), "user": user, "comment": comment,
		})
		return err
	})
}

// ResetRescan makes the next rescan start from scratch.
func (p *Pump) ResetRescan() error {
	return p.change(func(_ *dataset.Tx, s *State) error {
		s.Resume = nil
		return nil
	})
}

// DiscardRetries empties the queue of entities that could not be written. The error is ErrRunning during a run.
func (p *Pump) DiscardRetries(user User) error {
	p.mu.Lock() // so that no run begins
	defer p.mu.Unlock()
	if p.normal != nil || p.rescan != nil {
		return ErrRunning
	}
	return p.Store.Update(func(tx *dataset.Tx) error {
		if err := p.emptyQueue(tx); err != nil {
			return err
		}
		return p.LogUserEvent(tx, eventDiscardRetries, user)
	})
}

// DiscardSchema only logs: the node infers no schema.
func (p *Pump) DiscardSchema(user User) error {
	return p.Store.Update(func(tx *dataset.Tx) error { return p.LogUserEvent(tx, eventDiscardSchema, user) })
}

// Forget resets the pump's state as if it had never run.
func (p *Pump) Forget() error {
	return p.change(func(tx *dataset.Tx, s *State) error {
		if err := p.emptyQueue(tx); err != nil {
			return err
		}
		*s = State{Known: p.Clock.Now().UTC(), Disabled: s.Disabled, Comment: s.Comment}
		s.Next = p.firstTime(s, s.Known)
		return nil
	})
}
