package hubspot

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	maxRefusal = 64 << 10 // bytes read of an answer that is no success
	maxWords   = 500      // bytes of any of its texts that are passed on
)

// refusal turns an answer that is no success into an Error. HubSpot's bodies
// differ: most carry category, those of a 429 errorType and policyName, and
// those from the edge of its network are HTML.
func refusal(status int, header http.Header, body []byte) *Error {
	var said struct {
		Message, Category, ErrorType, CorrelationID, PolicyName string
	}
	e := &Error{Status: status, Kind: kindOf(status)}
	if json.Unmarshal(body, &said) == nil {
		e.Message, e.CorrelationID, e.Policy = said.Message, said.CorrelationID, said.PolicyName
		e.Category = said.Category
		if e.Category == "" {
			e.Category = said.ErrorType
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
	case http.StatusNotImplemented, http.StatusHTTPVersionNotSupported, 525, 526: // waiting changes none of these
		return KindRefused
	}
	if status >= 500 {
		return KindUnavailable
	}
	return KindRefused
}

// retryAfter is how long to wait: what the answer says, else what HubSpot's
// documentation says of such an answer.
func retryAfter(e *Error, header http.Header) time.Duration {
	if said := header.Get("Retry-After"); said != "" {
		if seconds, err := strconv.ParseFloat(said, 64); err == nil && seconds >= 0 && seconds < 1e6 {
			return time.Duration(seconds * float64(time.Second))
		}
		// A date is counted from the answer's own, so no clock of ours is asked.
		at, errAt := http.ParseTime(said)
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

// shortened keeps words from filling logs and answers.
func shortened(words string) string {
	if len(words) <= maxWords {
		return words
	}
	return strings.ToValidUTF8(words[:maxWords], "") + "…"
}
