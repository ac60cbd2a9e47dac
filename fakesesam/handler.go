package fakesesam

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/api"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/logbook"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/ui"
)

var quietGin = sync.OnceFunc(func() { gin.SetMode(gin.ReleaseMode) })

// newHandler puts the API under /api and the page for people under /.
func newHandler(n *node.Node, s settings, book *logbook.Book) http.Handler {
	quietGin()
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	// An id in a path may have an encoded slash.
	engine.UseRawPath = true
	_ = engine.SetTrustedProxies(nil) // none cannot be wrong
	engine.Use(recovered(s.node.Log))
	engine.NoRoute(func(c *gin.Context) {
		c.JSON(http.StatusNotFound, gin.H{"detail": "there is nothing at " + c.Request.URL.Path, "status": http.StatusNotFound})
	})
	engine.NoMethod(func(c *gin.Context) {
		c.JSON(http.StatusMethodNotAllowed, gin.H{
			"detail": c.Request.Method + " is not for " + c.Request.URL.Path, "status": http.StatusMethodNotAllowed,
		})
	})
	api.Mount(engine, n, api.Options{Token: s.token, Log: s.node.Log, Lines: book.Lines})
	ui.Mount(engine, n, s.token != "")
	return sameOrigin(engine.Handler())
}

// sameOrigin keeps pages of other sites from posting forms here: on a laptop any of them can reach the node. Programs,
// which are no browsers, are let through.
func sameOrigin(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, `{"detail":"a page of another site may not change this node","status":403}`+"\n") // the client is gone
	}))
	return guard.Handler(next)
}

// recovered turns a panic into a 500, and lets through the one that cuts a connection on purpose.
func recovered(log *slog.Logger) gin.HandlerFunc {
	return func(c *gin.Context) {
		defer func() {
			fault := recover()
			if fault == nil {
				return
			}
			if err, ok := fault.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(fault)
			}
			log.ErrorContext(c.Request.Context(), "a request panicked", "path", c.Request.URL.Path, "fault", fault)
			c.AbortWithStatusJSON(http.StatusInternalServerError, gin.H{"detail": "internal error", "status": 500})
		}()
		c.Next()
	}
}
