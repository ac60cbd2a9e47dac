package ui

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
)

// configurationPage is the whole configuration: every component, those with errors first, and one of them in full.
type configurationPage struct {
	frame

	Find, State string
	States      []tab
	Components  []componentRow
	All         int
	Shown       section
	Open        *configurationView // nil if none is open
	Close       string             // the URL without it
	Env         []string
	Secrets     []string
}

// componentRow is a component in the list.
type componentRow struct {
	config.Component

	URL     string // of the page with it open
	Current bool
	trouble
}

// Faults are those because of which the component does not run.
func (r *componentRow) Faults() []config.Error { return worse(r.Errors) }

// Word says how the component is.
func (r *componentRow) Word() string {
	return [...]string{"valid", "note", "not run here", "invalid"}[r.trouble]
}

func troubleOf(errors []config.Error) trouble {
	var out trouble
	for _, each := range errors {
		switch {
		case each.Level == config.LevelError:
			return 3
		case each.Kind == config.NotHere:
			out = 2
		default:
			out = max(out, 1)
		}
	}
	return out
}

// worse returns the errors without those that have no effect.
func worse(errors []config.Error) []config.Error {
	return slices.DeleteFunc(slices.Clone(errors), func(e config.Error) bool { return e.Kind == config.NoEffect })
}

// componentStates are the states by which components can be chosen.
var componentStates = []struct {
	name, label string
	is          func(trouble) bool
}{
	{"", "All", func(trouble) bool { return true }},
	{"invalid", "Invalid", func(t trouble) bool { return t == 3 }},
	{"elsewhere", "Not run here", func(t trouble) bool { return t == 2 }},
	{"notes", "With notes", func(t trouble) bool { return t == 1 }},
}

func (p *pages) configuration(c *gin.Context) {
	set := p.node.Config()
	components := set.Components()
	page := configurationPage{
		frame: p.frame("config", "config", "Configuration"), Find: c.Query("find"), State: c.Query("state"), All: len(components),
		Env: sortedKeys(p.node.Env()), Secrets: p.node.SecretNames(),
	}
	open := c.Query("open")
	to := func(changes ...string) string { // pairs of a name and a value; "" removes it
		query := url.Values{}
		for name, value := range map[string]string{"find": page.Find, "state": page.State, "open": open, "page": c.Query("page")} {
			if value != "" {
				query.Set(name, value)
			}
		}
		for i := 0; i < len(changes); i += 2 {
			if query.Del(changes[i]); changes[i+1] != "" {
				query.Set(changes[i], changes[i+1])
			}
		}
		return strings.TrimSuffix("/config?"+query.Encode(), "?")
	}
	counts := map[string]int{}
	var found []componentRow
	for _, component := range components {
		row := componentRow{Component: component, trouble: troubleOf(component.Errors)}
		if !containsAny(page.Find, row.ID, row.File, row.Kind) {
			continue
		}
		for _, state := range componentStates {
			if !state.is(row.trouble) {
				continue
			}
			counts[state.name]++
			if state.name == page.State {
				row.URL, row.Current = to("open", row.File), row.File == open
				found = append(found, row)
			}
		}
	}
	for _, state := range componentStates {
		if counts[state.name] > 0 || state.name == "" || state.name == page.State {
			page.States = append(page.States, tab{state.label, to("state", state.name, "page", ""), counts[state.name], state.name == page.State})
		}
	}
	slices.SortStableFunc(found, func(a, b componentRow) int { return int(b.trouble - a.trouble) })
	page.Shown = sectionOf(c, len(found), rowsShown)
	page.Components = found[page.Shown.From:page.Shown.To]
	if open != "" {
		page.Close = to("open", "")
		view, known := p.configurationOf(open)
		if !known {
			view = configurationView{File: open, Gone: true}
		}
		page.Open = &view
	}
	p.show(c, http.StatusOK, "config", page)
}

// configurationView is one component: its JSON, with what is wrong beside the lines that are at fault. The template
// "configuration" shows it on every page.
type configurationView struct {
	ID, File, Kind string
	// Page is the page of the component, Path its path in the API; "" if it has none.
	Page, Path string
	// Text is where the text to be edited is.
	Text  string
	Lines []config.Line
	// More counts the lines that are not shown.
	More int
	// Rest are the errors that are about no line that is shown; Faults counts all errors.
	Rest   []config.Error
	Faults int
	// Gone means that there is no such component.
	Gone bool
}

// The most that a page shows and lets people edit of one component.
const (
	linesListed  = 1500
	editableSize = 1 << 20
)

// configurationOf returns the component of a file.
func (p *pages) configurationOf(file string) (configurationView, bool) {
	component, known := p.node.Config().Component(file)
	if !known {
		return configurationView{}, false
	}
	view := configurationView{ID: component.ID, File: file, Kind: component.Kind, Faults: len(worse(component.Errors))}
	segment := url.PathEscape(component.ID)
	switch {
	case component.Unreadable:
	case component.Kind == "pipe":
		view.Page, view.Path = "/pipes/"+segment, "/api/pipes/"+segment+"/config"
	case component.Kind == "metadata":
		view.Path = "/api/metadata"
	case p.node.Config().Systems[component.ID] != nil:
		view.Page, view.Path = "/systems/"+segment, "/api/systems/"+segment+"/config"
	}
	if len(component.Text) <= editableSize {
		view.Text = "/config/text?file=" + url.QueryEscape(file)
	}
	view.Lines, view.Rest = config.Listing(component.Text, component.Errors)
	if view.More = len(view.Lines) - linesListed; view.More > 0 {
		for _, line := range view.Lines[linesListed:] {
			view.Rest = append(view.Rest, line.Errors...)
		}
		view.Lines = view.Lines[:linesListed]
	}
	for i := range view.Lines {
		view.Lines[i].Text = p.mask(secretless(view.Lines[i].Text))
	}
	return view, true
}

// literalSecret is a line with a secret that somebody has written into the configuration itself.
var literalSecret = regexp.MustCompile(`(?i)^(\s*"[^"]*(?:password|passphrase|secret|token|authorization|api[-_]?key|private[-_]?key)[^"]*": )("(?:[^"\\]|\\.)*")(,?)$`)

// secretless hides a secret that stands in a line; a reference to one stays.
func secretless(line string) string {
	parts := literalSecret.FindStringSubmatch(line)
	if parts == nil || parts[2] == `""` || strings.Contains(parts[2], "$SECRET(") || strings.Contains(parts[2], "$ENV(") {
		return line
	}
	return parts[1] + `"***"` + parts[3]
}

// configurationText answers with the text of a component, as it is edited.
func (p *pages) configurationText(c *gin.Context) {
	component, known := p.node.Config().Component(c.Query("file"))
	if !known {
		c.String(http.StatusNotFound, "the configuration has no file %s\n", c.Query("file"))
		return
	}
	c.Header("Cache-Control", "no-store")
	c.Data(http.StatusOK, "text/plain; charset=utf-8", config.Indented(component.Text))
}

func sortedKeys[V any](of map[string]V) []string { return slices.Sorted(maps.Keys(of)) }
