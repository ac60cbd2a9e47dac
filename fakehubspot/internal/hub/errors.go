package hub

import (
	"errors"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/owner"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/scenario"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

// Reason is why something could not be done to the account, whichever part of it failed. The control API turns it into
// a status, the Go library into an error value.
type Reason int

// The reasons.
const (
	Invalid  Reason = iota // the input is wrong
	NotFound               // nothing has that ID or name
	Taken                  // something else has that name or unique value already
)

// ReasonOf returns why err happened.
func ReasonOf(err error) Reason {
	if definition, ok := errors.AsType[*schema.DefinitionError](err); ok {
		return definitionReason(definition.Problem)
	}
	_, taken := errors.AsType[*store.TakenError](err)
	_, named := errors.AsType[*store.NameTakenError](err)
	_, labeled := errors.AsType[*association.LabelTakenError](err)
	_, unknown := errors.AsType[*UnknownObjectError](err)
	_, missing := errors.AsType[*store.NoRecordError](err)
	switch {
	case errors.Is(err, fault.ErrNotFound), errors.Is(err, owner.ErrNotFound), errors.Is(err, token.ErrNotFound),
		errors.Is(err, scenario.ErrNotFound), errors.Is(err, store.ErrNotFound),
		errors.Is(err, journal.ErrNotFound), unknown, missing:
		return NotFound
	case errors.Is(err, fault.ErrTaken), errors.Is(err, owner.ErrTaken), errors.Is(err, token.ErrTaken), taken, named, labeled:
		return Taken
	}
	return Invalid
}

func definitionReason(problem schema.Problem) Reason {
	switch problem {
	case schema.PropertyNotFound, schema.GroupNotFound:
		return NotFound
	case schema.PropertyExists, schema.GroupExists:
		return Taken
	default:
		return Invalid
	}
}
