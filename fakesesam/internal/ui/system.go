package ui

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/system"
)

// systemPage is one system: whether it answers, what has been asked of it, who uses it, and its configuration.
type systemPage struct {
	frame
	systemRow

	Calls   []callRow
	Failure *callRow
	Check   *callRow
	// Image, Port and Memory are those of a microservice; Variables are the names of its environment.
	Image        string
	Port, Memory int
	Variables    []string
	// Authentication is how requests are signed; the names of headers are in Headers.
	Authentication string
	Headers        []string
	Retries        []retryRow
	Configuration  configurationView
}

// callRow is a call as people may see it.
type callRow struct {
	system.Call

	// Number identifies the call; a newer one has a higher number.
	Number int64
}

// retryRow is what a system's retry strategy says about some statuses.
type retryRow struct{ Statuses, Says string }

func (p *pages) system(c *gin.Context) {
	s, err := p.node.System(c.Param("id"))
	if err != nil {
		p.missing(c, "system", "/systems")
		return
	}
	page := systemPage{frame: p.frame("system", "systems", s.ID), systemRow: p.systemRow(s, usesOf(p.node.Config())[s.ID])}
	h := page.Health
	for i := range h.Last {
		page.Calls = append(page.Calls, *p.call(&h.Last[i], h.Total-int64(i)))
	}
	page.Failure, page.Check = p.call(h.Failure, 0), p.call(h.Check, 0)
	page.Authentication = s.Authentication
	page.Headers = slices.Sorted(maps.Keys(s.Headers))
	if s.Docker != nil {
		page.Image, page.Port, page.Memory = p.mask(s.Docker.Image), s.Docker.Port, s.Docker.Memory
		page.Variables = slices.Sorted(maps.Keys(s.Docker.Environment))
	}
	page.Retries = p.retries(s)
	page.Configuration, _ = p.configurationOf(s.File)
	p.show(c, http.StatusOK, "system", page)
}

// call returns a call without secrets; nil for none.
func (p *pages) call(call *system.Call, number int64) *callRow {
	if call == nil {
		return nil
	}
	out := callRow{*call, number}
	out.URL, out.Error = p.mask(call.URL), p.mask(call.Error)
	return &out
}

// Words is the status of the answer, or why there was none.
func (c *callRow) Words() string {
	switch {
	case c.Ended:
		return "ended here before it was answered"
	case c.Status != 0 && c.Error != "":
		return http.StatusText(c.Status) + ", but the answer broke off: " + c.Error
	case c.Error != "":
		return c.Error
	default:
		return strings.TrimSpace(http.StatusText(c.Status))
	}
}

// retries returns the retry strategy as it is configured.
func (p *pages) retries(s *system.System) []retryRow {
	var effective struct {
		Strategy map[string]map[string]json.RawMessage `json:"retry_strategy"`
	}
	_ = json.Unmarshal(s.Effective, &effective) // what is of another shape is an error of the system
	var out []retryRow
	for _, statuses := range slices.Sorted(maps.Keys(effective.Strategy)) {
		var says []string
		for _, name := range slices.Sorted(maps.Keys(effective.Strategy[statuses])) {
			says = append(says, name+" "+strings.Trim(string(effective.Strategy[statuses][name]), `"`))
		}
		out = append(out, retryRow{statuses, strings.Join(says, ", ")})
	}
	return out
}
