package refusal

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The messages that official clients compare byte for byte, and the policy
// names that go with them.
const (
	PolicyTenSecondly = "TEN_SECONDLY_ROLLING"
	PolicyDaily       = "DAILY"
	PolicySecondly    = "SECONDLY"
)

// authFailure is the header that goes with every 401.
const authFailure = "X-HubSpot-Auth-Failure"

const scopesPage = "https://developers.hubspot.com/scopes"

// Problem is the general 400, with which search answers a query it will not run
// and for a page past its 10,000 rows. It has no category.
func Problem() Refusal {
	return of(http.StatusBadRequest, envelope{Message: "There was a problem with the request."})
}

// validation is the 400 for input that is well-formed and not allowed.
func validation(message string, details ...detail) Refusal {
	return of(http.StatusBadRequest, envelope{
		Message: message, Errors: details, Category: "VALIDATION_ERROR",
	})
}

// MissingToken is the 401 for a request without a token HubSpot knows.
func MissingToken() Refusal {
	return unauthorized(envelope{
		Message: "Authentication credentials not found. This API supports OAuth 2.0 authentication " +
			"and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview",
		Category: "INVALID_AUTHENTICATION",
	})
}

// ExpiredToken is the 401 for a token that was good until the instant expired.
func ExpiredToken(expired, now time.Time) Refusal {
	return expiredAgo(fmt.Sprintf("%d second(s)", int(now.Sub(expired).Seconds())),
		expired.UTC().Format("2006-01-02T15:04:05.000Z"))
}

// MalformedToken is the 401 for something that is no token at all: HubSpot
// reads it as one that expired at the beginning of time.
func MalformedToken(now time.Time) Refusal {
	return expiredAgo(fmt.Sprintf("%d day(s)", int(now.Sub(time.Unix(0, 0)).Hours()/24)), "1970-01-01T00:00:00Z")
}

func expiredAgo(ago, instant string) Refusal {
	message := "The OAuth token used to make this call expired " + ago + " ago."
	r := Refusal{Status: http.StatusUnauthorized, text: message, category: "EXPIRED_AUTHENTICATION", body: func(id string) any {
		return expiredToken{
			Status: "error", Message: message, CorrelationID: id, Category: "EXPIRED_AUTHENTICATION",
			Context: map[string][]string{"expire time": {instant}},
		}
	}}
	return r.With(authFailure, "401 Unauthorized")
}

// UnknownHapikey is the 401 for the keys that ended in 2022.
func UnknownHapikey() Refusal {
	return unauthorized(envelope{Message: "This hapikey doesn't exist."})
}

func unauthorized(e envelope) Refusal {
	return of(http.StatusUnauthorized, e).With(authFailure, "401 Unauthorized")
}

// MissingScopes is the 403 for a token without one of the scopes.
func MissingScopes(scopes ...string) Refusal {
	return of(http.StatusForbidden, envelope{
		Message: "This app hasn't been granted all required scopes to make this call. " +
			"Read more about required scopes here: " + scopesPage + ".",
		Errors: []detail{{
			Message: "One or more of the following scopes are required.",
			Context: map[string][]string{"requiredGranularScopes": scopes},
		}},
		Links:    map[string]string{"scopes": scopesPage},
		Category: "MISSING_SCOPES",
	})
}

// Banned is the 403 for an account that is shut out. Only its category is
// known; the message is ours.
func Banned() Refusal {
	return of(http.StatusForbidden, envelope{Message: "This account is banned.", Category: "BANNED"})
}

// RouteNotFound is the servlet engine's 404 page for a path nobody serves.
func RouteNotFound(path string) Refusal { return enginePage(http.StatusNotFound, "Not Found", path) }

// RouteNotServed is the 404 for a route that HubSpot has and this fake has not: it says so, in the shape of HubSpot's own
// 404 for a record.
func RouteNotServed(method, path string) Refusal {
	return of(http.StatusNotFound, envelope{Message: "fakehubspot does not serve this HubSpot route yet: " + method + " " + path})
}

// MethodNotAllowed is the 405: no body, no content type, the methods in Allow.
func MethodNotAllowed(allowed ...string) Refusal {
	r := Refusal{Status: http.StatusMethodNotAllowed, text: "Method Not Allowed"}
	return r.With("Allow", strings.Join(allowed, ","))
}

// URITooLong is the 414 for a query that is too long. That it is a page of the
// edge is our choice.
func URITooLong() Refusal { return Edge(http.StatusRequestURITooLong) }

// UnsupportedMediaType is the 415. No sample is published: a page of the
// servlet engine is our choice.
func UnsupportedMediaType(path string) Refusal {
	return enginePage(http.StatusUnsupportedMediaType, "Unsupported Media Type", path)
}

// Locked is the 423 of records under heavy sync; the lock lasts two seconds.
// No body is published: the general envelope is our choice.
func Locked() Refusal {
	return of(http.StatusLocked, envelope{Message: "The resource is locked."})
}

// RateLimited is the 429 of the policy. Its body differs from all others:
// errorType instead of category. Its requestId is the correlation ID: no source
// says how the two are related.
func RateLimited(policy string) Refusal {
	message := "You have reached your " + strings.ToLower(policy) + " limit."
	return Refusal{Status: http.StatusTooManyRequests, text: message, body: func(id string) any {
		return rateLimited{
			Status: "error", Message: message, ErrorType: "RATE_LIMIT",
			CorrelationID: id, PolicyName: policy, RequestID: id,
		}
	}}
}

// StatusMigrating is HubSpot's own status for an account on its way to another
// data centre.
const StatusMigrating = 477

// Migrating is the 477. It names the seconds to wait, up to a day.
func Migrating(retryAfter time.Duration) Refusal {
	r := of(StatusMigrating, envelope{
		Message: "Migration in progress and the portal is not available for access.",
	})
	return r.With("Retry-After", Seconds(retryAfter))
}

// InternalError is the 500 of the application behind the edge.
func InternalError() Refusal {
	return of(http.StatusInternalServerError, envelope{Message: "internal error"})
}

// Unsaved is ours: the server cannot keep what a call has changed.
func Unsaved(reason string) Refusal {
	return of(http.StatusInternalServerError, envelope{Message: reason})
}

// Seconds writes d the way Retry-After wants it, rounded up.
func Seconds(d time.Duration) string {
	return strconv.FormatInt(int64((d+time.Second-1)/time.Second), 10)
}
