package refusal

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Choice says which answer of a status is wanted when it has more than one.
type Choice struct {
	// Status is the HTTP status, 400 to 599.
	Status int
	// Variant is one of Variants(Status); empty takes the commonest.
	Variant string
	// RetryAfter is sent as Retry-After when positive, in whole seconds rounded
	// up. A 477 always carries one; without RetryAfter it says 10 seconds.
	RetryAfter time.Duration
	// Allow lists the methods of a 405.
	Allow []string
	// Path is the path of the request, which some pages name.
	Path string
	// Now is the fake's time; expired tokens count from it.
	Now time.Time
}

// variants maps a status to its answers by name; the empty name is the
// commonest one.
var variants = map[int]map[string]func(Choice) Refusal{
	http.StatusBadRequest: {
		"":           fixed(Problem),
		"problem":    fixed(Problem),
		"json":       func(Choice) Refusal { return CutBody() },
		"validation": func(Choice) Refusal { return InvalidProperties([]PropertyError{}) },
	},
	http.StatusUnauthorized: {
		"":          fixed(MissingToken),
		"missing":   fixed(MissingToken),
		"expired":   func(c Choice) Refusal { return ExpiredToken(c.Now, c.Now) },
		"malformed": func(c Choice) Refusal { return MalformedToken(c.Now) },
		"hapikey":   fixed(UnknownHapikey),
	},
	http.StatusForbidden: {
		"":       func(Choice) Refusal { return MissingScopes("crm.objects.contacts.read") },
		"scopes": func(Choice) Refusal { return MissingScopes("crm.objects.contacts.read") },
		"banned": fixed(Banned),
	},
	http.StatusNotFound: {
		"":       fixed(NotFound),
		"record": fixed(NotFound),
		"object": func(Choice) Refusal { return ObjectNotFound("unknown") },
		"html":   func(c Choice) Refusal { return RouteNotFound(c.Path) },
	},
	http.StatusMethodNotAllowed:     {"": func(c Choice) Refusal { return MethodNotAllowed(c.Allow...) }},
	http.StatusConflict:             {"": func(Choice) Refusal { return Conflict("Contact", "1") }},
	http.StatusRequestURITooLong:    {"": fixed(URITooLong), "uri": fixed(URITooLong), "identities": fixed(TooManyIdentities)},
	http.StatusUnsupportedMediaType: {"": func(c Choice) Refusal { return UnsupportedMediaType(c.Path) }},
	http.StatusLocked:               {"": fixed(Locked)},
	http.StatusTooManyRequests: {
		"":                limited(PolicyTenSecondly),
		PolicyTenSecondly: limited(PolicyTenSecondly),
		PolicyDaily:       limited(PolicyDaily),
		PolicySecondly:    limited(PolicySecondly),
	},
	StatusMigrating: {"": func(c Choice) Refusal { return Migrating(max(c.RetryAfter, 10*time.Second)) }},
	http.StatusInternalServerError: {
		"":     fixed(InternalError),
		"json": fixed(InternalError),
		"html": func(c Choice) Refusal { return Edge(c.Status) },
	},
}

// ForStatus returns the answer of the catalogue that c asks for. A status
// without an entry of its own has the edge's page from 500 on and the general
// envelope below. An unknown variant and a status outside 400–599 are errors.
func ForStatus(c Choice) (Refusal, error) {
	if c.Status < 400 || c.Status > 599 {
		return Refusal{}, fmt.Errorf("status must be between 400 and 599, got %d", c.Status)
	}
	known := variants[c.Status]
	if known == nil {
		known = map[string]func(Choice) Refusal{"": general}
	}
	build, ok := known[c.Variant]
	if !ok {
		return Refusal{}, fmt.Errorf("status %d has no variant %q; use %s",
			c.Status, c.Variant, strings.Join(append([]string{"none"}, Variants(c.Status)...), ", "))
	}
	refusal := build(c)
	if c.RetryAfter > 0 {
		refusal = refusal.With("Retry-After", Seconds(c.RetryAfter))
	}
	return refusal, nil
}

// Statuses returns the statuses that have variants, in ascending order.
func Statuses() []int {
	statuses := slices.Sorted(maps.Keys(variants))
	return slices.DeleteFunc(statuses, func(status int) bool { return len(Variants(status)) == 0 })
}

// Variants names the answers among which a status lets one choose, sorted.
func Variants(status int) []string {
	names := slices.Sorted(maps.Keys(variants[status]))
	return slices.DeleteFunc(names, func(name string) bool { return name == "" })
}

func fixed(build func() Refusal) func(Choice) Refusal {
	return func(Choice) Refusal { return build() }
}

func limited(policy string) func(Choice) Refusal {
	return func(Choice) Refusal { return RateLimited(policy) }
}

func general(c Choice) Refusal {
	if c.Status >= 500 {
		return Edge(c.Status)
	}
	refusal := Problem()
	refusal.Status = c.Status
	return refusal
}
