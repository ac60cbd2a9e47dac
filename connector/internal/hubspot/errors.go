package hubspot

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

// Kind is what a failure means to the reader of the data.
type Kind int

// The kinds of failure. The comments say what HubSpot, or the network on the way to it, did.
const (
	KindRefused      Kind = iota // another 4xx: the request itself is wrong
	KindUnauthorized             // 401, 530: the key is not accepted
	KindForbidden                // 403: the key lacks a scope, or something blocks the connector
	KindDaily                    // 429 of policy DAILY: no more calls today
	KindBusy                     // 423, 477, every other 429; or the connector itself has to wait for too long
	KindUnavailable              // another 5xx
	KindNetwork                  // no answer, or an incomplete one
	KindUntrusted                // the TLS certificate is not accepted
	KindContract                 // an answer that the API does not allow
)

// Error is a failed call. None of its texts contains the key, wherever they come from.
type Error struct {
	Kind Kind
	Op   string // the request, such as "search"

	Status        int       // HTTP status, 0 without an answer
	Message       said.Text // HubSpot's message, or the connector's if there is none
	Category      said.Text // HubSpot's category or errorType
	CorrelationID said.Text // what HubSpot's support asks for
	Policy        said.Text // policyName of a 429
	Advice        said.Text // what a person can do about it, empty if there is nothing to say

	RetryAfter time.Duration // how long to wait before the next call; 0 if nobody says

	estimated bool      // RetryAfter is not HubSpot's: its documentation suggests it
	at        time.Time // HubSpot's time of the answer, zero if it does not say
	facts     facts     // what the advice depends on
}

// Error implements error. The text is that of the log and of the answer to Sesam.
func (e *Error) Error() string {
	text := "HubSpot " + e.Op + ": "
	if e.Status != 0 {
		text += said.Words("answered %s: ", said.Number(e.Status)).String()
	}
	text += e.Message.String()
	if category := e.Category.String(); category != "" {
		text += " (" + category + ")"
	}
	if id := e.CorrelationID.String(); id != "" {
		text += " [correlationId " + id + "]"
	}
	if e.Status != 0 && e.RetryAfter > 0 && !e.estimated && e.Kind != KindDaily {
		text += said.Words("; it demands a pause of %s", said.Duration(e.RetryAfter)).String()
	}
	if advice := e.Advice.String(); advice != "" {
		text = strings.TrimSuffix(text, ".") + ". " + advice
	}
	return text
}

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

// demandsPause reports whether HubSpot wants nobody to ask again at once: by a Retry-After, whatever the status, or by any
// 429 but that of the day, which leaves it open until when.
func (e *Error) demandsPause() bool {
	switch e.Kind {
	case KindBusy:
		return e.Status == http.StatusTooManyRequests || !e.estimated
	case KindUnavailable, KindDaily:
		return !e.estimated
	default:
		return false
	}
}

// LacksScope reports whether HubSpot answered that the key may not do that, and not that something blocks the connector.
func (e *Error) LacksScope() bool {
	return e.Kind == KindForbidden && e.facts.cause != causeBlocked && e.facts.cause != causeWebPage
}

// TooLarge reports whether the answer was too large for the memory that one may take.
func (e *Error) TooLarge() bool { return e.facts.cause == causeTooLarge }

// NamesScope reports whether HubSpot itself answered that the key lacks a scope.
func (e *Error) NamesScope() bool {
	return e.Kind == KindForbidden && (e.facts.cause == causeNoScope || len(e.facts.scopes) > 0)
}

// NotPermitted reports whether the key lacks a scope, or HubSpot does not know such a request.
func NotPermitted(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && (e.LacksScope() || e.Kind == KindRefused)
}

// contractError is the error of an answer that the API does not allow.
func contractError(message said.Text) *Error {
	return &Error{Kind: KindContract, Message: message}
}
