package ui

import (
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"
)

// The two views of the pipes; "" is both, if they fit.
const (
	viewFlow  = "flow"
	viewTable = "table"
)

const (
	// rowsShown is how many rows of a table are on one page.
	rowsShown = 100
	// bothFit is how many pipes are shown as a flow and as a table at once.
	bothFit = 40
	// pipesDrawn is how many pipes a flow shows.
	pipesDrawn = 200
)

// pipeFilter is which pipes are shown, and how. All of it stands in the URL.
type pipeFilter struct {
	Find, State, View string
	States, Views     []tab
}

// tab is a link to another view of the same page.
type tab struct {
	Label string
	URL   string
	// Count is how many there are; -1 if that says nothing.
	Count   int
	Current bool
}

// pipeStates are the states by which pipes can be chosen. The first chooses all.
var pipeStates = []struct {
	name, label string
	is          func(*pipeEntry) bool
}{
	{"", "All", func(*pipeEntry) bool { return true }},
	{"running", "Running", func(e *pipeEntry) bool { return e.Running }},
	{"failed", "Failed", func(e *pipeEntry) bool { return e.State == "Failed" }},
	{"waiting", "Waiting or given up", func(e *pipeEntry) bool { return e.Waiting > 0 || e.Dead > 0 }},
	{"disabled", "Disabled", func(e *pipeEntry) bool { return e.State == "Disabled" }},
	{"invalid", "Invalid or not run here", func(e *pipeEntry) bool { return e.State == "Invalid" || e.State == "Not here" }},
}

// readPipeFilter reads the URL. A state with no pipe is offered only if it is the one that is chosen.
func readPipeFilter(c *gin.Context, all []pipeEntry) pipeFilter {
	f := pipeFilter{Find: c.Query("find"), State: c.Query("state"), View: c.Query("view")}
	for _, state := range pipeStates {
		count := 0
		for i := range all {
			if state.is(&all[i]) && all[i].contains(f.Find) {
				count++
			}
		}
		if count > 0 || state.name == "" || state.name == f.State {
			f.States = append(f.States, tab{state.label, f.url("state", state.name), count, state.name == f.State})
		}
	}
	for _, view := range []struct{ name, label string }{{"", "Both"}, {viewFlow, "Flow"}, {viewTable, "Table"}} {
		f.Views = append(f.Views, tab{view.label, f.url("view", view.name), -1, view.name == f.View})
	}
	return f
}

// url returns the URL of the page with one thing changed.
func (f pipeFilter) url(name, value string) string {
	query := url.Values{}
	for key, now := range map[string]string{"find": f.Find, "state": f.State, "view": f.View} {
		if key == name {
			now = value
		}
		if now != "" {
			query.Set(key, now)
		}
	}
	if len(query) == 0 {
		return "/"
	}
	return "/?" + query.Encode()
}

// Clear is the URL of all pipes.
func (f pipeFilter) Clear() string { return pipeFilter{View: f.View}.url("", "") }

// FlowURL is the URL of the flow of the same pipes.
func (f pipeFilter) FlowURL() string { return f.url("view", viewFlow) }

func (f pipeFilter) matching(all []pipeEntry) []pipeEntry {
	var out []pipeEntry
	for _, state := range pipeStates {
		if state.name != f.State {
			continue
		}
		for i := range all {
			if state.is(&all[i]) && all[i].contains(f.Find) {
				out = append(out, all[i])
			}
		}
	}
	return out
}

// contains reports whether a text is part of the pipe's ID, or of what it reads or writes.
func (e *pipeEntry) contains(text string) bool {
	return containsAny(text, append([]string{e.ID, e.From, e.To}, e.Through...)...)
}

// section is the part of a long list that is on the page.
type section struct {
	From, To, Of   int
	Previous, Next string // URLs; "" if there is none
}

// sectionOf returns the part of a list that the URL asks for.
func sectionOf(c *gin.Context, of, size int) section {
	last := max(0, (of-1)/size)
	page, err := strconv.Atoi(c.Query("page"))
	if err != nil || page < 0 {
		page = 0
	}
	page = min(page, last)
	out := section{From: page * size, To: min(of, (page+1)*size), Of: of}
	to := func(page int) string {
		u := *c.Request.URL
		query := u.Query()
		query.Set("page", strconv.Itoa(page))
		u.RawQuery = query.Encode()
		return u.RequestURI()
	}
	if page > 0 {
		out.Previous = to(page - 1)
	}
	if page < last {
		out.Next = to(page + 1)
	}
	return out
}

// First is the number of the first item shown, from 1.
func (s section) First() int { return s.From + 1 }
