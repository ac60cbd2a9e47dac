// Package ui is the web page: what is in the account, what the clock shows, which faults and limits are in force, and
// who called.
//
// The server renders the whole page from one snapshot; its buttons call the control API and then fetch the page again.
// It has no state of its own.
package ui

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/origin"
)

//go:embed assets
var assets embed.FS

var page = template.Must(template.New("page.html").Funcs(functions).ParseFS(assets, "assets/page.html"))

// Page is the web page of one account.
type Page struct {
	Hub *hub.Hub
	// Version is shown as the program's version.
	Version string
}

// Routes adds the page and its assets to a router.
func (p Page) Routes(router *http.ServeMux) {
	router.HandleFunc("GET /{$}", p.html)
	router.HandleFunc("GET /page.css", asset("page.css", "text/css; charset=utf-8"))
	router.HandleFunc("GET /page.js", asset("page.js", "text/javascript; charset=utf-8"))
}

func (p Page) html(w http.ResponseWriter, r *http.Request) {
	var html bytes.Buffer
	if err := page.Execute(&html, p.snapshot(r.URL.Query().Get("find"))); err != nil {
		http.Error(w, "rendering the page: "+err.Error(), http.StatusInternalServerError)
		return
	}
	// Values of contacts come from anywhere: even if one got past the template's escaping, the browser would run
	// nothing but page.js.
	origin.Page(w.Header())
	send(w, "text/html; charset=utf-8", html.Bytes())
}

func asset(name, contentType string) http.HandlerFunc {
	content, err := assets.ReadFile("assets/" + name)
	if err != nil {
		panic("ui: " + err.Error()) // it is compiled in
	}
	return func(w http.ResponseWriter, _ *http.Request) { send(w, contentType, content) }
}

func send(w http.ResponseWriter, contentType string, body []byte) {
	header := w.Header()
	header.Set("Content-Type", contentType)
	header.Set("Content-Length", strconv.Itoa(len(body)))
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(body) // the browser may be gone
}
