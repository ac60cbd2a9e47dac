package hubspot

import (
	"fmt"
	"strings"
	"time"
)

// Kind says what a failure means to the reader of the data.
type Kind int

// The kinds of failure; the comment tells what HubSpot (or the way to it) did.
const (
	KindRefused      Kind = iota // another 4xx: the question itself is wrong
	KindUnauthorized             // 401, 530: the key is not accepted
	KindForbidden                // 403: the key lacks a scope
	KindDaily                    // 429 of policy DAILY: no more calls today
	KindBusy                     // 423, 477, every other 429
	KindUnavailable              // 5xx
	KindNetwork                  // no answer, or one that was cut
	KindUntrusted                // the TLS certificate is not accepted
	KindContract                 // an answer that is not what the API promises
)

// Error is a failed call.
type Error struct {
	Kind Kind
	Op   string // what was asked for, such as "search"

	Status        int    // HTTP status, 0 without an answer
	Message       string // HubSpot's words, or ours where it gave none
	Category      string // HubSpot's category or errorType
	CorrelationID string // what HubSpot's support asks for
	Policy        string // policyName of a 429

	RetryAfter time.Duration // how long HubSpot asks to wait; 0: unsaid
	Err        error         // cause, where there is no answer

	at time.Time // HubSpot's time of the answer, zero where unsaid
}

// Error implements error. No part of it holds a URL or a key.
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

// Unwrap gives the cause.
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

// passing tells whether the same question may well succeed later.
func (e *Error) passing() bool {
	switch e.Kind {
	case KindBusy, KindUnavailable, KindNetwork, KindContract:
		return true
	default:
		return false
	}
}

// contractError is an answer that is not what the API promises.
func contractError(format string, args ...any) *Error {
	return &Error{Kind: KindContract, Message: fmt.Sprintf(format, args...)}
}
