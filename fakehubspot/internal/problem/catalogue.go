package problem

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
)

// The categories of the vendor that the catalogue uses.
const (
	categoryValidation = "VALIDATION_ERROR"
	categoryNotFound   = "OBJECT_NOT_FOUND"
	categoryConflict   = "CONFLICT"
)

// RequestProblem is the text of a refusal that the vendor does not explain.
const RequestProblem = "There was a problem with the request."

// envelope is the problem with the general JSON body.
func envelope(status int, e Envelope) *Problem {
	e.Status = "error"
	return &Problem{Status: status, text: e.Message, body: func(id string) any {
		answer := e
		answer.CorrelationID = id
		return answer
	}}
}

// Unexplained is the 400 that names no reason; past the search's 10,000 rows among others.
func Unexplained() *Problem {
	return envelope(http.StatusBadRequest, Envelope{Message: RequestProblem})
}

// Invalid is a 400 of category VALIDATION_ERROR.
func Invalid(message string, details ...Detail) *Problem {
	return envelope(http.StatusBadRequest, Envelope{Message: message, Errors: details, Category: categoryValidation})
}

// InvalidJSON is the 400 for a body that cannot be read; text is the parser's own.
func InvalidJSON(line, column int, text string) *Problem {
	return envelope(http.StatusBadRequest, Envelope{
		Message: fmt.Sprintf("Invalid input JSON on line %d, column %d: %s", line, column, text),
	})
}

// InvalidProperties is the 400 for property values that a write got wrong, all of them at once.
func InvalidProperties(faults []PropertyFault) *Problem {
	list, err := json.Marshal(faults)
	if err != nil {
		panic(fmt.Sprintf("problem: property faults do not marshal: %v", err)) // they hold only strings
	}
	details := make([]Detail, len(faults))
	for i, fault := range faults {
		details[i] = Detail{
			Message: fault.Message, Code: fault.Error,
			Context: map[string][]string{"propertyName": {fault.Name}},
		}
	}
	return Invalid("Property values were not valid: "+string(list), details...)
}

// UnknownObjectType is the 400 for an object type that the account does not have.
func UnknownObjectType(name string) *Problem {
	return envelope(http.StatusBadRequest, Envelope{Message: "Unable to infer object type from: " + name})
}

// Unauthenticated is the 401 without a token, or with one nobody issued.
func Unauthenticated() *Problem {
	p := envelope(http.StatusUnauthorized, Envelope{
		Message: "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more " +
			"details at https://developers.hubspot.com/docs/methods/auth/oauth-overview",
		Category: "INVALID_AUTHENTICATION",
	})
	p.Header = authFailure()
	return p
}

// Hapikey is the 401 for the API keys that ended in November 2022.
func Hapikey() *Problem {
	p := envelope(http.StatusUnauthorized, Envelope{Message: "This hapikey doesn't exist."})
	p.Header = authFailure()
	return p
}

// Expired is the 401 for an OAuth token past its time.
func Expired(at, now time.Time) *Problem {
	message := fmt.Sprintf("The OAuth token used to make this call expired %d second(s) ago.", int(now.Sub(at).Seconds()))
	return &Problem{
		Status: http.StatusUnauthorized, Header: authFailure(), text: message,
		body: func(id string) any {
			return expired{
				Status: "error", Message: message, CorrelationID: id, Category: "EXPIRED_AUTHENTICATION",
				Context: map[string][]string{"expire time": {at.UTC().Format("2006-01-02T15:04:05.000Z")}},
			}
		},
	}
}

func authFailure() http.Header {
	return http.Header{"X-Hubspot-Auth-Failure": {"401 Unauthorized"}}
}

// MissingScopes is the 403 for a token without the scopes that a call needs.
func MissingScopes(scopes ...string) *Problem {
	return envelope(http.StatusForbidden, Envelope{
		Message: "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: " +
			"https://developers.hubspot.com/scopes.",
		Errors: []Detail{{
			Message: "One or more of the following scopes are required.",
			Context: map[string][]string{"requiredGranularScopes": scopes},
		}},
		Links:    map[string]string{"scopes": "https://developers.hubspot.com/scopes"},
		Category: "MISSING_SCOPES",
	})
}

// NotFound is the 404 for an id that looks right and names nothing.
func NotFound() *Problem {
	return envelope(http.StatusNotFound, Envelope{Message: "resource not found"})
}

// NotNumeric is the 404 for an id that cannot be one. The two spaces are the vendor's.
func NotNumeric(id string) *Problem {
	return envelope(http.StatusNotFound, Envelope{
		Message: "Object not found.  objectId are usually numeric.",
		Context: map[string][]string{"id": {id}}, Category: categoryNotFound,
	})
}

// PropertyNotFound is the 404 of the properties API.
func PropertyNotFound(name string) *Problem {
	return envelope(http.StatusNotFound, Envelope{
		Message: fmt.Sprintf("Property %q does not exist", name), Category: categoryNotFound,
	})
}

// NoRoute is the HTML 404 of a path that nothing serves.
func NoRoute(path string) *Problem {
	return jetty(http.StatusNotFound, "Not Found", path)
}

// MethodNotAllowed is the 405: no body, no content type, only the list of methods.
func MethodNotAllowed(allow []string) *Problem {
	return &Problem{
		Status: http.StatusMethodNotAllowed, text: "allowed are " + strings.Join(allow, ", "),
		Header: http.Header{"Allow": {strings.Join(allow, ",")}},
	}
}

// UnsupportedMediaType is the HTML 415 for a body that is not announced as JSON.
func UnsupportedMediaType(path string) *Problem {
	return jetty(http.StatusUnsupportedMediaType, "Unsupported Media Type", path)
}

