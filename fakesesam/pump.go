package fakesesam

import (
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// Status is the state of a pipe's pump at one moment.
type Status struct {
	// Running reports whether a run is under way.
	Running bool
	// Processed counts the entities that the run under way has read from the source so far; 0 if there is no such run.
	Processed int
	// Disabled reports whether the schedule is kept from starting the pump.
	Disabled bool
	// Comment is why it is, as given to Disable.
	Comment string
	// Offset is the pipe's offset, "" if it has none.
	Offset string
	// Last is the last run that has ended; nil if there is none.
	Last *Run
	// Next is when the pump is next due, by the node's clock; the zero time if it never is.
	Next time.Time
	// Succeeded and Failed count the runs that have ended with the Outcome Completed and with Failed.
	Succeeded, Failed int
	// Waiting counts the entities that could not be written and will be retried.
	Waiting int
	// DeadLetters counts the entities that were given up.
	DeadLetters int
}

// Status returns the state of a pipe's pump.
func (n *Node) Status(pipe string) (Status, error) {
	p, err := n.node.Pump(pipe)
	if err != nil {
		return Status{}, n.public(err)
	}
	s, err := p.Status()
	if err != nil {
		return Status{}, n.public(err)
	}
	out := Status{
		Running: s.Running, Processed: int(s.Processed), Disabled: s.Disabled, Comment: s.Comment,
		Offset: s.Offset.String(), Next: s.Next, Succeeded: s.Succeeded, Failed: s.Failed,
		Waiting: s.Waiting, DeadLetters: s.Dead,
	}
	if s.Last != nil {
		last := newRun(*s.Last)
		out.Last = &last
	}
	return out, nil
}

// Offset returns a pipe's offset, "" if it has none.
func (n *Node) Offset(pipe string) (string, error) {
	s, err := n.Status(pipe)
	return s.Offset, err
}

// SetOffset makes a pipe's next run continue from an offset, as the operation update-last-seen does. The error matches
// ErrOffsetLocked if the pipe's configuration has disable_set_last_seen, and ErrInvalid if the pipe reads a dataset and the
// offset is no integer.
func (n *Node) SetOffset(pipe, offset string) error {
	return n.operate(pipe, func(p *pump.Pump) error { return p.SetOffset(pump.ParseOffset(offset), pump.User{}) })
}

// Reset clears a pipe's offset, as update-last-seen with an empty value does: the next run is a full one.
func (n *Node) Reset(pipe string) error { return n.SetOffset(pipe, "") }

// Enable lets the schedule start a pipe's pump again.
func (n *Node) Enable(pipe string) error {
	return n.public(n.node.Enable(pipe, pump.User{}))
}

// Disable keeps the schedule from starting a pipe's pump; Run still starts it. The comment says why, and may be empty.
func (n *Node) Disable(pipe, comment string) error {
	return n.operate(pipe, func(p *pump.Pump) error { return p.Disable(comment, pump.User{}) })
}

func (n *Node) operate(pipe string, operation func(*pump.Pump) error) error {
	p, err := n.node.Pump(pipe)
	if err != nil {
		return n.public(err)
	}
	return n.public(operation(p))
}
