package api

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// knock is how long a system may take to answer when its status is asked for.
const knock = 3 * time.Second

// system is the one of the path, or nil after a 404.
func (a *api) system(c *gin.Context) *config.System {
	s := a.node.Config().Systems[c.Param("id")]
	if s == nil {
		a.fail(c, notFound{"there is no system " + c.Param("id")})
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
		c.JSON(http.StatusOK, systemView(s))
	}
}

func (a *api) addSystem(c *gin.Context) {
	a.add(c, func(s *config.Set, id string) bool { return s.Systems[id] != nil })
}

func (a *api) deleteSystem(c *gin.Context) {
	s := a.system(c)
	if s == nil {
		return
	}
	if err := a.node.Remove(s.ID); err != nil {
		a.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"_id": s.ID, "deleted": true})
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

// systemStatus tells whether a microservice runs: it does when it answers anything at all. The node does not start the
// container, so the rest of what docker would tell is not there.
func (a *api) systemStatus(c *gin.Context) {
	s := a.system(c)
	if s == nil {
		return
	}
	if s.Docker == nil {
		a.fail(c, badRequest{"system " + s.ID + " is a " + s.Type + ": only a microservice has a status"})
		return
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), knock)
	defer cancel()
	running := answers(ctx, s, a.node.BaseURL(s))
	c.JSON(http.StatusOK, gin.H{"running": running, "image": s.Docker.Image, "port": s.Docker.Port})
}

func answers(ctx context.Context, s *config.System, address string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return false
	}
	res, err := node.Transport(s).RoundTrip(req)
	if err != nil {
		return false
	}
	_ = res.Body.Close() // only that it answered matters
	return true
}

// systemLogs: the node did not start the container and cannot read what it writes.
func (a *api) systemLogs(c *gin.Context) {
	if a.system(c) != nil {
		refuse(c, http.StatusNotImplemented,
			"this node does not run the container; its log is where it was started, as in: docker compose logs "+c.Param("id"))
	}
}

// reloadSystem is accepted, and has nothing to do: the container is not the node's.
func (a *api) reloadSystem(c *gin.Context) {
	if s := a.system(c); s != nil {
		c.JSON(http.StatusAccepted, systemView(s))
	}
}
