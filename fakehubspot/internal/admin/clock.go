package admin

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// The modes of the clock.
const (
	clockReal   = "real"
	clockFrozen = "frozen"
)

// getClock answers {"now": "…", "mode": "real" or "frozen"}.
func (a *control) getClock(c *gin.Context) {
	mode := clockReal
	if a.hub.Clock.Frozen() {
		mode = clockFrozen
	}
	c.JSON(http.StatusOK, gin.H{"now": a.hub.Clock.Now().Format(schema.Stamp), "mode": mode})
}

// putClock sets the mode and, if given, the time: a frozen clock stops at it, a real one runs on from it. Real without
// a time is the machine's own time again.
func (a *control) putClock(c *gin.Context) {
	var body struct {
		Mode string     `json:"mode"`
		Now  *time.Time `json:"now"`
	}
	if !read(c, &body) {
		return
	}
	clock := a.hub.Clock
	switch {
	case body.Mode == clockFrozen && body.Now == nil:
		clock.Freeze()
	case body.Mode == clockFrozen:
		clock.Set(*body.Now)
	case body.Mode == clockReal && body.Now == nil:
		clock.UseReal()
	case body.Mode == clockReal:
		clock.RunFrom(*body.Now)
	default:
		refuse(c, http.StatusBadRequest, fmt.Errorf("mode must be %s or %s, got %q", clockReal, clockFrozen, body.Mode))
		return
	}
	a.getClock(c)
}

// advanceClock moves the clock by {"by": "6m"} in either mode.
func (a *control) advanceClock(c *gin.Context) {
	var body struct {
		By string `json:"by"`
	}
	if !read(c, &body) {
		return
	}
	by, err := time.ParseDuration(body.By)
	if err != nil {
		refuse(c, http.StatusBadRequest, fmt.Errorf("by must be a duration such as 90s, 6m or 1h30m, got %q", body.By))
		return
	}
	a.hub.Clock.Advance(by)
	a.getClock(c)
}
