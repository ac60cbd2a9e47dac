package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// New returns HubSpot's API as a handler.
func New(config Config) http.Handler {
	if config.MaxURL == 0 {
		config.MaxURL = defaultMaxURL
	}
	s := &server{Config: config}
	engine := s.router()
	s.routes = routesOf(engine)
	return HeadAsGet(engine)
}

// router returns HubSpot's routes.
func (s *server) router() *gin.Engine {
	engine := gin.New()
	engine.UseRawPath = true
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false
	if err := engine.SetTrustedProxies(nil); err != nil {
		panic("api: setting trusted proxies: " + err.Error()) // it has no reason to
	}
	engine.NoRoute(s.serve(func(c *gin.Context) error { return s.nothing(c) }))
	engine.NoMethod(s.serve(s.noMethod))
	engine.Use(s.guard)

	s.objects(engine.Group("/crm/v3/objects/:type"))
	s.objects(engine.Group("/crm/v4/objects/:type"))
	s.objects(engine.Group("/crm/objects/v3/:type"))
	s.objects(engine.Group("/crm/objects/:version/:type", s.dated))
	s.properties(engine.Group("/crm/v3/properties/:type"))
	s.properties(engine.Group("/crm/properties/:version/:type", s.dated))
	s.validations(engine.Group("/crm/v3/property-validations/:type"))
	s.validations(engine.Group("/crm/property-validations/:version/:type", s.dated))
	s.schemas(engine.Group("/crm/v3/schemas"))
	s.schemas(engine.Group("/crm-object-schemas/v3/schemas"))
	s.schemas(engine.Group("/crm-object-schemas/:version/schemas", s.dated))
	s.library(engine.Group("/crm/v3/object-library"))
	s.library(engine.Group("/crm/object-library"))
	s.library(engine.Group("/crm/object-library/:version", s.dated))
	s.pipelines(engine.Group("/crm/v3/pipelines/:type"))
	s.pipelines(engine.Group("/crm/pipelines/:version/:type", s.dated))
	s.owners(engine.Group("/crm/v3/owners"))
	s.owners(engine.Group("/crm/owners/:version", s.dated))
	s.associations(engine)
	s.account(engine.Group("/account-info/v3"))
	s.account(engine.Group("/account-info/:version", s.dated))
	s.oauthV1(engine.Group("/oauth/v1"))
	s.oauth(engine.Group("/oauth/v3"))
	s.oauth(engine.Group("/oauth/:version", s.dated))
	s.legacy(engine)
	return engine
}

// readSchemaScopes are those that allow reading what an object type is made of: properties and pipelines.
func readSchemaScopes(t object.Scopes) []string { return t.ReadSchema }

func (s *server) properties(g *gin.RouterGroup) {
	read := g.Group("", s.object, s.objectScope(readSchemaScopes))
	read.GET("", s.on(s.listProperties))
	read.GET("/:name", s.on(s.readProperty))
	read.POST("/batch/read", s.on(s.batchReadProperties))
	read.GET("/groups", s.on(s.listGroups))
	read.GET("/groups/:group", s.on(s.readGroup))

	write := g.Group("", s.object, s.objectScope(func(t object.Scopes) []string { return t.WriteSchema }))
	write.POST("", s.on(s.createProperty))
	write.PATCH("/:name", s.on(s.updateProperty))
	write.DELETE("/:name", s.on(s.archiveProperty))
	write.POST("/batch/create", s.on(s.batchCreateProperties))
	write.POST("/batch/archive", s.on(s.batchArchiveProperties))
	write.POST("/groups", s.on(s.createGroup))
	write.PATCH("/groups/:group", s.on(s.updateGroup))
	write.DELETE("/groups/:group", s.on(s.archiveGroup))
}

func (s *server) pipelines(g *gin.RouterGroup) {
	read := g.Group("", s.object, s.objectScope(readSchemaScopes))
	read.GET("", s.on(s.listPipelines))
	read.GET("/:pipeline", s.on(s.readPipeline))
	read.GET("/:pipeline/audit", s.on(s.auditPipeline))
	read.GET("/:pipeline/stages", s.on(s.listStages))
	read.GET("/:pipeline/stages/:stage", s.on(s.readStage))
	read.GET("/:pipeline/stages/:stage/audit", s.on(s.auditStage))

	write := g.Group("", s.object, s.objectScope(func(t object.Scopes) []string { return t.WriteSchema }))
	write.POST("", s.on(s.createPipeline))
	write.PUT("/:pipeline", s.on(s.replacePipeline))
	write.PATCH("/:pipeline", s.on(s.updatePipeline))
	write.DELETE("/:pipeline", s.on(s.archivePipeline))
	write.POST("/:pipeline/stages", s.on(s.createStage))
	write.PUT("/:pipeline/stages/:stage", s.on(s.replaceStage))
	write.PATCH("/:pipeline/stages/:stage", s.on(s.updateStage))
	write.DELETE("/:pipeline/stages/:stage", s.on(s.archiveStage))
}

func (s *server) owners(g *gin.RouterGroup) {
	read := g.Group("", s.scope(ownersScope))
	read.GET("", s.serve(s.listOwners))
	read.GET("/:owner", s.serve(s.readOwner))
}

func (s *server) account(g *gin.RouterGroup) {
	account := g.Group("", s.scope(oauthScope))
	account.GET("/details", s.serve(s.accountDetails))
	account.GET("/api-usage/daily/private-apps", s.serve(s.dailyUsage))
}

// The calls for tokens need none.

func (s *server) oauthV1(g *gin.RouterGroup) {
	g.POST("/token", s.serve(s.newToken))
	g.GET("/access-tokens/:token", s.serve(s.readAccessToken))
	g.GET("/refresh-tokens/:token", s.serve(s.readRefreshToken))
	g.DELETE("/refresh-tokens/:token", s.serve(s.deleteRefreshToken))
}

func (s *server) oauth(g *gin.RouterGroup) {
	g.POST("/token", s.serve(s.newToken))
	g.POST("/token/introspect", s.serve(s.introspectToken))
	g.POST("/token/revoke", s.serve(s.revokeToken))
}

// objectKey is where the object type of the path is left for the endpoint.
const objectKey = "object"

// object lets only object types of the account through.
func (s *server) object(c *gin.Context) {
	o, known := s.Account(c.Request).Object(c.Param("type"))
	if !known {
		answer := refusal.UnknownObjectType(c.Param("type"))
		if object.Foreign(c.Param("type")) {
			answer = s.notServed(c, c.Request.URL.Path)
		}
		answer.Write(c.Writer)
		c.Abort()
		return
	}
	o.Settle()
	c.Set(objectKey, o)
}

// noMethod answers a method that a path does not have: as missing here where HubSpot has it. OPTIONS, which every path has,
// asks for the others.
func (s *server) noMethod(c *gin.Context) error {
	if shown, known := unserved(c.Request.URL.Path); known && c.Request.Method != http.MethodOptions {
		return s.notServed(c, shown)
	}
	methods := methodsOf(s.routes, c.Request.URL.EscapedPath())
	if methods == nil {
		return s.nothing(c)
	}
	answer := refusal.MethodNotAllowed(append(methods, http.MethodOptions)...)
	if c.Request.Method == http.MethodOptions {
		answer.Status = http.StatusOK
	}
	return answer
}
