package fakesesam

import (
	"errors"
	"log/slog"
	"net/http"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/api"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/origin"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/runall"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/tour"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/ui"
)

// newHandler mounts the API under /api and the web pages under /.
func newHandler(n *node.Node, t *tour.Tour, o options, lines func() []byte) http.Handler {
	var handler http.Handler
	inReleaseMode(func() {
		engine := gin.New()
		engine.HandleMethodNotAllowed = true
		// An id in a path may contain an encoded slash.
		engine.UseRawPath = true
		_ = engine.SetTrustedProxies(nil) // an empty list is always valid
		engine.Use(recovered(n.Log()))
		engine.NoRoute(func(c *gin.Context) {
			origin.Isolate(c.Writer.Header())
			c.JSON(http.StatusNotFound, gin.H{"detail": n.Mask("there is nothing at " + c.Request.URL.Path), "status": http.StatusNotFound})
		})
		engine.NoMethod(func(c *gin.Context) {
			c.JSON(http.StatusMethodNotAllowed, gin.H{
				"detail": n.Mask(c.Request.Method + " is not allowed for " + c.Request.URL.Path), "status": http.StatusMethodNotAllowed,
			})
		})
		runner := runall.New(n)
		api.Mount(engine, n, api.Options{Token: o.token, Log: n.Log(), Lines: lines, Runner: runner})
		ui.Mount(engine, n, runner, t, Version(), o.token != "")
		handler = engine.Handler()
	})
	return o.hosts.Guard(origin.SameSite(handler))
}

var ginMode sync.Mutex

// inReleaseMode runs build while gin is in release mode: in any other, gin prints every route to standard output. The mode
// belongs to the whole process, so afterwards it is what it was before.
func inReleaseMode(build func()) {
	ginMode.Lock()
	defer ginMode.Unlock()
	before := gin.Mode()
	gin.SetMode(gin.ReleaseMode)
	defer gin.SetMode(before)
	build()
}

// recovered turns a panic into a 500, except the panic that aborts a connection on purpose.
func recovered(log *slog.Logger) gin.HandlerFunc {
	return func(c *gin.Context) {
		defer func() {
			reason := recover()
			if reason == nil {
				return
			}
			if err, ok := reason.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(reason)
			}
			log.ErrorContext(c.Request.Context(), "a request panicked", "path", c.Request.URL.Path, "panic", reason)
			c.AbortWithStatusJSON(http.StatusInternalServerError, gin.H{"detail": "internal error", "status": 500})
		}()
		c.Next()
	}
}
