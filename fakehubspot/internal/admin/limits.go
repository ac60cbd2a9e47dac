package admin

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/limit"
)

// limits is the answer about rate limits: what holds, how much is used, and what
// could be chosen.
type limits struct {
	limit.Usage
	Plans []limit.Plan `json:"plans"`
}

// getLimits answers the limits in force and their use.
func (a *Admin) getLimits(c *gin.Context) {
	c.JSON(http.StatusOK, limits{a.Limits.Usage(), limit.Plans()})
}

// putLimits lets the settings in the body hold from now on and answers as
// getLimits does.
func (a *Admin) putLimits(c *gin.Context) {
	var settings limit.Settings
	if !read(c, &settings) {
		return
	}
	if err := a.Limits.Set(settings); err != nil {
		refuse(c, http.StatusBadRequest, err)
		return
	}
	a.getLimits(c)
}
