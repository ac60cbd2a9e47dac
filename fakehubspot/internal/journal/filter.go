package journal

import (
	"cmp"
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
	// Class is the first digit of the status: 4 for all from 400 to 499.
	Class int
	// Text is a part of the path, the query, the request's body or what is kept of the answer's, in any case.
	Text string
	// Fault is the name of a fault that struck the request.
	Fault string
	// After and Before are numbers: of the requests after the one, and before the other.
	After, Before uint64
	// Newest puts the newest request first; otherwise the oldest is.
	Newest bool
	// Limit is how many requests are returned at most, the first in order; 0 means all.
	Limit int
}

// ParseStatus reads which statuses are meant: one, such as 404, or all of a class, such as 4xx.
func ParseStatus(text string) (status, class int, err error) {
	digit, whole := strings.CutSuffix(text, "xx")
	number, err := strconv.Atoi(digit)
	switch {
	case err == nil && whole && len(digit) == 1 && number >= 1 && number <= 5:
		return 0, number, nil
	case err == nil && !whole && number >= 100 && number <= 599:
		return number, 0, nil
	}
	return 0, 0, fmt.Errorf("status must be between 100 and 599, or a class such as 4xx, got %q", short(text))
}

// criterion is one field of a filter that is set.
type criterion struct {
	name string
	fits func(*entry) bool
	// miss describes how r differs from what was wanted.
	miss func(r *entry) string
}

type criteria []criterion

func (c criteria) fit(r *entry) bool {
	return !slices.ContainsFunc(c, func(one criterion) bool { return !one.fits(r) })
}

// against returns how many criteria a request does not meet.
func (c criteria) against(r *entry) int {
	n := 0
	for _, one := range c {
		if !one.fits(r) {
			n++
		}
	}
	return n
}

// reasons says why a request does not match, one reason for each criterion.
func (c criteria) reasons(r *entry) []string {
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
	add := func(name, wanted string, fits func(*entry) bool, got func(*entry) string) {
		all = append(all, criterion{name: name, fits: fits, miss: func(r *entry) string {
			return fmt.Sprintf("%s is %s, wanted %s", name, got(r), wanted)
		}})
	}
	if f.Path != "" {
		add("path", short(f.Path),
			func(r *entry) bool { return match.Path(f.Path, r.Path) },
			func(r *entry) string { return short(r.Path) })
	}
	if f.Method != "" {
		add("method", strings.ToUpper(short(f.Method)),
			func(r *entry) bool { return match.Method(f.Method, r.Method) },
			func(r *entry) string { return r.Method })
	}
	if f.Status != 0 {
		add("status", strconv.Itoa(f.Status),
			func(r *entry) bool { return r.Status == f.Status },
			func(r *entry) string { return strconv.Itoa(r.Status) })
	}
	if f.Class != 0 {
		add("status", fmt.Sprintf("%dxx", f.Class),
			func(r *entry) bool { return r.Status/100 == f.Class },
			func(r *entry) string { return strconv.Itoa(r.Status) })
	}
	if f.Fault != "" {
		add("fault", short(f.Fault),
			func(r *entry) bool { return slices.Contains(r.Faults, f.Fault) },
			func(r *entry) string { return cmp.Or(strings.Join(r.Faults, ", "), "none") })
	}
	if f.Query != "" {
		wanted := parameters(f.Query)
		add("query", fmt.Sprintf("%q in it", short(f.Query)),
			func(r *entry) bool { return contains(parameters(r.Query), wanted) },
			func(r *entry) string { return fmt.Sprintf("%q", short(r.Query)) })
	}
	if f.Body != "" {
		add("body", fmt.Sprintf("%q in it", short(f.Body)),
			func(r *entry) bool { return strings.Contains(r.Body, f.Body) },
			func(r *entry) string { return fmt.Sprintf("%q", short(r.Body)) })
	}
	if f.Text != "" {
		lower := strings.ToLower(f.Text)
		add("call", fmt.Sprintf("%q in it", short(f.Text)),
			func(r *entry) bool { return r.has(lower) },
			func(*entry) string { return "without it" })
	}
	return all
}

// has reports whether a text in lower case is part of the call or of its answer, in whatever case they have it: who looks for a
// person types the name.
func (e *entry) has(lower string) bool {
	in := func(text string) bool { return strings.Contains(strings.ToLower(text), lower) }
	return in(e.Path) || in(e.Query) || in(e.Body) || e.answer != nil && in(e.answer.body)
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
