package api

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// admin restarts or resets the node. Clients wait for the new start time.
func (a *api) admin(c *gin.Context) {
	var err error
	switch operation := c.PostForm("operation"); operation {
	case "restart":
		err = a.node.Restart(c.Request.Context())
	case "reset":
		err = a.node.Reset(c.Request.Context())
	default:
		err = badRequest("operation must be restart or reset, got \"" + operation + "\"")
	}
	if err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"message": "OK"})
}

// logs returns the last lines of the node's own log.
func (a *api) logs(c *gin.Context) {
	c.Data(http.StatusOK, "text/plain; charset=utf-8", a.lines())
}
