package push

import (
	"errors"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// bisect makes writes in one call. If HubSpot refuses all of them because of some, it makes them in halves, until those that are
// to blame stand alone: each of these is refused. After any other failure, HubSpot may have made them: each is tried.
func bisect[W any](writes []W, call func([]W) error, refused func(w W, why string, elsewhere bool), tried func(W)) error {
	err := call(writes)
	failure, failed := errors.AsType[*hubspot.Error](err)
	switch {
	case err == nil:
		return nil
	case failed && failure.Rejected() && len(writes) == 1:
		refused(writes[0], err.Error(), failure.Elsewhere())
		return nil
	case failed && failure.Rejected():
		half := len(writes) / 2
		return worst([]error{bisect(writes[:half], call, refused, tried), bisect(writes[half:], call, refused, tried)})
	default:
		for _, w := range writes {
			tried(w)
		}
		return err
	}
}
