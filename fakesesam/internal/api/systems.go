package api

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/system"
)

// statusTimeout is how long a system may take to answer when its status is requested.
const statusTimeout = 3 * time.Second

// system returns the system of the path, or nil after it has answered with 404.
func (a *api) system(c *gin.Context) *system.System {
	s, err := a.node.System(c.Param("id"))
	if err != nil {
		a.fail(c, err)
		return nil
	}
	return s
}

func systemView(s *config.System) gin.H {
	faults := s.Errors
	if faults == nil {
		faults = []config.Error{}
	}
	return gin.H{
		"_id":     s.ID,
		"type":    s.Type,
		"runtime": gin.H{"is-valid-config": s.Valid(), "config-errors": faults},
		"config":  gin.H{"original": raw(s.Original), "effective": raw(s.Effective)},
	}
}

func (a *api) listSystems(c *gin.Context) {
	systems := a.node.Config().Systems
	out := []gin.H{}
	for _, id := range slices.Sorted(maps.Keys(systems)) {
		out = append(out, systemView(systems[id]))
	}
	c.JSON(http.StatusOK, out)
}

func (a *api) getSystem(c *gin.Context) {
	if s := a.system(c); s != nil {
		c.JSON(http.StatusOK, systemView(s.System))
	}
}

func (a *api) deleteSystem(c *gin.Context) {
	id := c.Param("id")
	if err := a.node.RemoveSystem(id); err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"_id": id, "deleted": true})
}

func (a *api) getSystemConfig(c *gin.Context) {
	if s := a.system(c); s != nil {
		c.JSON(http.StatusOK, raw(s.Original))
	}
}

func (a *api) putSystemConfig(c *gin.Context) {
	if _, err := a.replaceComponent(c); err != nil {
		a.fail(c, err)
		return
	}
	a.getSystem(c)
}

// systemStatus says whether a microservice runs: it does if it answers at all. The node does not start the container, so the
// other things that Docker knows are missing.
func (a *api) systemStatus(c *gin.Context) {
	s := a.system(c)
	if s == nil {
		return
	}
	if s.Docker == nil {
		a.fail(c, badRequest("system "+s.ID+" is a "+s.Type+": only a microservice has a status"))
		return
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), statusTimeout)
	defer cancel()
	c.JSON(http.StatusOK, gin.H{"running": s.Answers(ctx), "image": s.Docker.Image, "port": s.Docker.Port})
}

// systemLogs answers that there are none: the node did not start the container and cannot read its output.
func (a *api) systemLogs(c *gin.Context) {
	if a.system(c) != nil {
		a.fail(c, notImplemented("this node does not run the container; read its log where it was started, for example with docker compose logs"))
	}
}

// reloadSystem accepts the request and does nothing: the container is not the node's.
func (a *api) reloadSystem(c *gin.Context) {
	if s := a.system(c); s != nil {
		c.JSON(http.StatusAccepted, systemView(s.System))
	}
}
