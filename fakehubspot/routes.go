package fakehubspot

import (
	"encoding/json"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/admin"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/api"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/origin"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/tour"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/ui"
)

// routes puts the three sides of the server under one router: the web page, the control API, and HubSpot's API, which
// is everything else. Each side lists its own routes: ui.Routes, admin/routes.go and api/routes.go.
func routes(account *hub.Hub, guide *tour.Tour, hosts origin.Hosts) http.Handler {
	router := http.NewServeMux()
	var vendor http.Handler
	ui.Page{Hub: account, Tour: guide, Version: Version()}.Routes(router)
	quietly(func() {
		control := account.Keep(api.HeadAsGet(admin.New(account, guide, Version())), admin.Unsaved)
		router.Handle("/_fake", control)
		router.Handle("/_fake/", control)
		vendor = account.Handler()
		router.Handle("/", vendor)
	})
	return guard(router, vendor, account, hosts)
}

// guard refuses requests under a name that another site can have. HubSpot's API answers under any name to those who have a
// token: clients are sometimes led here by a name of HubSpot's.
func guard(router *http.ServeMux, hubspot http.Handler, account *hub.Hub, hosts origin.Hosts) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var side http.Handler = router
		_, pattern := router.Handler(r)
		vendor := pattern == "/" || unclean(r.URL.EscapedPath())
		if vendor {
			side = hubspot
		}
		if hosts.Allow(r.Host) || made(r) || vendor && account.Tokens.Has(token.Of(r)) {
			side.ServeHTTP(w, r)
			return
		}
		answer := map[string]string{"error": origin.Refusal(r)}
		if vendor {
			answer = map[string]string{"status": "error", "message": origin.Refusal(r)}
		}
		origin.Isolate(w.Header())
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(http.StatusForbidden)
		_ = json.NewEncoder(w).Encode(answer) // the caller may be gone
	})
}

// unclean reports whether a path has a segment that is empty or made of dots. The router would redirect it, and clients
// drop their token when they follow a redirect; HubSpot's API says that there is nothing, and the journal has the call.
func unclean(escaped string) bool {
	return strings.TrimSuffix(escaped, "/") != strings.TrimSuffix(path.Clean("/"+escaped), "/")
}

// made reports whether a request is one of httptest's, as it makes them if nobody says for which host: it came through no
// connection, and so from no browser.
func made(r *http.Request) bool {
	return r.Host == "example.com" && r.Context().Value(http.LocalAddrContextKey) == nil
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
