// Package ui is the node's web pages: its pipes and datasets, the runs of a pipe, the entities of a dataset.
package ui

import (
	"bytes"
	"embed"
	"html/template"
	"io/fs"
	"net/http"
	"path"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/origin"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/runall"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/tour"
)

//go:embed assets
var assets embed.FS

//go:embed templates
var templates embed.FS

// views are the templates of the pages by name. Each page is templates/layout.html with its own template as main; the parts of
// a large one are in a folder with its name, those of several in templates/parts.
var views = parse("node", "pipe", "datasets", "dataset", "entity", "systems", "system", "config", "tourpage", "missing")

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

// pages renders the web pages of one node.
type pages struct {
	node    *node.Node
	all     *runall.Runner
	tour    *tour.Tour
	version string
	leaves  leaves
	effort  int64 // what a leaf may cost; 0 for the default
}

// Mount adds the web pages to an engine; version is shown as the program's. With a nil tour they have none. A node that requires a
// token shows no pages, because a browser has no token to send.
func Mount(engine *gin.Engine, n *node.Node, all *runall.Runner, t *tour.Tour, version string, token bool) {
	if token {
		engine.GET("/", func(c *gin.Context) {
			c.String(http.StatusUnauthorized, "This node requires a token, so it has no web pages; its API is under /api.\n")
		})
		return
	}
	p := &pages{node: n, all: all, tour: t, version: version}
	own := engine.Group("", func(c *gin.Context) { origin.Page(c.Writer.Header()) })
	own.GET("/", p.overview)
	own.GET("/pipes/:id", p.pipe)
	own.GET("/datasets", p.datasets)
	own.GET("/datasets/:id", p.dataset)
	own.GET("/datasets/:id/entity", p.entity)
	own.GET("/systems", p.systems)
	own.GET("/systems/:id", p.system)
	own.GET("/config", p.configuration)
	own.GET("/config/text", p.configurationText)
	own.GET("/assets/*file", asset)
	if t != nil {
		own.GET("/tour", p.tourPage)
		mountTour(engine, t)
	}
}

// show renders a page completely before it is sent, so that an error in it is a 500 and not half a page. The page's name is
// that of its template.
func (p *pages) show(c *gin.Context, status int, name string, data any) {
	var page bytes.Buffer
	if err := views[name].Execute(&page, data); err != nil {
		c.String(http.StatusInternalServerError, "the page cannot be shown: %s\n", p.mask(err.Error()))
		return
	}
	c.Header("Cache-Control", "no-store")
	c.Data(status, "text/html; charset=utf-8", page.Bytes())
}

// missingPage says that the configuration has nothing of a name.
type missingPage struct {
	frame

	// Kind is "pipe" or "system", Name what it would be called, All the page that lists what there is.
	Kind, Name, All string
}

func (p *pages) missing(c *gin.Context, kind, all string) {
	p.show(c, http.StatusNotFound, "missing", missingPage{p.frame("missing", kind+"s", "No such "+kind), kind, p.mask(c.Param("id")), all})
}

// contentTypes are those of the assets by the ends of their names.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
}

func asset(c *gin.Context) {
	name := c.Param("file")
	content, err := fs.ReadFile(assets, "assets"+name)
	if err != nil {
		c.String(http.StatusNotFound, "there is no file %s\n", name)
		return
	}
	c.Header("Cache-Control", "no-store")
	c.Data(http.StatusOK, contentTypes[path.Ext(name)], content)
}
