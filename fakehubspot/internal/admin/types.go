package admin

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// listObjects answers every object type of the account with the number of its records.
func (a *control) listObjects(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"objects": a.hub.Tallies()})
}
