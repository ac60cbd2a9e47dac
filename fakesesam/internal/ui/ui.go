// Package ui is the node's web pages: its pipes and datasets, the runs of a pipe, the entities of a dataset.
package ui

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/origin"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/runall"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed style.css
var style []byte

//go:embed live.js
var script []byte

// pages renders the web pages of one node.
type pages struct {
	node  *node.Node
	all   *runall.Runner
	views map[string]*template.Template
}

// Mount adds the web pages to an engine. A node that requires a token shows none, because a browser has no token to send.
func Mount(engine *gin.Engine, n *node.Node, all *runall.Runner, token bool) {
	if token {
		engine.GET("/", func(c *gin.Context) {
			c.String(http.StatusUnauthorized, "This node requires a token, so it has no web pages; its API is under /api.\n")
		})
		return
	}
	p := &pages{node: n, all: all, views: map[string]*template.Template{}}
	for _, name := range []string{"node", "pipe", "dataset", "missing"} {
		p.views[name] = template.Must(template.New("layout.html").Funcs(functions).
			ParseFS(templates, "templates/layout.html", "templates/"+name+".html"))
	}
	own := engine.Group("", func(c *gin.Context) { origin.Page(c.Writer.Header()) })
	own.GET("/", p.overview)
	own.GET("/pipes/:id", p.pipe)
	own.GET("/datasets/:id", p.dataset)
	own.GET("/style.css", func(c *gin.Context) { c.Data(http.StatusOK, "text/css; charset=utf-8", style) })
	own.GET("/live.js", func(c *gin.Context) { c.Data(http.StatusOK, "text/javascript; charset=utf-8", script) })
}

// show renders a page completely before it is sent, so that an error in it is a 500 and not half a page.
func (p *pages) show(c *gin.Context, status int, name string, data any) {
	var page bytes.Buffer
	if err := p.views[name].Execute(&page, data); err != nil {
		c.String(http.StatusInternalServerError, "the page cannot be shown: %s\n", p.node.Mask(err.Error()))
		return
	}
	c.Data(status, "text/html; charset=utf-8", page.Bytes())
}

func (p *pages) missing(c *gin.Context, what string) {
	p.show(c, http.StatusNotFound, "missing", gin.H{"Title": "not found", "Now": p.node.Now(), "What": p.node.Mask(what)})
}
