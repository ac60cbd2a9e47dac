package ui

import (
	"bytes"
	"encoding/json"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// shown is the number of entities that a page shows.
const shown = 50

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
