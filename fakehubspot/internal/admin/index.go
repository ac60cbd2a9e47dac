package admin

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
)

// getIndex answers how late the search index is, and how many changes it does not know yet.
func (a *Admin) getIndex(c *gin.Context) {
	lag, heldBack := a.Hub.Lag()
	c.JSON(http.StatusOK, gin.H{"lag": lag.Delay.String(), "mode": lag.Mode, "archived": lag.Archived, "pending": heldBack})
}

// putIndex sets the lag, {"lag": "30s", "mode": "fixed"}; mode random lets each change be late by its own time up to
// the lag, mode record each contact. With "archived": true archived contacts leave late too. Changes that are held
// back get the new lag.
func (a *Admin) putIndex(c *gin.Context) {
	var wish struct {
		Lag      string     `json:"lag"`
		Mode     index.Mode `json:"mode"`
		Archived bool       `json:"archived"`
	}
	if !read(c, &wish) {
		return
	}
	delay, err := time.ParseDuration(wish.Lag)
	if err != nil {
		refuse(c, http.StatusBadRequest, fmt.Errorf("lag %q is not a duration, want one such as 30s or 5m", wish.Lag))
		return
	}
	if wish.Mode == "" {
		wish.Mode = index.Fixed
	}
	if err := a.Hub.SetLag(index.Lag{Delay: delay, Mode: wish.Mode, Archived: wish.Archived}); err != nil {
		refuse(c, http.StatusBadRequest, err)
		return
	}
	a.getIndex(c)
}
