package ui

import (
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// overviewPage is the node: its pipes as a flow and as a table, what it is about to do, and how it is.
type overviewPage struct {
	frame

	Node    nodeFacts
	All     allRun
	Filter  pipeFilter
	Flow    *flowView // nil if it is not shown
	Rows    []pipeEntry
	Table   bool
	Matches int
	Shown   section
	// Drawn counts the pipes in the flow.
	Drawn int
	// Elsewhere are the errors of components that are not pipes, the first of each; MoreElsewhere counts those that are not shown.
	Elsewhere     []config.Error
	MoreElsewhere int
}

// nodeFacts is what the node is, and how much it holds.
type nodeFacts struct {
	Started           time.Time
	Scheduled, Frozen bool
	// Forbidden means that the metadata keeps the schedule from starting pipes.
	Forbidden      bool
	Pipes, Running int
	Datasets       int
	Entities       int64
}

type pipeRow struct {
	ID       string
	State    string
	Pumped   bool
	Strategy config.Strategy
	From, To string
	// Through are the services that the entities are sent through, by http transforms.
	Through []string
	// Link is the URL of the entities of To.
	Link   string
	Errors []config.Error
	Next   time.Time
	pump.Status
}

// pipeEntry is a row of the table.
type pipeEntry struct {
	pipeRow

	// Faults are the errors of the configuration that keep the pipe from running, Notes those that do not.
	Faults, Notes []config.Error
	// Countdown tells the time until the next run.
	Countdown string
	Pushes    bool
	config    *config.Pipe
}

func (p *pages) overview(c *gin.Context) {
	page := overviewPage{frame: p.frame("node", "pipes", "Pipes")}
	var all []pipeEntry
	for _, each := range p.node.Pumps() {
		row, err := p.row(each)
		if err != nil {
			p.broken(c, err)
			return
		}
		all = append(all, p.entry(each, row, page.Now))
	}
	var err error
	if page.Node, err = p.facts(all); err != nil {
		p.broken(c, err)
		return
	}
	page.All = p.allRun(page.Now)
	page.Filter = readPipeFilter(c, all)
	matching := page.Filter.matching(all)
	page.Matches = len(matching)
	page.Shown = sectionOf(c, len(matching), rowsShown)
	view := page.Filter.View
	if view == viewFlow || view == "" && len(matching) <= bothFit {
		page.Drawn = min(len(matching), pipesDrawn)
		if page.Flow, err = p.flow(matching[:page.Drawn]); err != nil {
			p.broken(c, err)
			return
		}
	}
	if page.Table = view != viewFlow; page.Table {
		page.Rows = matching[page.Shown.From:page.Shown.To]
	}
	page.Elsewhere, page.MoreElsewhere = elsewhere(p.node.Config())
	p.show(c, http.StatusOK, "node", page)
}

// elsewhereShown is how many errors of components that are not pipes are on the page of the pipes.
const elsewhereShown = 5

// elsewhere returns the first error of each component that is not a pipe, as many as are shown, and how many more there are.
func elsewhere(set *config.Set) (shown []config.Error, more int) {
	for _, each := range set.Invalid() {
		if pipe := set.Pipes[each.Posted.ID]; pipe != nil && pipe.File == each.File { // another component may have the _id of a pipe
			continue
		}
		if errors := worse(each.Errors); len(errors) > 0 {
			shown = append(shown, errors[0])
		}
	}
	more = max(0, len(shown)-elsewhereShown)
	return shown[:len(shown)-more], more
}

// broken answers a page that cannot be shown.
func (p *pages) broken(c *gin.Context, err error) {
	c.String(http.StatusInternalServerError, "the page cannot be shown: %s\n", p.mask(err.Error()))
}

func (p *pages) entry(each *pump.Pump, row pipeRow, now time.Time) pipeEntry {
	out := pipeEntry{pipeRow: row, Pushes: each.Pipe.Sink.Service != nil, config: each.Pipe}
	for _, fault := range row.Errors {
		if fault.Kind == config.NoEffect {
			out.Notes = append(out.Notes, fault)
		} else {
			out.Faults = append(out.Faults, fault)
		}
	}
	if !row.Next.IsZero() {
		out.Countdown = countdown(row.Next.Sub(now))
	}
	return out
}

func (p *pages) facts(all []pipeEntry) (nodeFacts, error) {
	out := nodeFacts{Started: p.node.Started(), Scheduled: p.node.Scheduled(), Frozen: p.node.Frozen(), Pipes: len(all)}
	out.Forbidden = p.node.Config().Metadata.DisableUserPipes
	for i := range all {
		if all[i].Running {
			out.Running++
		}
	}
	err := p.node.Store().View(func(tx *dataset.Tx) error {
		for _, name := range tx.Names() {
			if strings.HasPrefix(name, "system:") {
				continue
			}
			m, err := tx.Meta(name)
			if err != nil {
				return err
			}
			out.Datasets++
			out.Entities += m.Live
		}
		return nil
	})
	return out, err
}

func (p *pages) row(each *pump.Pump) (pipeRow, error) {
	s, err := each.Status()
	pipe := each.Pipe
	row := pipeRow{
		ID: pipe.ID, State: s.Condition, Pumped: each.Runnable(), Strategy: pipe.Strategy(), Errors: pipe.Errors,
		From: pipe.Source.Type, To: pipe.Sink.Dataset, Status: s,
	}
	if pipe.Source.System != "" {
		row.From = p.at(pipe.Source.System, pipe.Source.URL)
	}
	if pipe.Source.Dataset != "" {
		row.From = pipe.Source.Dataset
	}
	for _, call := range pipe.Calls {
		row.Through = append(row.Through, p.at(call.System, call.URL))
	}
	row.Link = "/datasets/" + row.To
	if row.To == "" {
		row.To, row.Link = pipe.Sink.Type, "/api/publishers/"+pipe.ID+"/"+pipe.Sink.Format()
		if pipe.Sink.Format() == "" {
			row.Link = "/api/pipes/" + pipe.ID + "/entities"
		}
	}
	if to := pipe.Sink.Service; to != nil {
		row.To = p.at(to.System, to.URL)
	}
	if p.node.Scheduled() && !s.Disabled && row.Pumped {
		row.Next = s.Next
	}
	return row, err
}

// at describes a URL at a system, without secrets.
func (p *pages) at(system, url string) string {
	if system == "" {
		return p.mask(url)
	}
	return p.mask(system + " / " + strings.TrimLeft(url, "/"))
}
