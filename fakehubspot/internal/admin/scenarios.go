package admin

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/scenario"
)

// listScenarios answers {"scenarios": […], "played": […]}, with what the last ones did, the newest first.
func (a *control) listScenarios(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"scenarios": scenario.List(), "played": a.hub.Plays()})
}

// playScenario plays the scenario of that name, with {"object": "companies", "records": n} for that many records of an object
// type, {"contacts": n} for contacts, and answers what was done.
func (a *control) playScenario(c *gin.Context) {
	var size struct {
		Object   string `json:"object"`
		Records  *int   `json:"records"`
		Contacts *int   `json:"contacts"`
	}
	if !read(c, &size) {
		return
	}
	if size.Contacts != nil && (size.Object != "" || size.Records != nil) {
		refuse(c, http.StatusBadRequest, errors.New("contacts and object or records are mutually exclusive; use object and records"))
		return
	}
	records := 0 // the scenario's own number
	for name, given := range map[string]*int{"records": size.Records, "contacts": size.Contacts} {
		if given == nil {
			continue
		}
		if records = *given; records == 0 {
			refuse(c, http.StatusBadRequest, fmt.Errorf("%s must be 1 or more; leave it out for the scenario's own number", name))
			return
		}
	}
	outcome, err := a.hub.Play(cmp.Or(size.Object, object.Contacts.Plural), c.Param("name"), records)
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, outcome)
}
