package pump

import (
	"errors"
	"fmt"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// ErrSequence is a part of a full set that does not follow the one before it.
var ErrSequence = errors.New("the request does not follow the one before it; begin the full set again, with a new sequence_id")

// Part is one request of a set that somebody sends in several.
type Part struct {
	// Sequence names the set, ID this request of it, Previous the one before it ("" for none).
	Sequence, ID, Previous string
	First, Last            bool
}

// Sequence is a full set of which parts have come, but not the last.
type Sequence struct {
	ID string `json:"id"`
	// Request is the part that came last.
	Request string           `json:"request"`
	Began   time.Time        `json:"began"`
	Seen    *dataset.Tracker `json:"seen,omitempty"`
	// Unwritten tells that entities of earlier parts could not be written.
	Unwritten bool `json:"unwritten,omitempty"`
}

// follows gives an error when a request cannot be the next one of its sequence. One of another sequence begins that, and
// ends the one under way.
func (s *Sequence) follows(r Request) error {
	same := s != nil && s.ID == r.Part.Sequence
	switch {
	case same && !r.Full:
		return fmt.Errorf("%w: is_full was true for sequence %q", ErrSequence, s.ID)
	case !r.Full:
		return nil
	case same && r.Part.First:
		return fmt.Errorf("%w: is_first is true, and request %q of sequence %q has come", ErrSequence, s.Request, s.ID)
	case same && r.Part.Previous != s.Request:
		return fmt.Errorf("%w: previous_request_id is %q, and the request before it was %q", ErrSequence, r.Part.Previous, s.Request)
	case !same && r.Part.Previous != "":
		return fmt.Errorf("%w: previous_request_id is %q, and nothing has come of sequence %q", ErrSequence, r.Part.Previous, r.Part.Sequence)
	default:
		return nil
	}
}

// join plans a run for entities that somebody has sent: a part of the whole at most, unless they say that they are full.
func (out *plan) join(r Request, s *Sequence) {
	if !r.Full {
		return
	}
	out.sync = SyncFull
	if r.Part == nil {
		return
	}
	out.open = !r.Part.Last
	if s != nil && s.ID == r.Part.Sequence {
		out.resumed, out.began, out.seen, out.unwritten = true, s.Began, s.Seen, s.Unwritten
	}
}

// sequence is what is left open by a run that succeeded; nil when it brought the whole, or its last part.
func (r *run) sequence() *Sequence {
	if !r.plan.open {
		return nil
	}
	part := r.request.Part
	return &Sequence{ID: part.Sequence, Request: part.ID, Began: r.plan.began, Seen: r.plan.seen, Unwritten: r.unwritten}
}
