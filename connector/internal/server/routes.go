// Package server answers Sesam: the contacts, the health of the process, and
// what it has done.
package server

import (
	"net/http"
	"sync"

	"github.com/gin-gonic/gin"
)

// releaseMode stops gin from printing its routes; gin keeps it for the process.
var releaseMode = sync.OnceFunc(func() { gin.SetMode(gin.ReleaseMode) })

// Handler is every route of the connector.
func (s *Server) Handler() http.Handler {
	releaseMode()
	r := gin.New()
	r.HandleMethodNotAllowed = true
	r.RedirectTrailingSlash = false
	r.RemoveExtraSlash = true // a pipe's url may or may not begin with a slash
	_ = r.SetTrustedProxies(nil)

	r.Use(s.accessLog, s.recovery, s.giveUpOnStall, s.drain)
	r.NoRoute(s.notFound)
	r.NoMethod(s.notAllowed)

	r.GET("/", s.about)
	r.GET("/healthz", s.healthz)
	r.GET("/readyz", s.readyz)

	guarded := r.Group("/", s.basicAuth)
	guarded.GET("/metrics", gin.WrapH(s.opts.Metrics.Handler()))
	guarded.GET("/get_contacts", s.contacts)
	guarded.POST("/get_contacts", s.contacts) // as the tutorial's service answers both
	return r
}
