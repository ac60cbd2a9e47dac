package admin

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// exportState answers contacts, properties and clock as JSON lines; a failure cuts the answer off.
func (a *Admin) exportState(c *gin.Context) {
	c.Header("Content-Type", "application/jsonl")
	if err := a.Hub.Export(c.Writer); err != nil {
		panic(http.ErrAbortHandler) // the status is out; a cut body is the only way left to say it
	}
}

// importState replaces them by those in the body, as exportState gave them.
func (a *Admin) importState(c *gin.Context) {
	if err := a.Hub.Import(c.Request.Body); err != nil {
		refuse(c, http.StatusBadRequest, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"contacts": a.Hub.Contacts.Len()})
}

// resetState goes back to everything as it was at the start.
func (a *Admin) resetState(c *gin.Context) {
	if err := a.Hub.Reset(); err != nil {
		refuse(c, http.StatusInternalServerError, err)
		return
	}
	c.Status(http.StatusNoContent)
}
