package pump

import (
	"context"
	"errors"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/source"
)

// codeOf is the error_code of a read error.
func codeOf(err error) int {
	if failed, ok := errors.AsType[*source.ReadError](err); ok {
		return failed.Code
	}
	return source.CodeEntity
}

// reasonOf says in a few words why a run stopped; the error itself says it in full.
func reasonOf(err error) string {
	var failed *source.ReadError
	switch {
	case errors.Is(err, errStopped):
		return "the pump was stopped"
	case errors.Is(err, context.Canceled):
		return "the node is stopping"
	case errors.Is(err, errTripped), errors.Is(err, errHeld):
		return "the circuit breaker"
	case errors.As(err, &failed):
		return "too many read errors"
	default:
		return "an entity or the sink failed"
	}
}
