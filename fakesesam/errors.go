package fakesesam

import (
	"errors"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// Errors that the methods of [Node] return; match them with [errors.Is]. The text of an error says more: it names the
// pipe, dataset or property, and what would be right.
var (
	// ErrNotFound means that there is no pipe, system or dataset of that name.
	ErrNotFound = errors.New("not found")
	// ErrInvalid means that an option, a configuration, an offset, or the pipe to be run, is invalid, or that only a real node
	// runs the pipe.
	ErrInvalid = errors.New("invalid configuration")
	// ErrRunning means that the pipe's pump is running already.
	ErrRunning = errors.New("already running")
	// ErrNoPump means that the pipe cannot be run: its pump's mode is "off", it is fed by a receiver, or it is read
	// through a publisher.
	ErrNoPump = errors.New("no pump to run")
	// ErrOffsetLocked means that the pipe's configuration has disable_set_last_seen.
	ErrOffsetLocked = errors.New("the offset is locked")
	// ErrNotFrozen means that the node's clock cannot be moved: the node was not made with Frozen.
	ErrNotFrozen = errors.New("the clock is not frozen")
	// ErrClosed means that the node has been closed.
	ErrClosed = errors.New("the node is closed")
)

// kinds pairs the errors of the internal packages with the public ones, the more specific first.
var kinds = []struct{ internal, public error }{
	{dataset.ErrClosed, ErrClosed},
	{node.ErrNotFound, ErrNotFound},
	{dataset.ErrNoDataset, ErrNotFound},
	{config.ErrNoSystem, ErrNotFound},
	{config.ErrUnreadable, ErrInvalid},
	{pump.ErrInvalid, ErrInvalid},
	{pump.ErrNotHere, ErrInvalid},
	{pump.ErrNoReceiver, ErrInvalid},
	{dataset.ErrSince, ErrInvalid},
	{pump.ErrRunning, ErrRunning},
	{pump.ErrOff, ErrNoPump},
	{pump.ErrNotPumped, ErrNoPump},
	{pump.ErrOffsetLocked, ErrOffsetLocked},
}

// public returns an error that also matches the public sentinel of its kind. Its text stays the same.
func public(err error) error {
	if _, ok := errors.AsType[*config.InvalidError](err); ok {
		return &classified{err, ErrInvalid}
	}
	for _, kind := range kinds {
		if errors.Is(err, kind.internal) {
			return &classified{err, kind.public}
		}
	}
	return err
}

// public is the function public for an error of this node, whose text has no secrets.
func (n *Node) public(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	if shown := n.node.Mask(text); shown != text {
		return &masked{shown, public(err)}
	}
	return public(err)
}

// masked is an error whose own text has secrets.
type masked struct {
	text string
	err  error
}

func (m *masked) Error() string { return m.text }
func (m *masked) Unwrap() error { return m.err }

// classified is an error that matches one of the package's sentinels.
type classified struct{ err, kind error }

func (c *classified) Error() string   { return c.err.Error() }
func (c *classified) Unwrap() []error { return []error{c.err, c.kind} }
