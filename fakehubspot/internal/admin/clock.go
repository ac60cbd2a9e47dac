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
func (a *control) getClock(c *gin.Context) {
	clock, mode := a.hub.Clock(), clockReal
	if clock.Frozen() {
		mode = clockFrozen
	}
	c.JSON(http.StatusOK, gin.H{"now": clock.Now().Format(record.StampFormat), "mode": mode})
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
	clock := a.hub.Clock()
	var err error
	switch {
	case body.Mode == clockFrozen && body.Now == nil:
		clock.Freeze()
	case body.Mode == clockFrozen:
		err = clock.Set(*body.Now)
	case body.Mode == clockReal && body.Now == nil:
		clock.UseReal()
	case body.Mode == clockReal:
		err = clock.RunFrom(*body.Now)
	default:
		refuse(c, http.StatusBadRequest, fmt.Errorf("mode must be %s or %s, got %q", clockReal, clockFrozen, shorten(body.Mode)))
		return
	}
	if err != nil {
		refuse(c, http.StatusBadRequest, fmt.Errorf("now %w", err))
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
		refuse(c, http.StatusBadRequest, fmt.Errorf("by must be a duration such as 90s, 6m or 1h30m, at most 2562047h, got %q", shorten(body.By)))
		return
	}
	if _, err := a.hub.Clock().Advance(by); err != nil {
		refuse(c, http.StatusBadRequest, fmt.Errorf("by %s moves the clock to a time that it cannot show: %w", by, err))
		return
	}
	a.getClock(c)
}
