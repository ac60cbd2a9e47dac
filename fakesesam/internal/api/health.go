package api

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/system"
)

// systemHealth says how the calls to a system have gone since the node was started. A real node has no such resource.
func (a *api) systemHealth(c *gin.Context) {
	if s := a.system(c); s != nil {
		c.JSON(http.StatusOK, a.healthView(s))
	}
}

// checkSystem asks the system whether it answers, and says how it goes since.
func (a *api) checkSystem(c *gin.Context) {
	s := a.system(c)
	if s == nil {
		return
	}
	if err := s.Refusal(); err != nil {
		a.fail(c, badRequest("system "+s.ID+" cannot be used: "+err.Error()))
		return
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), statusTimeout)
	defer cancel()
	s.Answers(ctx)
	c.JSON(http.StatusOK, a.healthView(s))
}

func (a *api) healthView(s *system.System) gin.H {
	h := s.Health()
	last := []gin.H{}
	for i := range h.Last {
		last = append(last, a.callView(&h.Last[i]))
	}
	return gin.H{
		"_id": s.ID, "state": h.State(), "calls": h.Total, "failed": h.Failed, "waiting": h.Waiting,
		"last-calls": last, "last-failure": a.callView(h.Failure), "last-check": a.callView(h.Check),
	}
}

// callView is a call as clients see it; null for none.
func (a *api) callView(call *system.Call) gin.H {
	if call == nil {
		return nil
	}
	out := gin.H{"time": clockTime(call.At), "method": call.Method, "url": a.node.Mask(call.URL), "status": call.Status}
	if call.Error != "" {
		out["error"] = a.node.Mask(call.Error)
	}
	if call.Ended {
		out["ended"] = true
	}
	return out
}
