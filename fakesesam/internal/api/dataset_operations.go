package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// operateDataset commits or rolls back what a circuit breaker holds. Without anything held it does nothing.
func (a *api) operateDataset(c *gin.Context) {
	id, operation := datasetID(c), c.PostForm("operation")
	var settle func(tx *dataset.Tx, name string) (bool, error)
	switch operation {
	case "commit-circuit-breaker":
		settle = (*dataset.Tx).Commit
	case "rollback-circuit-breaker":
		settle = (*dataset.Tx).Rollback
	default:
		a.fail(c, badRequest{"the dataset doesn't support the operation \"" + operation +
			"\"; there are commit-circuit-breaker and rollback-circuit-breaker"})
		return
	}
	var m dataset.Meta
	err := a.node.Store().Update(func(tx *dataset.Tx) error {
		settled, err := settle(tx, id)
		if err != nil {
			return err
		}
		if settled {
			if err := a.noteSettled(tx, id, operation, userOf(c)); err != nil {
				return err
			}
		}
		m, err = tx.Meta(id)
		return err
	})
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, datasetView(id, m))
}

// noteSettled puts the decision into the execution log of the pipes that write the dataset.
func (a *api) noteSettled(tx *dataset.Tx, id, operation string, by pump.User) error {
	kind := map[string]string{
		"commit-circuit-breaker":   "circuit-breaker-commit",
		"rollback-circuit-breaker": "circuit-breaker-rollback",
	}[operation]
	for _, p := range a.node.Pumps() {
		if p.Pipe.Sink.Dataset != id {
			continue
		}
		if err := p.Note(tx, kind, by); err != nil {
			return err
		}
	}
	return nil
}
