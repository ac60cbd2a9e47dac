package hub

import (
	"errors"
	"net/http"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/scenario"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

// Reason is why something could not be done to the account, whichever part of it failed. The control API turns it into
// a status, the Go library into an error value.
type Reason int

// The reasons.
const (
	Invalid  Reason = iota // the input is wrong
	NotFound               // nothing has that id or name
	Taken                  // something else has that name or unique value already
)

// ReasonOf returns why err happened.
func ReasonOf(err error) Reason {
	refused, _ := errors.AsType[refusal.Refusal](err)
	switch {
	case errors.Is(err, fault.ErrNotFound), errors.Is(err, token.ErrNotFound), errors.Is(err, scenario.ErrNotFound),
		refused.Status == http.StatusNotFound:
		return NotFound
	case errors.Is(err, fault.ErrTaken), errors.Is(err, token.ErrTaken), refused.Status == http.StatusConflict:
		return Taken
	}
	return Invalid
}
