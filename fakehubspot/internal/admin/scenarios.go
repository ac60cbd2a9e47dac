package admin

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/scenario"
)

// listScenarios answers {"scenarios": […]}.
func (a *Admin) listScenarios(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"scenarios": scenario.List()})
}

// playScenario plays the scenario of that name; the body may say with how many
// contacts, as {"contacts": n}. It answers what was done.
func (a *Admin) playScenario(c *gin.Context) {
	var size struct {
		Contacts int `json:"contacts"`
	}
	if !read(c, &size) {
		return
	}
	outcome, err := scenario.Play(a.Stage, c.Param("name"), size.Contacts)
	switch {
	case errors.Is(err, scenario.ErrUnknown):
		refuse(c, http.StatusNotFound, err)
	case err != nil:
		refuse(c, http.StatusBadRequest, err)
	default:
		c.JSON(http.StatusOK, outcome)
	}
}
