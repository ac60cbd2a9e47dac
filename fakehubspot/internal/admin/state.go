package admin

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// exportState answers records, properties and clock as JSON lines; a failure cuts the answer short.
func (a *control) exportState(c *gin.Context) {
	c.Header("Content-Type", "application/jsonl")
	if err := a.hub.Export(c.Writer); err != nil {
		panic(http.ErrAbortHandler) // the status has been sent; a cut body is the only way left to report it
	}
}

// importState replaces them with those in the body, as exportState answers them.
func (a *control) importState(c *gin.Context) {
	if err := a.hub.Import(c.Request.Body); err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"contacts": a.hub.Contacts().Len()})
}

// resetState goes back to everything as it was at the start.
func (a *control) resetState(c *gin.Context) {
	if err := a.hub.Reset(); err != nil {
		refuse(c, http.StatusInternalServerError, err)
		return
	}
	c.Status(http.StatusNoContent)
}
