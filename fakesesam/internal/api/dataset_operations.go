package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// operateDataset changes a dataset's flags: set-populated and unset-populated.
func (a *api) operateDataset(c *gin.Context) {
	id, operation := datasetID(c), c.PostForm("operation")
	if operation != "set-populated" && operation != "unset-populated" {
		a.fail(c, badRequest{"the dataset doesn't support the operation \"" + operation + "\"; there are set-populated and unset-populated"})
		return
	}
	var m dataset.Meta
	err := a.node.Store().Update(func(tx *dataset.Tx) error {
		if _, err := tx.Meta(id); err != nil {
			return err
		}
		err := tx.SetMeta(id, func(m *dataset.Meta) { m.Populated = operation == "set-populated" })
		if err == nil {
			m, err = tx.Meta(id)
		}
		return err
	})
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, datasetView(id, m))
}
