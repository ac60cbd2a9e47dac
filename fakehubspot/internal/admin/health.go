package admin

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// health answers {"status":"ok"} as soon as the server is up.
func (a *Admin) health(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"status": "ok"})
}

// version answers {"version":"…"}.
func (a *Admin) version(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"version": a.Version})
}
