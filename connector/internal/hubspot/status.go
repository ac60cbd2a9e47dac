package hubspot

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/said"
)

const (
	// maxExplanation is how much is read of an answer whose status is not success.
	maxExplanation = 64 << 10

	// longestDemand is the longest pause that HubSpot is believed to demand: the move of an account to another data centre
	// takes up to a day.
	longestDemand = 24 * time.Hour
)

// statusError turns an answer whose status is not success into an Error. HubSpot's bodies differ: most have a category,
// those of a 429 have errorType and policyName, and those from the edge of its network are HTML.
func statusError(mask *said.Mask, status int, header http.Header, body []byte) *Error {
	raw := explained(body)
	e := explainedError(mask, &raw)
	e.Status, e.Kind = status, kindOf(status)
	if limit := kindOfPart(&raw); limit == KindDaily || limit == KindBusy { // usually a 429
		if status == http.StatusTooManyRequests || status == http.StatusForbidden {
			e.Kind = limit
		}
	}
	e.facts.cause = causeOf(e, header, body)
	switch {
	case e.Message.String() == "":
		e.Message = describe(mask, status, e.facts.cause == causeWebPage)
	case status == http.StatusMultiStatus:
		e.Message = said.Words("a part failed: %s", e.Message)
	}
	if e.CorrelationID.String() == "" {
		e.CorrelationID = mask.Text(header.Get("X-Hubspot-Correlation-Id"))
	}
	e.at, _ = http.ParseTime(header.Get("Date"))
	e.RetryAfter = demanded(e, header)
	if e.RetryAfter == 0 {
		e.RetryAfter, e.estimated = suggested(e), true
	}
	return e
}

// explainedError returns an Error with the texts of an explanation and what they show. The caller knows its kind.
func explainedError(mask *said.Mask, raw *explanation) *Error {
	e := &Error{
		Message: mask.Text(raw.text()), Category: mask.Text(raw.category()),
		CorrelationID: mask.Text(raw.CorrelationID), Policy: mask.Text(raw.PolicyName),
	}
	e.facts.scopes = raw.scopes(mask)
	switch {
	case raw.mentions("banned", "blocked", "suspended"):
		e.facts.cause = causeBlocked
	case raw.mentions("scope"):
		e.facts.cause = causeNoScope
	case raw.mentions("expired"):
		e.facts.cause = causeExpired
	}
	return e
}

// causeOf is what an answer shows besides its status; what HubSpot says comes first.
func causeOf(e *Error, header http.Header, body []byte) cause {
	text := strings.ToLower(string(body[:min(len(body), 1024)]))
	switch {
	case e.Status == http.StatusForbidden && e.facts.cause != causeUnknown:
		return e.facts.cause
	case e.Status == http.StatusUnauthorized && e.facts.cause == causeExpired:
		return causeExpired
	case e.Status == http.StatusProxyAuthRequired:
		return causeProxy
	case isRedirect(e.Status):
		return causeRedirect
	case e.Status == http.StatusBadRequest && (strings.Contains(text, "http request to an https server") || strings.Contains(text, "http request was sent to https port")):
		return causeTLSServer
	case isWebPage(header.Get("Content-Type"), body):
		return causeWebPage
	default:
		return causeUnknown
	}
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	default:
		return false
	}
}

// describe says what a status means that HubSpot does not explain.
func describe(mask *said.Mask, status int, webPage bool) said.Text {
	text := mask.Text(http.StatusText(status))
	switch {
	case status == 477:
		text = said.Words("the account is being moved to another data centre")
	case status >= 520 && status <= 530:
		text = said.Words("Cloudflare, in front of HubSpot, cannot reach it or rejects the request")
	case text.String() == "":
		text = said.Words("no explanation")
	}
	switch {
	case status < 300:
		return said.Words("%s; that is no success of this request", text)
	case webPage:
		return said.Words("%s, as a web page (HTML) instead of JSON", text)
	default:
		return text
	}
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
	switch {
	case status < 300: // something is missing, or nothing was done
		return KindContract
	case status >= 500:
		return KindUnavailable
	default:
		return KindRefused
	}
}

// kindOfPart is what an error inside an answer whose status is success means.
func kindOfPart(raw *explanation) Kind {
	switch {
	case raw.category() == "VALIDATION_ERROR", raw.elsewhere():
		return KindContract // of a record, whose values it may quote
	case raw.PolicyName == "DAILY" || raw.mentions("daily limit"):
		return KindDaily
	case raw.mentions("rate_limit", "limit reached", "ten_secondly", "secondly limit"):
		return KindBusy
	case raw.mentions("invalid_authentication", "expired_authentication"):
		return KindUnauthorized
	case raw.mentions("missing_scopes", "banned"):
		return KindForbidden
	default:
		return KindContract
	}
}

// demanded is how long HubSpot says to wait, 0 if it says nothing that makes sense.
func demanded(e *Error, header http.Header) time.Duration {
	value := header.Get("Retry-After")
	if seconds, err := strconv.ParseFloat(value, 64); err == nil && !math.IsNaN(seconds) {
		return min(time.Duration(min(max(seconds, 0), longestDemand.Seconds())*float64(time.Second)), longestDemand)
	}
	// A date is counted from the date of the answer, so that no local clock matters.
	at, err := http.ParseTime(value)
	if err != nil || e.at.IsZero() || !at.After(e.at) {
		return 0
	}
	return min(at.Sub(e.at), longestDemand)
}

// suggested is how long to wait at first according to HubSpot's documentation of such an answer.
func suggested(e *Error) time.Duration {
	switch {
	case e.Kind != KindBusy:
		return 0
	case e.Status == http.StatusLocked:
		return 2 * time.Second
	case e.Status == http.StatusTooManyRequests && (strings.Contains(e.Policy.String(), "TEN_SECONDLY") || strings.Contains(e.Message.String(), "ten_secondly")):
		return 10 * time.Second
	case e.Status == http.StatusTooManyRequests:
		return time.Second
	}
	return 0
}
