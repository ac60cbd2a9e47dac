package fakehubspot

import (
	"errors"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
)

// Errors that [New] and the methods of [Server] return; match them with [errors.Is]. The text of an error says more. An
// argument that a method does not accept, for a reason other than the first two, is ErrInvalid.
var (
	// ErrNotFound means that there is no record, fault, token, scenario or recorded call of that ID or name.
	ErrNotFound = errors.New("not found")
	// ErrTaken means that another record, property, fault or token already has that name or unique value.
	ErrTaken = errors.New("already taken")
	// ErrInvalid means that an argument or option is invalid.
	ErrInvalid = errors.New("invalid")
)

// failure is an error of the account with the exported error that it is an instance of.
type failure struct{ reason, err error }

func (f failure) Error() string { return f.err.Error() }

// Unwrap makes errors.Is and errors.As find both.
func (f failure) Unwrap() []error { return []error{f.reason, f.err} }

// public gives an error of the account its exported error.
func public(err error) error {
	if err == nil {
		return nil
	}
	switch hub.ReasonOf(err) {
	case hub.NotFound:
		return failure{ErrNotFound, err}
	case hub.Taken:
		return failure{ErrTaken, err}
	default:
		return failure{ErrInvalid, err}
	}
}
