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

// overviewPage is an overview of the node.
type overviewPage struct {
	frame

	Started   time.Time
	Scheduled bool
	Pipes     []pipeRow
	Datasets  []datasetRow
	System    []datasetRow
	// Errors are the configuration errors that are not shown with a pipe.
	Errors []config.Error
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

type datasetRow struct {
	Name string
	dataset.Meta
}

func (p *pages) overview(c *gin.Context) {
	page := overviewPage{frame: p.frame("node", "pipes", "Pipes"), Started: p.node.Started(), Scheduled: p.node.Scheduled()}
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
		// Another component may have the _id of a pipe.
		if pipe := set.Pipes[each.Posted.ID]; pipe == nil || !reflect.DeepEqual(pipe.Errors, each.Errors) {
			page.Errors = append(page.Errors, each.Errors...)
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
		return p.node.Mask(url)
	}
	return p.node.Mask(system + " / " + strings.TrimLeft(url, "/"))
}