// Conflict is the 409 for an e-mail address that another contact has. The id stands in the text only.
func Conflict(existingID int64) *Problem {
	return envelope(http.StatusConflict, Envelope{
		Message: "Contact already exists. Existing ID: " + strconv.FormatInt(existingID, 10), Category: categoryConflict,
	})
}

// UniqueTaken is the 409 for a value of a unique property that another record has.
func UniqueTaken(name, value string) *Problem {
	return envelope(http.StatusConflict, Envelope{
		Message:  fmt.Sprintf("A record with value %q of the unique property %q already exists.", value, name),
		Category: categoryConflict,
	})
}

// PropertyExists is the 409 of the properties API.
func PropertyExists(name string) *Problem {
	return envelope(http.StatusConflict, Envelope{
		Message: fmt.Sprintf("A property named '%s' already exists.", name), Category: "OBJECT_ALREADY_EXISTS",
	})
}

// URITooLong is the 414 for a query longer than the edge takes.
func URITooLong() *Problem {
	return edge(http.StatusRequestURITooLong, "Request-URI Too Large")
}

// TooManyIdentities is the 414 for a merge past 250 merged contacts.
func TooManyIdentities() *Problem {
	return envelope(http.StatusRequestURITooLong, Envelope{
		Message: "Cannot have more than 250 identities on a profile", Category: categoryValidation,
	})
}

// Locked is the 423 of a resource under heavy write; the lock lasts two seconds.
func Locked() *Problem {
	return envelope(http.StatusLocked, Envelope{Message: "The resource is locked. Try again in 2 seconds.", Category: "LOCKED"})
}

// Migrating is the 477 of an account that moves between data centres.
func Migrating(retryAfter time.Duration) *Problem {
	p := envelope(477, Envelope{Message: "This account is being migrated between data hosting locations.", Category: "MIGRATION_IN_PROGRESS"})
	p.Header = http.Header{"Retry-After": {strconv.Itoa(int(retryAfter.Seconds()))}}
	return p
}

// DailyLimit is the 429 at the end of the day's calls.
func DailyLimit() *Problem { return limited("You have reached your daily limit.", "DAILY") }

// TenSecondlyLimit is the 429 of an app's ten-second window.
func TenSecondlyLimit() *Problem {
	return limited("You have reached your ten_secondly_rolling limit.", "TEN_SECONDLY_ROLLING")
}

// SecondlyLimit is the 429 of the account's five searches a second.
func SecondlyLimit() *Problem { return limited("You have reached your secondly limit.", "SECONDLY") }

func limited(message, policy string) *Problem {
	return &Problem{Status: http.StatusTooManyRequests, text: message, body: func(id string) any {
		return rateLimited{
			Status: "error", Message: message, ErrorType: "RATE_LIMIT",
			CorrelationID: id, PolicyName: policy, RequestID: id,
		}
	}}
}

// Internal is the JSON 500 of a service behind the edge.
func Internal() *Problem {
	return envelope(http.StatusInternalServerError, Envelope{Message: "internal error"})
}

// ForStatus is the vendor's answer for a status when no call of its own went wrong; faults use it.
// A status without a known shape gets the edge's HTML page from 500 on and the general envelope below.
func ForStatus(status int) *Problem {
	switch status {
	case http.StatusBadRequest:
		return Unexplained()
	case http.StatusUnauthorized:
		return Unauthenticated()
	case http.StatusForbidden:
		return MissingScopes("crm.objects.contacts.read")
	case http.StatusNotFound:
		return NotFound()
	case http.StatusMethodNotAllowed:
		return MethodNotAllowed([]string{"GET", "OPTIONS"})
	case http.StatusRequestURITooLong:
		return URITooLong()
	case http.StatusUnsupportedMediaType:
		return UnsupportedMediaType("/")
	case http.StatusLocked:
		return Locked()
	case http.StatusTooManyRequests:
		return TenSecondlyLimit()
	case 477:
		return Migrating(time.Hour)
	case http.StatusInternalServerError:
		return Internal()
	}
	if status >= 500 {
		return edge(status, edgeReason(status))
	}
	return envelope(status, Envelope{Message: http.StatusText(status)})
}

// edgeReason names a status, the content network's own included.
func edgeReason(status int) string {
	own := map[int]string{
		520: "Web server is returning an unknown error", 521: "Web server is down", 522: "Connection timed out",
		523: "Origin is unreachable", 524: "A timeout occurred", 525: "SSL handshake failed", 526: "Invalid SSL certificate",
		530: "Origin DNS error",
	}
	if reason, ok := own[status]; ok {
		return reason
	}
	return http.StatusText(status)
}

// jetty is the page of the application server.
func jetty(status int, reason, path string) *Problem {
	return &Problem{Status: status, text: reason, page: fmt.Sprintf(
		"<html>\n<head>\n<meta http-equiv=\"Content-Type\" content=\"text/html;charset=utf-8\"/>\n"+
			"<title>Error %d %s</title>\n</head>\n<body><h2>HTTP ERROR %d</h2>\n"+
			"<p>Problem accessing %s. Reason:\n<pre>    %s</pre></p>\n</body>\n</html>\n",
		status, reason, status, htmlEscape(path), reason)}
}

// edge is the page of the content network in front of the vendor.
func edge(status int, reason string) *Problem {
	return &Problem{Status: status, text: reason, page: fmt.Sprintf(
		"<html>\r\n<head><title>%d %s</title></head>\r\n<body>\r\n<center><h1>%d %s</h1></center>\r\n"+
			"<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n", status, reason, status, reason)}
}

func htmlEscape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}
