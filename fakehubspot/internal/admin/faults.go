package admin

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/operation"
)

// listFaults answers {"faults": […], "kinds": […], "operations": […]}, the faults in the order in which they were added.
func (a *control) listFaults(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"faults": a.hub.Faults().List(), "kinds": fault.Kinds(), "operations": operation.Names()})
}

// addFault adds the fault in the body: 201 and the fault with its name, or 409 if the name is taken.
func (a *control) addFault(c *gin.Context) {
	body, ok := text(c)
	if !ok {
		return
	}
	wanted, err := fault.Parse(body)
	if err != nil {
		fail(c, err)
		return
	}
	answerFault(c, http.StatusCreated)(a.hub.Faults().Add(wanted))
}

// getFault answers one fault.
func (a *control) getFault(c *gin.Context) {
	answerFault(c, http.StatusOK)(a.hub.Faults().Get(c.Param("name")))
}

// patchFault changes the members that the body has and leaves the rest.
func (a *control) patchFault(c *gin.Context) {
	if body, ok := text(c); ok {
		answerFault(c, http.StatusOK)(a.hub.Faults().Patch(c.Param("name"), body))
	}
}

// removeFault answers 204; requests that the fault held up go on.
func (a *control) removeFault(c *gin.Context) {
	if err := a.hub.Faults().Remove(c.Param("name")); err != nil {
		fail(c, err)
		return
	}
	c.Status(http.StatusNoContent)
}

// clearFaults removes all faults and answers 204.
func (a *control) clearFaults(c *gin.Context) {
	a.hub.Faults().Clear()
	c.Status(http.StatusNoContent)
}

// answerFault answers with what a method of the set returned.
func answerFault(c *gin.Context, status int) func(fault.State, error) {
	return func(state fault.State, err error) {
		if err != nil {
			fail(c, err)
			return
		}
		c.JSON(status, state)
	}
}
