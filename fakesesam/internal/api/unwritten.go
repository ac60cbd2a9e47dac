package api

import (
	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// pipeRetries answers with the entities that wait for a retry, pipeDead with those that were given up: for each the last event
// of the execution log, in the order of their names.
func (a *api) pipeRetries(c *gin.Context) { a.unwritten(c, false) }

func (a *api) pipeDead(c *gin.Context) { a.unwritten(c, true) }

func (a *api) unwritten(c *gin.Context, dead bool) {
	p, err := a.node.Pump(c.Param("id"))
	var all []pump.Unwritten // a transaction does not wait for a client
	if err == nil {
		err = a.node.Store().View(func(tx *dataset.Tx) error {
			for each, err := range p.Unwritten(tx, dead) {
				if err != nil {
					return err
				}
				all = append(all, each)
			}
			return nil
		})
	}
	if err != nil {
		a.fail(c, err)
		return
	}
	w := newArrayWriter(c)
	for _, each := range all {
		w.write(func(dst []byte) []byte { return append(dst, each.Event...) })
	}
	w.close()
}
