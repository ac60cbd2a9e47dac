package ui

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/match"
)

// shownCalls is how many requests a page of the journal has.
const shownCalls = 50

// requestsPage is the journal of requests: a list, the newest first, and one of them beside it.
type requestsPage struct {
	frame

	Asked    asked
	Wrong    string // what is wrong with the filter
	Calls    []journal.Request
	Matching int
	Recorded int
	Dropped  int
	Newer    int // that arrived since the list was pinned
	Older    string
	Back     string // the page before this one
	Top      string
	Misses   []journal.Miss
	Detail   *detail
	Gone     string // why the one that was asked for cannot be shown
}

// asked is what the URL of the page asks for.
type asked struct {
	Text, Method, Path, Status, Fault string
	// Before is where the page begins, Pin where the list was when a request was opened, so that it stays where it is, and Seq the
	// open request. They are 0 if not given.
	Before, Pin, Seq uint64
}

func askedOf(query url.Values) asked {
	number := func(name string) uint64 {
		n, _ := strconv.ParseUint(query.Get(name), 10, 63) // anything else is the newest
		return n
	}
	return asked{
		Text: query.Get("text"), Method: strings.TrimSpace(query.Get("method")), Path: strings.TrimSpace(query.Get("path")),
		Status: strings.TrimSpace(query.Get("status")), Fault: query.Get("fault"),
		Before: number("before"), Pin: number("pin"), Seq: number("seq"),
	}
}

// Filtered reports whether anything is asked for but a place.
func (a asked) Filtered() bool {
	return a.Text+a.Method+a.Path+a.Status+a.Fault != ""
}

// filter is the filter of the journal.
func (a asked) filter() (journal.Filter, error) {
	f := journal.Filter{Text: a.Text, Method: a.Method, Path: a.Path, Fault: a.Fault, Newest: true}
	err := errors.Join(match.CheckMethod("method", a.Method), match.CheckPath("path", a.Path))
	if a.Status != "" {
		var wrong error
		f.Status, f.Class, wrong = journal.ParseStatus(a.Status)
		err = errors.Join(err, wrong)
	}
	return f, err
}

// query writes what is asked for as the query of a URL.
func (a asked) query() url.Values {
	query := url.Values{}
	for name, value := range map[string]string{"text": a.Text, "method": a.Method, "path": a.Path, "status": a.Status, "fault": a.Fault} {
		if value != "" {
			query.Set(name, value)
		}
	}
	for name, value := range map[string]uint64{"before": a.Before, "pin": a.Pin, "seq": a.Seq} {
		if value > 0 {
			query.Set(name, strconv.FormatUint(value, 10))
		}
	}
	return query
}

// Asked is what the fields of the filter say.
func (a asked) Asked() string {
	a.Before, a.Pin, a.Seq = 0, 0, 0
	return a.query().Encode()
}

// url is the page that shows what is asked for.
func (a asked) url() string {
	if query := a.query().Encode(); query != "" {
		return "/_ui/requests?" + query
	}
	return "/_ui/requests"
}

// at is the same page from another place on, without an open request; 0 is the newest.
func (a asked) at(before uint64) string {
	a.Before, a.Pin, a.Seq = before, 0, 0
	return a.url()
}

// Closed is the page without the open request.
func (a asked) Closed() string { return a.at(a.Before) }

// JSON is where the control API answers the requests of the page.
func (a asked) JSON() string {
	query := asked{Text: a.Text, Method: a.Method, Path: a.Path, Status: a.Status, Fault: a.Fault, Before: a.from()}.query()
	query.Set("order", "newest")
	query.Set("limit", strconv.Itoa(shownCalls))
	return "/_fake/requests?" + query.Encode()
}

// NearJSON is where it answers those that come close.
func (a asked) NearJSON() string {
	query := asked{Text: a.Text, Method: a.Method, Path: a.Path, Status: a.Status, Fault: a.Fault}.query()
	return "/_fake/requests/near-misses?" + query.Encode()
}

// from is where the list begins.
func (a asked) from() uint64 {
	if a.Before > 0 {
		return a.Before
	}
	return a.Pin
}

func (p Page) requestsPage(r *http.Request) requestsPage {
	calls := p.Hub.Journal()
	page := requestsPage{
		frame: p.frame("requests", "Requests"), Asked: askedOf(r.URL.Query()), Recorded: calls.Len(), Dropped: int(calls.Dropped()),
	}
	page.Top = page.Asked.at(0)
	if page.Asked.Seq > 0 {
		if one, err := calls.Exchange(page.Asked.Seq); err != nil {
			page.Gone = err.Error()
		} else {
			page.Detail = newDetail(baseOf(r), one)
		}
	}
	filter, err := page.Asked.filter()
	if err != nil {
		page.Wrong = err.Error()
		return page
	}
	page.Matching = calls.Count(filter)
	if page.Matching == 0 {
		if others := (asked{Method: page.Asked.Method, Path: page.Asked.Path, Status: page.Asked.Status, Fault: page.Asked.Fault}); others.Filtered() {
			page.Misses = calls.NearMiss(filter)
		}
		return page
	}
	filter.Before, filter.Limit = page.Asked.from(), shownCalls+1
	page.Calls = calls.Find(filter)
	if len(page.Calls) > shownCalls {
		page.Calls = page.Calls[:shownCalls]
		page.Older = page.Asked.at(page.Calls[shownCalls-1].Seq)
	}
	if filter.Before > 0 {
		newer := filter
		newer.Before, newer.After, newer.Newest, newer.Limit = 0, filter.Before-1, false, shownCalls
		page.Newer = calls.Count(newer)
		page.Back = page.Top
		if before := calls.Find(newer); len(before) == shownCalls && page.Newer > shownCalls {
			page.Back = page.Asked.at(before[shownCalls-1].Seq + 1)
		}
	}
	return page
}

// Open is the page with a request beside the list, which stays where it is.
func (p requestsPage) Open(seq uint64) string {
	a := p.Asked
	a.Seq = seq
	if a.from() == 0 && len(p.Calls) > 0 {
		a.Pin = p.Calls[0].Seq + 1
	}
	return a.url()
}

// Methods are those to choose from.
func (p requestsPage) Methods() []string {
	return choices(p.Asked.Method, http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodPut, http.MethodDelete)
}

// Statuses are those to choose from.
func (p requestsPage) Statuses() []string { return choices(p.Asked.Status, "2xx", "3xx", "4xx", "5xx") }

func (p Page) requests(w http.ResponseWriter, r *http.Request) {
	p.show(w, http.StatusOK, "requests", p.requestsPage(r))
}
