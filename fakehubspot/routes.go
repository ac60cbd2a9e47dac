package fakehubspot

import (
	"io"
	"net/http"
	"runtime/debug"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/admin"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/ui"
)

// quiet keeps gin from writing about itself; it is a setting of the whole process, hence once.
var quiet = sync.OnceFunc(func() { gin.SetMode(gin.ReleaseMode) })

// routes parts your side, under /_fake/ and at /, from the vendor's, which is everything else.
func routes(account *hub.Hub) http.Handler {
	quiet()
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	if err := engine.SetTrustedProxies(nil); err != nil {
		panic("fakehubspot: gin refused to trust no proxy: " + err.Error()) // it has no reason to
	}
	engine.NoRoute(func(c *gin.Context) {
		c.JSON(http.StatusNotFound, gin.H{"error": "there is nothing at " + c.Request.URL.Path})
	})
	engine.NoMethod(func(c *gin.Context) {
		c.JSON(http.StatusMethodNotAllowed, gin.H{"error": c.Request.Method + " does not go with " + c.Request.URL.Path})
	})
	yours := admin.Admin{
		Hub: account, Version: Version(),
		Faults: account.Faults, Limits: account.Limits, Journal: account.Journal, Stage: account.Stage(),
	}
	yours.Routes(engine.Group("/_fake"))

	page := ui.New(ui.Source{
		Store: account.Contacts, Index: account.Contacts.Index, Clock: account.Clock, Faults: account.Faults,
		Limits: account.Limits, Journal: account.Journal, Version: Version(),
	})

	mux := http.NewServeMux()
	mux.Handle("GET /{$}", page)
	mux.Handle("GET /page.css", page)
	mux.Handle("GET /page.js", page)
	mux.Handle("/_fake/", sameOrigin(engine))
	mux.Handle("/", account.Handler())
	return mux
}

// sameOrigin keeps pages of other sites, open in a browser on this machine, from driving the fake. Programs and the
// fake's own page pass.
func sameOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, `{"error":"a page of another site may not drive this server"}`) // the caller may be gone
	}))
	return protection.Handler(next)
}

// Version is the module's version as it was built, or "devel".
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}
