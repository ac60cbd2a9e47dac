package admin

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
)

// getIndex answers how late the search index is, and how many changes it does not have yet.
func (a *control) getIndex(c *gin.Context) {
	lag, heldBack := a.hub.Lag()
	c.JSON(http.StatusOK, gin.H{"lag": lag.Delay.String(), "mode": lag.Mode, "archived": lag.Archived, "pending": heldBack})
}

// putIndex sets the lag, {"lag": "30s", "mode": "fixed"}; in mode random each change is late by its own time up to
// the lag, in mode record each record. With "archived": true archived records leave the index late too. Changes that
// are held back get the new lag.
func (a *control) putIndex(c *gin.Context) {
	var body struct {
		Lag      string     `json:"lag"`
		Mode     index.Mode `json:"mode"`
		Archived bool       `json:"archived"`
	}
	if !read(c, &body) {
		return
	}
	delay, err := time.ParseDuration(body.Lag)
	if err != nil {
		refuse(c, http.StatusBadRequest, fmt.Errorf("lag must be a duration such as 30s or 5m, at most 720h, got %q", shorten(body.Lag)))
		return
	}
	if body.Mode == "" {
		body.Mode = index.Fixed
	}
	if err := a.hub.SetLag(index.Lag{Delay: delay, Mode: body.Mode, Archived: body.Archived}); err != nil {
		fail(c, err)
		return
	}
	a.getIndex(c)
}
