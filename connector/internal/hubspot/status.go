package hubspot

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	maxExplanation = 64 << 10 // bytes read of an answer whose status is not success
	maxText        = 500      // bytes of each of its texts that are passed on
)

// statusError turns an answer whose status is not success into an Error. HubSpot's bodies differ: most have a category,
// those of a 429 have errorType and policyName, and those from the edge of its network are HTML.
func statusError(status int, header http.Header, body []byte) *Error {
	var fields struct {
		Message, Category, ErrorType, CorrelationID, PolicyName string
	}
	e := &Error{Status: status, Kind: kindOf(status)}
	if json.Unmarshal(body, &fields) == nil {
		e.Message, e.CorrelationID, e.Policy = fields.Message, fields.CorrelationID, fields.PolicyName
		e.Category = fields.Category
		if e.Category == "" {
			e.Category = fields.ErrorType
		}
	}
	if e.Message == "" {
		e.Message = http.StatusText(status)
	}
	if e.CorrelationID == "" {
		e.CorrelationID = header.Get("X-Hubspot-Correlation-Id")
	}
	if status == http.StatusTooManyRequests && (e.Policy == "DAILY" || strings.Contains(e.Message, "daily limit")) {
		e.Kind = KindDaily
	}
	e.at, _ = http.ParseTime(header.Get("Date"))
	e.RetryAfter = retryAfter(e, header)
	return e
}

func kindOf(status int) Kind {
	switch status {
	case http.StatusUnauthorized, 530: // the edge answers 530 to a malformed key
		return KindUnauthorized
	case http.StatusForbidden:
		return KindForbidden
	case http.StatusRequestTimeout, http.StatusLocked, 477, http.StatusTooManyRequests:
		return KindBusy
	case http.StatusNotImplemented, http.StatusHTTPVersionNotSupported, 525, 526: // waiting does not help
		return KindRefused
	}
	if status >= 500 {
		return KindUnavailable
	}
	return KindRefused
}

// retryAfter is how long to wait: what the answer says, otherwise what HubSpot's documentation says about such an answer.
func retryAfter(e *Error, header http.Header) time.Duration {
	if value := header.Get("Retry-After"); value != "" {
		if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds >= 0 && seconds < 1e6 {
			return time.Duration(seconds * float64(time.Second))
		}
		// A date is counted from the date of the answer, so that no local clock matters.
		at, errAt := http.ParseTime(value)
		if errAt == nil && !e.at.IsZero() && at.After(e.at) {
			return at.Sub(e.at)
		}
	}
	switch {
	case e.Kind != KindBusy:
		return 0
	case e.Status == http.StatusLocked:
		return 2 * time.Second
	case e.Status == http.StatusTooManyRequests && (strings.Contains(e.Policy, "TEN_SECONDLY") || strings.Contains(e.Message, "ten_secondly")):
		return 10 * time.Second
	case e.Status == http.StatusTooManyRequests:
		return time.Second
	}
	return 0
}

// shortened cuts a text that would fill logs and answers.
func shortened(text string) string {
	if len(text) <= maxText {
		return text
	}
	return strings.ToValidUTF8(text[:maxText], "") + "…"
}
