package admin

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
)

// listFaults answers {"faults": […], "kinds": […]}, the faults in the order in
// which they were added.
func (a *Admin) listFaults(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"faults": a.Faults.List(), "kinds": fault.Kinds()})
}

// addFault adds the fault in the body: 201 and the fault with its name, 409 when
// the name is taken.
func (a *Admin) addFault(c *gin.Context) {
	body, ok := text(c)
	if !ok {
		return
	}
	wanted, err := fault.Parse(body)
	if err != nil {
		refuse(c, http.StatusBadRequest, err)
		return
	}
	answerFault(c, http.StatusCreated)(a.Faults.Add(wanted))
}

// getFault answers one fault.
func (a *Admin) getFault(c *gin.Context) {
	answerFault(c, http.StatusOK)(a.Faults.Get(c.Param("name")))
}

// patchFault changes what the body names and leaves the rest.
func (a *Admin) patchFault(c *gin.Context) {
	if body, ok := text(c); ok {
		answerFault(c, http.StatusOK)(a.Faults.Patch(c.Param("name"), body))
	}
}

// removeFault answers 204; what the fault held up goes on.
func (a *Admin) removeFault(c *gin.Context) {
	if err := a.Faults.Remove(c.Param("name")); err != nil {
		refuse(c, http.StatusNotFound, err)
		return
	}
	c.Status(http.StatusNoContent)
}

// clearFaults removes all faults and answers 204.
func (a *Admin) clearFaults(c *gin.Context) {
	a.Faults.Clear()
	c.Status(http.StatusNoContent)
}

// answerFault answers with what a method of the set returned.
func answerFault(c *gin.Context, status int) func(fault.State, error) {
	return func(state fault.State, err error) {
		switch {
		case errors.Is(err, fault.ErrNotFound):
			refuse(c, http.StatusNotFound, err)
		case errors.Is(err, fault.ErrTaken):
			refuse(c, http.StatusConflict, err)
		case err != nil:
			refuse(c, http.StatusBadRequest, err)
		default:
			c.JSON(status, state)
		}
	}
}
