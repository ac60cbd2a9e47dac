package server

import (
	"sync"

	"github.com/gin-gonic/gin"
)

// ginMode guards gin's mode, which is one for the whole process.
var ginMode sync.Mutex

// quietly runs build in gin's release mode, in which gin prints no routes, and then restores the mode: it belongs to the
// program that uses the connector.
func quietly(build func()) {
	ginMode.Lock()
	defer ginMode.Unlock()
	before := gin.Mode()
	gin.SetMode(gin.ReleaseMode)
	defer gin.SetMode(before)
	build()
}

// newEngine returns a router without any routes.
func newEngine() *gin.Engine {
	r := gin.New()
	r.HandleMethodNotAllowed = true
	r.RedirectTrailingSlash = false
	r.RemoveExtraSlash = true // the url of a pipe may or may not begin with a slash
	_ = r.SetTrustedProxies(nil)
	return r
}
