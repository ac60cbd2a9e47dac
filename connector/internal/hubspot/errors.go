package hubspot

import (
	"fmt"
	"strings"
	"time"
)

// Kind is what a failure means to the reader of the data.
type Kind int

// The kinds of failure. The comments say what HubSpot, or the network on the way to it, did.
const (
	KindRefused      Kind = iota // another 4xx: the request itself is wrong
	KindUnauthorized             // 401, 530: the key is not accepted
	KindForbidden                // 403: the key lacks a scope
	KindDaily                    // 429 of policy DAILY: no more calls today
	KindBusy                     // 423, 477, every other 429
	KindUnavailable              // another 5xx
	KindNetwork                  // no answer, or an incomplete one
	KindUntrusted                // the TLS certificate is not accepted
	KindContract                 // an answer that the API does not allow
)

// Error is a failed call.
type Error struct {
	Kind Kind
	Op   string // the request, such as "search"

	Status        int    // HTTP status, 0 without an answer
	Message       string // HubSpot's message, or the connector's if there is none
	Category      string // HubSpot's category or errorType
	CorrelationID string // what HubSpot's support asks for
	Policy        string // policyName of a 429
	Scope         string // scope that the request needs, "" if none

	RetryAfter time.Duration // how long HubSpot demands to wait; 0 if it does not say
	Err        error         // cause, if there is no answer

	at time.Time // HubSpot's time of the answer, zero if it does not say
}

// Error implements error. The text contains neither a URL nor a key.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "HubSpot %s: ", e.Op)
	switch {
	case e.Status != 0 && e.Kind != KindContract:
		fmt.Fprintf(&b, "answered %d: %s", e.Status, e.Message)
	case e.Err != nil && e.Message != "":
		fmt.Fprintf(&b, "%s: %v", e.Message, e.Err)
	case e.Err != nil:
		fmt.Fprintf(&b, "%v", e.Err)
	default:
		b.WriteString(e.Message)
	}
	if e.Category != "" {
		fmt.Fprintf(&b, " (%s)", e.Category)
	}
	if e.CorrelationID != "" {
		fmt.Fprintf(&b, " [correlationId %s]", e.CorrelationID)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Reason is a short name of the failure for logs and metrics.
func (e *Error) Reason() string {
	switch e.Kind {
	case KindUnauthorized:
		return "unauthorized"
	case KindForbidden:
		return "forbidden"
	case KindDaily:
		return "daily-limit"
	case KindBusy:
		return "busy"
	case KindUnavailable:
		return "unavailable"
	case KindNetwork:
		return "network"
	case KindUntrusted:
		return "untrusted"
	case KindContract:
		return "contract"
	default:
		return "refused"
	}
}

// temporary reports whether the same request may well succeed later.
func (e *Error) temporary() bool {
	switch e.Kind {
	case KindBusy, KindUnavailable, KindNetwork, KindContract:
		return true
	default:
		return false
	}
}

// contractError is the error of an answer that the API does not allow.
func contractError(format string, args ...any) *Error {
	return &Error{Kind: KindContract, Message: fmt.Sprintf(format, args...)}
}
