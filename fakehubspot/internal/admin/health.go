package admin

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// health answers {"status":"ok"} as soon as the server is up.
func (a *control) health(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"status": "ok"})
}

// programVersion answers {"version":"…"}.
func (a *control) programVersion(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"version": a.version})
}
