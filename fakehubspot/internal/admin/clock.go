package admin

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// The modes of the clock.
const (
	clockReal   = "real"
	clockFrozen = "frozen"
)

// getClock answers {"now": "…", "mode": "real" or "frozen"}.
func (a *Admin) getClock(c *gin.Context) {
	mode := clockReal
	if a.Hub.Clock.Frozen() {
		mode = clockFrozen
	}
	c.JSON(http.StatusOK, gin.H{"now": a.Hub.Clock.Now().Format(record.StampFormat), "mode": mode})
}

// putClock sets mode and, when given, the time: a frozen clock stands at it, a real one runs on from it. Real without
// a time is the machine's own time again.
func (a *Admin) putClock(c *gin.Context) {
	var wish struct {
		Mode string     `json:"mode"`
		Now  *time.Time `json:"now"`
	}
	if !read(c, &wish) {
		return
	}
	clock := a.Hub.Clock
	switch {
	case wish.Mode == clockFrozen && wish.Now == nil:
		clock.Freeze()
	case wish.Mode == clockFrozen:
		clock.Set(*wish.Now)
	case wish.Mode == clockReal && wish.Now == nil:
		clock.UseReal()
	case wish.Mode == clockReal:
		clock.RunFrom(*wish.Now)
	default:
		refuse(c, http.StatusBadRequest, fmt.Errorf("mode %q is unknown, want %s or %s", wish.Mode, clockReal, clockFrozen))
		return
	}
	a.getClock(c)
}

// advanceClock moves the clock by {"by": "6m"} in either mode.
func (a *Admin) advanceClock(c *gin.Context) {
	var wish struct {
		By string `json:"by"`
	}
	if !read(c, &wish) {
		return
	}
	by, err := time.ParseDuration(wish.By)
	if err != nil {
		refuse(c, http.StatusBadRequest, fmt.Errorf("by %q is not a duration, want one such as 90s, 6m or 1h30m", wish.By))
		return
	}
	a.Hub.Clock.Advance(by)
	a.getClock(c)
}
