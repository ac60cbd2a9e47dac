// Package ui is the page for people: what is in the account, what the clock
// says, which faults and limits hold, and who called.
//
// The page is made here, whole, from one snapshot; its buttons call /_fake and
// then fetch the page again. It has no state of its own.
package ui

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"strconv"
)

//go:embed assets
var assets embed.FS

var page = template.Must(template.New("page.html").Funcs(functions).ParseFS(assets, "assets/page.html"))

// New returns the handler of the page: /, /page.css and /page.js.
func New(source Source) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		var html bytes.Buffer
		if err := page.Execute(&html, source.snapshot(r.URL.Query().Get("find"))); err != nil {
			http.Error(w, "the page could not be made: "+err.Error(), http.StatusInternalServerError)
			return
		}
		header := w.Header()
		// Values of contacts come from anywhere: even if one got past the template's
		// escaping, the browser would run nothing but page.js.
		header.Set("Content-Security-Policy",
			"default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'")
		send(w, "text/html; charset=utf-8", html.Bytes())
	})
	mux.HandleFunc("GET /page.css", asset("page.css", "text/css; charset=utf-8"))
	mux.HandleFunc("GET /page.js", asset("page.js", "text/javascript; charset=utf-8"))
	return mux
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
