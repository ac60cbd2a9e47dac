package api

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// New returns the vendor's side as a handler.
func New(config Config) http.Handler {
	if config.MaxURL == 0 {
		config.MaxURL = defaultMaxURL
	}
	s := &server{config}
	engine := gin.New()
	engine.UseRawPath = true
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false
	if err := engine.SetTrustedProxies(nil); err != nil {
		panic("api: gin refused to trust no proxy: " + err.Error()) // it has no reason to
	}
	engine.NoRoute(s.serve(func(c *gin.Context) error { return refusal.RouteNotFound(c.Request.URL.Path) }))
	engine.NoMethod(s.serve(func(c *gin.Context) error { return refusal.MethodNotAllowed(allowed(c)...) }))
	engine.Use(s.guard)

	s.objects(engine.Group("/crm/v3/objects/:type"))
	s.objects(engine.Group("/crm/objects/:version/:type", s.dated))
	s.properties(engine.Group("/crm/v3/properties/:type"))
	s.properties(engine.Group("/crm/properties/:version/:type", s.dated))
	s.account(engine.Group("/account-info/v3"))
	s.account(engine.Group("/account-info/:version", s.dated))
	return engine
}

func (s *server) objects(g *gin.RouterGroup) {
	read := g.Group("", s.contacts, s.scope("crm.objects.contacts.read"))
	read.GET("", s.serve(s.list))
	read.GET("/:id", s.serve(s.read))
	read.POST("/search", s.serve(s.search))
	read.POST("/batch/read", s.serve(s.batchRead))

	write := g.Group("", s.contacts, s.scope("crm.objects.contacts.write"))
	write.POST("", s.serve(s.create))
	write.PATCH("/:id", s.serve(s.update))
	write.DELETE("/:id", s.serve(s.archive))
	write.POST("/batch/create", s.serve(s.batchCreate))
	write.POST("/batch/update", s.serve(s.batchUpdate))
	write.POST("/batch/upsert", s.serve(s.batchUpsert))
	write.POST("/batch/archive", s.serve(s.batchArchive))
	write.POST("/merge", s.serve(s.merge))
	write.POST("/gdpr-delete", s.serve(s.erase))
}

func (s *server) properties(g *gin.RouterGroup) {
	read := g.Group("", s.contacts, s.scope("crm.schemas.contacts.read", "crm.objects.contacts.read"))
	read.GET("", s.serve(s.listProperties))
	read.GET("/:name", s.serve(s.readProperty))
	read.POST("/batch/read", s.serve(s.batchReadProperties))
	read.GET("/groups", s.serve(s.listGroups))
	read.GET("/groups/:group", s.serve(s.readGroup))

	write := g.Group("", s.contacts, s.scope("crm.schemas.contacts.write"))
	write.POST("", s.serve(s.createProperty))
	write.PATCH("/:name", s.serve(s.updateProperty))
	write.DELETE("/:name", s.serve(s.archiveProperty))
	write.POST("/batch/create", s.serve(s.batchCreateProperties))
	write.POST("/batch/archive", s.serve(s.batchArchiveProperties))
	write.POST("/groups", s.serve(s.createGroup))
	write.PATCH("/groups/:group", s.serve(s.updateGroup))
	write.DELETE("/groups/:group", s.serve(s.archiveGroup))
}

func (s *server) account(g *gin.RouterGroup) {
	account := g.Group("", s.scope("oauth"))
	account.GET("/details", s.serve(s.accountDetails))
	account.GET("/api-usage/daily/private-apps", s.serve(s.dailyUsage))
}

// contacts lets only the names of the contact object through.
func (s *server) contacts(c *gin.Context) {
	switch name := c.Param("type"); name {
	case "contacts", "contact", "0-1":
	default:
		refusal.UnknownObjectType(name).Write(c.Writer)
		c.Abort()
	}
}

// allowed is the list of methods that gin found for the path.
func allowed(c *gin.Context) []string {
	return append(strings.Split(c.Writer.Header().Get("Allow"), ", "), http.MethodOptions)
}
