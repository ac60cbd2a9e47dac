package ui

import (
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// overviewPage is the node at a glance.
type overviewPage struct {
	Title     string
	Now       time.Time
	Started   time.Time
	Scheduled bool
	Pipes     []pipeRow
	Datasets  []datasetRow
	System    []datasetRow
	// Faults are those that stand beside no pipe.
	Faults []config.Error
}

type pipeRow struct {
	ID       string
	State    string
	Pumped   bool
	Strategy config.Strategy
	From, To string
	// Link is where the entities of To can be read.
	Link   string
	Faults []config.Error
	Next   time.Time
	pump.Status
}

type datasetRow struct {
	Name string
	dataset.Meta
}

func (p *pages) overview(c *gin.Context) {
	page := overviewPage{Title: "node", Now: p.node.Now(), Started: p.node.Started(), Scheduled: p.node.Scheduled()}
	for _, each := range p.node.Pumps() {
		row, err := p.row(each)
		if err != nil {
			c.String(http.StatusInternalServerError, "%s\n", p.node.Mask(err.Error()))
			return
		}
		page.Pipes = append(page.Pipes, row)
	}
	set := p.node.Config()
	for _, each := range set.Invalid() {
		// A component may have a pipe's _id and not be it.
		if pipe := set.Pipes[each.Posted.ID]; pipe == nil || !reflect.DeepEqual(pipe.Errors, each.Errors) {
			page.Faults = append(page.Faults, each.Errors...)
		}
	}
	err := p.node.Store().View(func(tx *dataset.Tx) error {
		for _, name := range tx.Names() {
			m, err := tx.Meta(name)
			if err != nil {
				return err
			}
			if strings.HasPrefix(name, "system:") {
				page.System = append(page.System, datasetRow{name, m})
			} else {
				page.Datasets = append(page.Datasets, datasetRow{name, m})
			}
		}
		return nil
	})
	if err != nil {
		c.String(http.StatusInternalServerError, "%s\n", p.node.Mask(err.Error()))
		return
	}
	p.show(c, http.StatusOK, "node", page)
}

func (p *pages) row(each *pump.Pump) (pipeRow, error) {
	s, err := each.Status()
	pipe := each.Pipe
	row := pipeRow{
		ID: pipe.ID, State: s.Condition, Pumped: each.Runnable(), Strategy: pipe.Strategy(), Faults: pipe.Errors,
		From: pipe.Source.Type, To: pipe.Sink.Dataset, Status: s,
	}
	if pipe.Source.System != "" {
		row.From = pipe.Source.System + " / " + strings.TrimLeft(pipe.Source.URL, "/")
	}
	if pipe.Source.Dataset != "" {
		row.From = pipe.Source.Dataset
	}
	row.Link = "/datasets/" + row.To
	if row.To == "" {
		row.To, row.Link = pipe.Sink.Type, "/api/publishers/"+pipe.ID+"/"+pipe.Sink.Format()
	}
	if p.node.Scheduled() && !s.Disabled && row.Pumped {
		row.Next = s.Next
	}
	return row, err
}
