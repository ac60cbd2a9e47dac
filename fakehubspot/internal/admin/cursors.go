package admin

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/cursor"
)

// getCursors answers the habit of the lists' cursors, and which habits there are.
func (a *control) getCursors(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"habit": a.hub.Cursors().Habit(), "habits": cursor.Habits()})
}

// putCursors sets the habit, {"habit": "late"}, and answers as getCursors does.
func (a *control) putCursors(c *gin.Context) {
	var body struct {
		Habit cursor.Habit `json:"habit"`
	}
	if !read(c, &body) {
		return
	}
	if err := a.hub.Cursors().SetHabit(body.Habit); err != nil {
		fail(c, err)
		return
	}
	a.getCursors(c)
}
