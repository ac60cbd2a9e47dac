package admin

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/origin"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/tour"
)

// New returns the control API of an account and its guided tour as a handler. version is what it answers as the program's version.
func New(h *hub.Hub, guide *tour.Tour, version string) http.Handler {
	a := &control{hub: h, tour: guide, version: version}
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false // a redirect would not be JSON
	if err := engine.SetTrustedProxies(nil); err != nil {
		panic("admin: setting trusted proxies: " + err.Error()) // an empty list is always valid
	}
	engine.Use(guard)
	engine.NoRoute(func(c *gin.Context) {
		refuse(c, http.StatusNotFound, fmt.Errorf("path %s not found; docs/control-api.md lists all paths", shorten(c.Request.URL.Path)))
	})
	engine.NoMethod(func(c *gin.Context) {
		refuse(c, http.StatusMethodNotAllowed, fmt.Errorf("method %s is not allowed for %s; use %s", shorten(c.Request.Method), c.Request.URL.Path, c.Writer.Header().Get("Allow")))
	})
	a.routes(engine.Group("/_fake"))
	return engine
}

func (a *control) routes(all gin.IRouter) {
	router := all.Group("", parameters())
	router.GET("/health", noBody, a.health)
	router.GET("/version", noBody, a.programVersion)

	router.GET("/state", noBody, a.exportState)
	router.PUT("/state", a.importState)
	router.DELETE("/state", noBody, a.resetState)
	router.POST("/seed", a.seedContacts)

	router.GET("/clock", noBody, a.getClock)
	router.PUT("/clock", a.putClock)
	router.POST("/clock/advance", a.advanceClock)

	a.recordRoutes(all)

	router.GET("/index", noBody, a.getIndex)
	router.PUT("/index", a.putIndex)

	router.GET("/cursors", noBody, a.getCursors)
	router.PUT("/cursors", a.putCursors)

	router.GET("/owners", noBody, a.listOwners)
	router.POST("/owners", a.addOwner)
	router.PATCH("/owners/:id", a.patchOwner)

	router.GET("/tokens", noBody, a.listTokens)
	router.POST("/tokens", a.addToken)
	router.DELETE("/tokens/:name", noBody, a.removeToken)

	router.GET("/faults", noBody, a.listFaults)
	router.POST("/faults", a.addFault)
	router.DELETE("/faults", noBody, a.clearFaults)
	router.GET("/faults/:name", noBody, a.getFault)
	router.PATCH("/faults/:name", a.patchFault)
	router.DELETE("/faults/:name", noBody, a.removeFault)

	router.GET("/limits", noBody, a.getLimits)
	router.PUT("/limits", a.putLimits)

	router.GET("/tour", noBody, a.getTour)
	router.PUT("/tour", a.putTour)

	router.GET("/scenarios", noBody, a.listScenarios)
	router.POST("/scenarios/:name", a.playScenario)

	router.DELETE("/requests", noBody, a.resetRequests)
	router.GET("/requests/:seq", noBody, a.getRequest)
	router = all.Group("", parameters(append(filters(), "order", "limit")...), noBody)
	router.GET("/requests", a.findRequests)
	router = all.Group("", parameters(filters()...), noBody)
	router.GET("/requests/count", a.countRequests)
	router.GET("/requests/near-misses", a.nearMisses)
}

func (a *control) recordRoutes(all gin.IRouter) {
	router := all.Group("", parameters())
	router.GET("/objects", noBody, a.listObjects)
	router.POST("/objects/:type", a.createRecord)
	router.GET("/objects/:type/:id", noBody, a.getRecord)
	router.DELETE("/objects/:type/:id", noBody, a.archiveRecord)
	router.POST("/objects/:type/:id/merge", a.mergeRecord)
	router.POST("/objects/:type/:id/erase", noBody, a.eraseRecord)
	router.PUT("/objects/:type/:id/associations/:toType/:toId", a.associate)
	router.DELETE("/objects/:type/:id/associations/:toType/:toId", a.dissociate)
	router.POST("/objects/:type/seed", a.seed)
	router.POST("/objects/:type/change", a.change)
	router.POST("/objects/:type/touch", a.touch)
	router.GET("/objects/:type/churn", noBody, a.getChurn)
	router.POST("/objects/:type/churn", a.setChurn)
	router.POST("/objects/:type/:id/restore", noBody, a.restore)

	router.POST("/contacts/change", a.change)
	router.POST("/contacts/touch", a.touch)
	router.GET("/contacts/churn", noBody, a.getChurn)
	router.POST("/contacts/churn", a.setChurn)
	router.POST("/contacts/:id/restore", noBody, a.restore)

	router = all.Group("", parameters(findParameters...), noBody)
	router.GET("/objects/:type", a.findRecords)
}

// guard keeps pages of other sites, open in a browser on this machine, from controlling the fake, and marks every answer
// as one that no browser takes for a page. Programs and the fake's own web page pass.
func guard(c *gin.Context) {
	origin.Isolate(c.Writer.Header())
	if origin.Foreign(c.Request) {
		refuse(c, http.StatusForbidden, errors.New(origin.OtherSite))
		c.Abort()
	}
}
