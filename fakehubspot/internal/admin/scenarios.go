package admin

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/scenario"
)

// listScenarios answers {"scenarios": […]}.
func (a *control) listScenarios(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"scenarios": scenario.List()})
}

// playScenario plays the scenario of that name, with {"contacts": n} for that many contacts, and answers what was done.
func (a *control) playScenario(c *gin.Context) {
	var size struct {
		Contacts *int `json:"contacts"`
	}
	if !read(c, &size) {
		return
	}
	contacts := 0 // the scenario's own number
	if size.Contacts != nil {
		if contacts = *size.Contacts; contacts == 0 {
			refuse(c, http.StatusBadRequest, errors.New("contacts must be 1 or more; leave it out for the scenario's own number"))
			return
		}
	}
	outcome, err := scenario.Play(a.hub.Stage(), c.Param("name"), contacts)
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, outcome)
}
