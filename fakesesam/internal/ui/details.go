package ui

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// shown is the number of events or entities that a page shows.
const shown = 50

// pipePage is one pipe and its execution log, the newest event first.
type pipePage struct {
	frame

	Pipe   pipeRow
	Config string
	Log    string // the dataset of the execution log
	Events []eventRow
	// Waiting and Dead are the first of the entities that could not be written; Letters is the dataset of dead letters.
	Waiting, Dead []unwrittenRow
	Letters       string
	// Pushes means that the pipe sends its entities to a service.
	Pushes bool
}

type eventRow struct {
	Type   string `json:"event_type"`
	Sync   string `json:"sync_type"`
	Start  string `json:"start_time"`
	End    string `json:"end_time"`
	Event  string `json:"event_time"`
	Total  string `json:"total_time"`
	Offset string `json:"pipe_offset"`
	Error  string `json:"original_error_message"`
	Failed int    `json:"entities_failed"`

	// A write error has the entity, and what became of it.
	Entity    json.RawMessage `json:"entity"`
	Retryable bool            `json:"retryable"`
	Resolved  bool            `json:"resolved"`
	Dead      bool            `json:"dead"`

	Metrics struct {
		Entities struct {
			Processed int `json:"entities_last_run"`
			Changes   int `json:"changes_last_run"`
		} `json:"entities"`
	} `json:"metrics"`
	JSON string `json:"-"`
}

// At returns when the event happened.
func (e eventRow) At() string {
	for _, at := range []string{e.End, e.Event, e.Start} {
		if at != "" {
			return at
		}
	}
	return ""
}

// Counts reports whether the counts of the event are meaningful.
func (e eventRow) Counts() bool { return e.End != "" }

func (p *pages) pipe(c *gin.Context) {
	each, err := p.node.Pump(c.Param("id"))
	if err != nil {
		p.missing(c, err.Error())
		return
	}
	page := pipePage{frame: p.frame("pipe", "pipes", each.Pipe.ID), Config: indented(each.Pipe.Original), Log: pump.LogName(each.Pipe.ID)}
	page.Letters, page.Pushes = each.Pipe.Pump.WriteRetries.DeadLetters, each.Pipe.Sink.Service != nil
	if page.Pipe, err = p.row(each); err == nil {
		page.Events, err = p.events(c, page.Log)
	}
	if err == nil {
		page.Waiting, err = p.unwritten(each, false)
	}
	if err == nil {
		page.Dead, err = p.unwritten(each, true)
	}
	if err != nil {
		c.String(http.StatusInternalServerError, "%s\n", p.node.Mask(err.Error()))
		return
	}
	p.show(c, http.StatusOK, "pipe", page)
}

func (p *pages) events(c *gin.Context, log string) ([]eventRow, error) {
	var out []eventRow
	q := dataset.Query{Since: -1, Limit: shown, History: true, Deleted: true, Reverse: true}
	for v, err := range p.node.Store().Entities(c.Request.Context(), log, q) {
		if errors.Is(err, dataset.ErrNoDataset) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		row, err := eventOf(v.AppendJSON(nil))
		if err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, nil
}

// eventOf reads an event of an execution log.
func eventOf(text []byte) (eventRow, error) {
	row := eventRow{JSON: indented(text)}
	err := json.Unmarshal(text, &row)
	return row, err
}

// datasetPage is one dataset with its newest entities.
type datasetPage struct {
	frame

	Dataset  datasetRow
	Entities []entityRow
}

type entityRow struct {
	dataset.Version
	At   time.Time
	JSON string
}

func (p *pages) dataset(c *gin.Context) {
	name := c.Param("id")
	page := datasetPage{frame: p.frame("dataset", "datasets", name), Dataset: datasetRow{Name: name}}
	err := p.node.Store().View(func(tx *dataset.Tx) error {
		var err error
		page.Dataset.Meta, err = tx.Meta(name)
		return err
	})
	if err != nil {
		p.missing(c, err.Error())
		return
	}
	q := dataset.Query{Since: -1, Limit: shown, Deleted: true, Reverse: true}
	for v, err := range p.node.Store().Entities(c.Request.Context(), name, q) {
		if err != nil {
			c.String(http.StatusInternalServerError, "%s\n", p.node.Mask(err.Error()))
			return
		}
		page.Entities = append(page.Entities, entityRow{*v, time.UnixMicro(v.Timestamp), indented(v.AppendJSON(nil))})
	}
	p.show(c, http.StatusOK, "dataset", page)
}

func indented(text []byte) string {
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil {
		return string(text)
	}
	return out.String()
}
