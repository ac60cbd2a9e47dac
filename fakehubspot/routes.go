package fakehubspot

import (
	"net/http"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/admin"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/ui"
)

// routes puts the three sides of the server under one router: the web page, the control API, and HubSpot's API, which
// is everything else. Each side lists its own routes: ui.Routes, admin/routes.go and api/routes.go.
func routes(account *hub.Hub) http.Handler {
	router := http.NewServeMux()
	ui.Page{Hub: account, Version: Version()}.Routes(router)
	quietly(func() {
		control := admin.New(account, Version())
		router.Handle("/_fake", control)
		router.Handle("/_fake/", control)
		router.Handle("/", account.Handler())
	})
	return router
}

// ginMode guards gin's mode, which is a setting of the whole process.
var ginMode sync.Mutex

// quietly runs build with gin in release mode, so that gin prints nothing about the routers that are built, and puts
// the mode back as it was: it belongs to the program that imports this package.
func quietly(build func()) {
	ginMode.Lock()
	defer ginMode.Unlock()
	defer gin.SetMode(gin.Mode())
	gin.SetMode(gin.ReleaseMode)
	build()
}
