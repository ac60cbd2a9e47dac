package api

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// datasetID returns the dataset of a path. Sesam's documentation calls execution logs by another name than its clients do.
func datasetID(c *gin.Context) string {
	id := c.Param("id")
	if pipe, ok := strings.CutPrefix(id, "system:pump_execution:"); ok {
		return pump.LogName(pipe)
	}
	return id
}

func (a *api) listDatasets(c *gin.Context) {
	out := []gin.H{}
	err := a.node.Store().View(func(tx *dataset.Tx) error {
		for _, name := range tx.Names() {
			m, err := tx.Meta(name)
			if err != nil {
				return err
			}
			out = append(out, datasetView(name, m))
		}
		return nil
	})
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, out)
}

func (a *api) getDataset(c *gin.Context) {
	var m dataset.Meta
	err := a.node.Store().View(func(tx *dataset.Tx) error {
		var err error
		m, err = tx.Meta(datasetID(c))
		return err
	})
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, datasetView(datasetID(c), m))
}

// datasetView is a dataset as the API shows it. The log counts versions, the index counts entities.
func datasetView(name string, m dataset.Meta) gin.H {
	origin := "user"
	if strings.HasPrefix(name, "system:") {
		origin = "system"
	}
	return gin.H{
		"_id":  name,
		"type": "dataset",
		"runtime": gin.H{
			"origin":    origin,
			"populated": m.Populated,

			"has-circuit-breaker-been-tripped": m.Held != nil,
			"completeness":                     m.Completeness,
			"count-log-exists":                 m.Next,
			"count-index-exists":               m.Live,
			"count-index-deleted":              m.Deleted,
			"created":                          clockTime(m.Created),
			"last-modified":                    clockTime(m.Modified),
		},
	}
}

func (a *api) deleteDataset(c *gin.Context) {
	id := datasetID(c)
	if err := a.node.Store().Update(func(tx *dataset.Tx) error { return tx.Delete(id) }); err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"_id": id, "deleted": true})
}

// operateDataset commits or rolls back what a circuit breaker holds back. When nothing is held back it changes nothing.
func (a *api) operateDataset(c *gin.Context) {
	if !a.form(c) {
		return
	}
	var settle func(name string, by pump.User) (dataset.Meta, error)
	switch operation := c.PostForm("operation"); operation {
	case "commit-circuit-breaker":
		settle = a.node.CommitHeld
	case "rollback-circuit-breaker":
		settle = a.node.RollBackHeld
	default:
		a.fail(c, badRequest("the dataset doesn't support the operation \""+operation+
			"\"; supported: commit-circuit-breaker, rollback-circuit-breaker"))
		return
	}
	id := datasetID(c)
	m, err := settle(id, userOf(c))
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, datasetView(id, m))
}
