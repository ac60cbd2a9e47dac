// Package ui is the node's page for people: pipes, runs and datasets.
package ui

import (
	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// Mount puts the page under /.
func Mount(engine *gin.Engine, n *node.Node) {
	engine.GET("/", func(c *gin.Context) { c.String(200, "%d pipes", len(n.Pumps())) })
}
