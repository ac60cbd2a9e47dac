package admin

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/limit"
)

// limits is the answer about rate limits: which are in force, how much of them is used, and which plans there are.
type limits struct {
	limit.Usage
	Plans []limit.Plan `json:"plans"`
}

// getLimits answers the limits in force and their use.
func (a *control) getLimits(c *gin.Context) {
	c.JSON(http.StatusOK, limits{a.hub.Limits().Usage(), limit.Plans()})
}

// putLimits puts the settings in the body in force and answers as getLimits does.
func (a *control) putLimits(c *gin.Context) {
	var settings limit.Settings
	if !read(c, &settings) {
		return
	}
	if err := a.hub.Limits().Set(settings); err != nil {
		fail(c, err)
		return
	}
	a.getLimits(c)
}
