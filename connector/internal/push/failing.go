package push

import (
	"errors"
	"sync"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// failing is why a run has left something unwritten.
type failing struct {
	access sync.Mutex
	why    error
}

// fail notes failures; nil is none. That HubSpot is away comes before that it refuses the connector.
func (f *failing) fail(failures ...error) {
	f.access.Lock()
	defer f.access.Unlock()
	for _, err := range failures {
		if err != nil && (f.why == nil || isAway(err) && !isAway(f.why)) {
			f.why = err
		}
	}
}

// Failure is why something is unwritten, nil if nothing is.
func (f *failing) Failure() error {
	f.access.Lock()
	defer f.access.Unlock()
	return f.why
}

// worst is the failure that matters most to those who could try again: one that does not pass.
func worst(failures []error) error {
	var found error
	for _, err := range failures {
		if err != nil && (found == nil || isAway(found)) {
			found = err
		}
	}
	return found
}

// isAway reports whether the same may well succeed later, without anybody's doing.
func isAway(err error) bool {
	e, ok := errors.AsType[*hubspot.Error](err)
	return ok && (e.Temporary() || e.Kind == hubspot.KindDaily) || errors.Is(err, ErrShort)
}
