package system

import (
	"context"
	"net/http"
	"time"
)

// Health is what is known of a system from the calls since the node was started.
type Health struct {
	// Total counts the calls, Failed those that the system did not answer, or answered with an error.
	Total, Failed int64
	// Last are the last calls, the newest first; there are at most as many as are kept.
	Last []Call
	// Failure is the last failed call; nil if there is none.
	Failure *Call
	// Waiting counts the calls that are not answered yet; Since is when the oldest of them was sent.
	Waiting int
	Since   time.Time
	// Check is the last check, which is not among the calls; nil if there was none.
	Check *Call
}

// State is the health of a system in a few words.
type State string

// The states of a system.
const (
	Unknown   State = "not called yet"
	Answering State = "answers"
	Refusing  State = "answers with errors"
	Silent    State = "does not answer"
)

// State returns what the newest call or check says.
func (h *Health) State() State {
	newest := h.newest()
	switch {
	case newest == nil:
		return Unknown
	case newest.Status == 0 || newest.Error != "":
		return Silent
	case newest.Status >= http.StatusBadRequest && newest != h.Check:
		return Refusing
	default:
		return Answering // a check has no credentials, so any answer to it will do
	}
}

// newest returns the newest call or check of which the system's part is known.
func (h *Health) newest() *Call {
	newest := h.Check
	for i := range h.Last {
		if call := &h.Last[i]; !call.Ended {
			if newest == nil || call.number > newest.number {
				return call
			}
			break
		}
	}
	return newest
}

// Answers asks the system for its root, without credentials, and reports whether it answers at all, with whatever status.
// Its health remembers that.
func (s *System) Answers(ctx context.Context) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL(""), http.NoBody)
	if err != nil {
		return false
	}
	call := &Call{Method: req.Method, URL: bare(req.URL)}
	if s.calls != nil {
		call.At = s.calls.now()
		defer s.calls.checked(call)
	}
	res, err := s.connect().RoundTrip(req)
	if err != nil {
		call.Error = Explained(err).Error()
		return false
	}
	call.Status = res.StatusCode
	_ = res.Body.Close() // only that it answered matters
	return true
}
