// Package ui is the web pages: the records of the account, the requests that were made, and what the user controls.
//
// The server renders each page from one snapshot. The script in assets/look fetches a page again every second and morphs it
// into place; buttons and forms call the control API. The pages have no state of their own.
package ui

import (
	"bytes"
	"embed"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/origin"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/tour"
)

// Page is the web pages of one account.
type Page struct {
	Hub *hub.Hub
	// Tour is the guided tour; with nil, the pages have none.
	Tour *tour.Tour
	// Version is shown as the program's version.
	Version string
	// Real is the machine's clock, by which it is measured what a page costs; nil means time.Now.
	Real func() time.Time
}

func (p Page) real() func() time.Time {
	if p.Real == nil {
		return time.Now
	}
	return p.Real
}

// Routes adds the pages and their assets to a router. HubSpot's own API has no path that begins with /_ui.
func (p Page) Routes(router *http.ServeMux) {
	records := records{p, &slow{now: p.real()}}
	router.HandleFunc("GET /{$}", records.home)
	router.HandleFunc("GET /_ui/objects/{type}", records.list)
	router.HandleFunc("GET /_ui/objects/{type}/{id}", records.one)
	router.HandleFunc("GET /_ui/requests", p.requests)
	router.HandleFunc("GET /_ui/control", p.control)
	router.HandleFunc("GET /_ui/", p.missing)
	if p.Tour != nil {
		router.HandleFunc("GET /_ui/tour", p.tourPage)
		p.Tour.Routes(func(method, path string, handler http.HandlerFunc) { router.HandleFunc(method+" "+path, handler) })
	}
	router.HandleFunc("GET /_ui/assets/{file...}", asset)
}

//go:embed assets
var assets embed.FS

//go:embed templates
var templates embed.FS

// views are the templates of the pages by name. Each page is templates/layout.html with its own template as main; the parts of
// a large one are in a folder with its name, those of all in templates/parts.
var views = parse("records", "requests", "control", "tourpage", "missing")

func parse(names ...string) map[string]*template.Template {
	all := map[string]*template.Template{}
	for _, name := range names {
		page := template.Must(template.New("layout.html").Funcs(functions).ParseFS(templates,
			"templates/layout.html", "templates/parts/*.html", "templates/"+name+".html"))
		if parts, _ := fs.Glob(templates, "templates/"+name+"/*.html"); len(parts) > 0 {
			page = template.Must(page.ParseFS(templates, parts...))
		}
		all[name] = page
	}
	return all
}

// show renders a page completely before it is sent, so that an error in it is a 500 and not half a page. The page's name is
// that of its template.
func (p Page) show(w http.ResponseWriter, status int, name string, data any) {
	var html bytes.Buffer
	if err := views[name].Execute(&html, data); err != nil {
		http.Error(w, "rendering the page: "+err.Error(), http.StatusInternalServerError)
		return
	}
	send(w, status, "text/html; charset=utf-8", html.Bytes())
}

// missingPage says that there is no such page, or nothing of that name on it.
type missingPage struct {
	frame

	What string
}

func (p Page) missing(w http.ResponseWriter, r *http.Request) {
	p.show(w, http.StatusNotFound, "missing", missingPage{p.frame("missing", "Not found"), "There is no page at " + r.URL.Path + "."})
}

// contentTypes are those of the assets by the ends of their names.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
}

func asset(w http.ResponseWriter, r *http.Request) {
	content, err := fs.ReadFile(assets, "assets/"+r.PathValue("file"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	send(w, http.StatusOK, contentTypes[path.Ext(r.PathValue("file"))], content)
}

func send(w http.ResponseWriter, status int, contentType string, body []byte) {
	header := w.Header()
	// Values of records come from anywhere: even if one got past the template's escaping, the browser would run nothing but
	// the assets.
	origin.Page(header)
	header.Set("Content-Type", contentType)
	header.Set("Content-Length", strconv.Itoa(len(body)))
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body) //nolint:gosec // templates escape what they show, assets are compiled in; the browser may be gone
}
