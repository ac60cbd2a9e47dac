package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// operateDataset commits or rolls back what a circuit breaker holds back. When nothing is held back it changes nothing.
func (a *api) operateDataset(c *gin.Context) {
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
