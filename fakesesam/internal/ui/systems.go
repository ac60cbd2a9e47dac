package ui

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/system"
)

// systemsPage lists the systems, those with something wrong first.
type systemsPage struct {
	frame

	Find    string
	Systems []systemRow
	// All counts the systems of the configuration, whatever the filter.
	All   int
	Shown section
}

// systemRow is a system and how it is.
type systemRow struct {
	ID, Type string
	// URL is where it answers, without secrets.
	URL    string
	Health system.Health
	State  system.State
	// Faults are the errors of the configuration because of which it is not used.
	Faults []config.Error
	Here   bool
	Pipes  []systemUse
	trouble
}

// trouble orders what is listed: the worst first.
type trouble int

// systemUse is a pipe that uses a system.
type systemUse struct {
	Pipe flowLink
	// Roles say what for: "source", "transform", "sink".
	Roles []string
}

func (p *pages) systems(c *gin.Context) {
	set := p.node.Config()
	page := systemsPage{frame: p.frame("systems", "systems", "Systems"), Find: c.Query("find"), All: len(set.Systems)}
	uses := usesOf(set)
	var found []systemRow
	for _, id := range slices.Sorted(maps.Keys(set.Systems)) {
		s, err := p.node.System(id)
		if err != nil { // it has just been removed
			continue
		}
		row := p.systemRow(s, uses[id])
		if containsAny(page.Find, row.ID, row.Type, row.URL, string(row.State)) {
			found = append(found, row)
		}
	}
	slices.SortStableFunc(found, func(a, b systemRow) int { return int(b.trouble - a.trouble) })
	page.Shown = sectionOf(c, len(found), rowsShown)
	page.Systems = found[page.Shown.From:page.Shown.To]
	p.show(c, http.StatusOK, "systems", page)
}

// containsAny reports whether one of some texts contains another, in whatever case.
func containsAny(text string, in ...string) bool {
	text = strings.ToLower(strings.TrimSpace(text))
	return slices.ContainsFunc(in, func(each string) bool { return strings.Contains(strings.ToLower(each), text) })
}

func (p *pages) systemRow(s *system.System, uses []systemUse) systemRow {
	row := systemRow{ID: s.ID, Type: s.Type, Health: s.Health(), Here: s.Docker != nil || s.URLPattern != "", Pipes: uses}
	if row.Here {
		row.URL = p.mask(s.URL(""))
	}
	for _, fault := range s.Errors {
		if fault.Kind != config.NoEffect {
			row.Faults = append(row.Faults, fault)
		}
	}
	row.State = row.Health.State()
	switch {
	case !s.Valid():
		row.trouble = 3
	case row.State == system.Silent:
		row.trouble = 2
	case row.State == system.Refusing:
		row.trouble = 1
	}
	return row
}

// Invalid reports whether no node could use the system.
func (r systemRow) Invalid() bool { return r.trouble == 3 }

// usesOf returns which pipes use each system.
func usesOf(set *config.Set) map[string][]systemUse {
	out := map[string][]systemUse{}
	for _, id := range slices.Sorted(maps.Keys(set.Pipes)) {
		pipe := set.Pipes[id]
		roles := map[string][]string{}
		source, sink := sides(pipe)
		add := func(place flowLink, role string) {
			if place.URL != "" && !slices.Contains(roles[place.Name], role) {
				roles[place.Name] = append(roles[place.Name], role)
			}
		}
		add(source.place, "source")
		for _, call := range pipe.Calls {
			add(placeOf(call.System, call.URL), "transform")
		}
		add(sink.place, "sink")
		for name, each := range roles {
			out[name] = append(out[name], systemUse{linkToPipe(id), each})
		}
	}
	return out
}
