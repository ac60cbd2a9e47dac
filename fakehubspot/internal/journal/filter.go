package journal

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/match"
)

// Filter selects requests. An empty field matches every request.
type Filter struct {
	// Method is compared without regard to case.
	Method string
	// Path matches exactly, or as a prefix if it ends in *. A slash at the end means nothing.
	Path string
	// Query is written as in a URL. Each of its parameters must be there with that value; others may be there too.
	Query string
	// Body is a part of the request's body.
	Body string
	// Status is the status of the answer.
	Status int
}

// criterion is one field of a filter that is set.
type criterion struct {
	name string
	fits func(*Request) bool
	// miss describes how r differs from what was wanted.
	miss func(r *Request) string
}

type criteria []criterion

func (c criteria) fit(r *Request) bool {
	return !slices.ContainsFunc(c, func(one criterion) bool { return !one.fits(r) })
}

// against returns how many criteria a request does not meet.
func (c criteria) against(r *Request) int {
	n := 0
	for _, one := range c {
		if !one.fits(r) {
			n++
		}
	}
	return n
}

// reasons says why a request does not match, one reason for each criterion.
func (c criteria) reasons(r *Request) []string {
	var reasons []string
	for _, one := range c {
		if !one.fits(r) {
			reasons = append(reasons, one.miss(r))
		}
	}
	return reasons
}

// criteria returns the criteria of the filter, the most significant first.
func (f Filter) criteria() criteria {
	var all criteria
	add := func(name, wanted string, fits func(*Request) bool, got func(*Request) string) {
		all = append(all, criterion{name: name, fits: fits, miss: func(r *Request) string {
			return fmt.Sprintf("%s is %s, wanted %s", name, got(r), wanted)
		}})
	}
	if f.Path != "" {
		add("path", short(f.Path),
			func(r *Request) bool { return match.Path(f.Path, r.Path) },
			func(r *Request) string { return short(r.Path) })
	}
	if f.Method != "" {
		add("method", strings.ToUpper(short(f.Method)),
			func(r *Request) bool { return match.Method(f.Method, r.Method) },
			func(r *Request) string { return r.Method })
	}
	if f.Status != 0 {
		add("status", strconv.Itoa(f.Status),
			func(r *Request) bool { return r.Status == f.Status },
			func(r *Request) string { return strconv.Itoa(r.Status) })
	}
	if f.Query != "" {
		wanted := parameters(f.Query)
		add("query", fmt.Sprintf("%q in it", short(f.Query)),
			func(r *Request) bool { return contains(parameters(r.Query), wanted) },
			func(r *Request) string { return fmt.Sprintf("%q", short(r.Query)) })
	}
	if f.Body != "" {
		add("body", fmt.Sprintf("%q in it", short(f.Body)),
			func(r *Request) bool { return strings.Contains(r.Body, f.Body) },
			func(r *Request) string { return fmt.Sprintf("%q", short(r.Body)) })
	}
	return all
}

// parameters reads a query as far as it is well formed: ParseQuery returns the valid pairs along with its error.
func parameters(query string) url.Values {
	values, _ := url.ParseQuery(query)
	return values
}

// contains reports whether have has every value of each wanted parameter.
func contains(have, wanted url.Values) bool {
	for name, values := range wanted {
		for _, value := range values {
			if !slices.Contains(have[name], value) {
				return false
			}
		}
	}
	return true
}

// short truncates what somebody sent to a length that fits into a sentence.
func short(text string) string {
	const most = 200
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
