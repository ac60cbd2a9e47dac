// Package ui is the node's pages for people: its pipes and datasets, a pipe's runs, a dataset's entities.
package ui

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

//go:embed templates/*.html
var templates embed.FS

//go:embed style.css
var style []byte

//go:embed live.js
var script []byte

// pages renders the pages of one node.
type pages struct {
	node  *node.Node
	views map[string]*template.Template
}

// Mount puts the pages under /. A node that asks for a token shows none: a browser has no token to send.
func Mount(engine *gin.Engine, n *node.Node, token bool) {
	if token {
		engine.GET("/", func(c *gin.Context) {
			c.String(http.StatusUnauthorized, "This node asks for a token; its API is under /api.\n")
		})
		return
	}
	p := &pages{node: n, views: map[string]*template.Template{}}
	for _, name := range []string{"node", "pipe", "dataset", "missing"} {
		p.views[name] = template.Must(template.New("layout.html").Funcs(functions).
			ParseFS(templates, "templates/layout.html", "templates/"+name+".html"))
	}
	engine.GET("/", p.overview)
	engine.GET("/pipes/:id", p.pipe)
	engine.GET("/datasets/:id", p.dataset)
	engine.GET("/style.css", func(c *gin.Context) { c.Data(http.StatusOK, "text/css; charset=utf-8", style) })
	engine.GET("/live.js", func(c *gin.Context) { c.Data(http.StatusOK, "text/javascript; charset=utf-8", script) })
}

// show renders a page whole before it is sent: an error in it is a 500, not half a page.
func (p *pages) show(c *gin.Context, status int, name string, data any) {
	var page bytes.Buffer
	if err := p.views[name].Execute(&page, data); err != nil {
		c.String(http.StatusInternalServerError, "the page cannot be shown: %s\n", p.node.Mask(err.Error()))
		return
	}
	c.Header("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'")
	c.Data(status, "text/html; charset=utf-8", page.Bytes())
}

func (p *pages) missing(c *gin.Context, what string) {
	p.show(c, http.StatusNotFound, "missing", gin.H{"Title": "not there", "Now": p.node.Now(), "What": what})
}
