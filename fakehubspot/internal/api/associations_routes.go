package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// ends are the two object types of a path about associations.
type ends struct{ from, to *store.Store }

// endsHandler is an endpoint of the associations between two object types.
type endsHandler func(*gin.Context, ends) error

// associations adds the routes of associations, those of v3 apart: the versions differ in what edition says.
func (s *server) associations(engine *gin.Engine) {
	s.associationsOfOne(engine.Group("/crm/v4/objects/:type/:id/associations"))
	s.associationsOfOne(engine.Group("/crm/objects/:version/:type/:id/associations", s.dated))
	for _, g := range []*gin.RouterGroup{
		engine.Group("/crm/v4/associations"), engine.Group("/crm/associations/v4"), engine.Group("/crm/associations/:version", s.dated),
	} {
		s.associationBatches(g.Group("/:type/:to/batch"))
		s.labels(g.Group("/:type/:to/labels"))
		s.configurations(g.Group("/definitions/configurations"))
	}
	s.associationsV3(engine)
}

func (s *server) associationsOfOne(g *gin.RouterGroup) {
	g.GET("/:to", s.ends(reading), s.between(s.listAssociations))
	g.PUT("/:to/:toId", s.ends(writing), s.between(s.associate))
	g.DELETE("/:to/:toId", s.ends(writing), s.between(s.disassociate))
	g.PUT("/default/:to/:toId", s.ends(writing), s.between(s.associateDefault))
}

func (s *server) associationBatches(g *gin.RouterGroup) {
	g.POST("/read", s.ends(reading), s.between(s.batchReadAssociations))
	write := g.Group("", s.ends(writing))
	write.POST("/create", s.between(s.batchAssociate))
	write.POST("/archive", s.between(s.batchDisassociate))
	write.POST("/labels/archive", s.between(s.batchRemoveTypes))
	write.POST("/associate/default", s.between(s.batchAssociateDefault))
}

func (s *server) labels(g *gin.RouterGroup) {
	g.GET("", s.ends(reading), s.between(s.listLabels))
	write := g.Group("", s.ends(writing))
	write.POST("", s.between(s.createLabel))
	write.PUT("", s.between(s.updateLabel))
	write.DELETE("/:label", s.between(s.deleteLabel))
}

func (s *server) configurations(g *gin.RouterGroup) {
	g.GET("/all", s.serve(s.listConfigurations))
	g.GET("/:type/:to", s.ends(reading), s.between(s.listConfigurationsBetween))
	write := g.Group("/:type/:to/batch", s.ends(writing))
	write.POST("/create", s.between(s.createConfigurations))
	write.POST("/update", s.between(s.updateConfigurations))
	write.POST("/purge", s.between(s.purgeConfigurations))
}

func (s *server) associationsV3(engine *gin.Engine) {
	for _, one := range []*gin.RouterGroup{
		engine.Group("/crm/v3/objects/:type/:id/associations/:to"), engine.Group("/crm/objects/v3/:type/:id/associations/:to"),
	} {
		one.GET("", s.ends(reading), s.between(s.listAssociationsV3))
		one.PUT("/:toId/:name", s.ends(writing), s.between(s.associateV3))
		one.DELETE("/:toId/:name", s.ends(writing), s.between(s.disassociateV3))
	}

	all := engine.Group("/crm/v3/associations/:type/:to")
	all.GET("/types", s.ends(reading), s.between(s.listTypesV3))
	all.POST("/batch/read", s.ends(reading), s.between(s.batchReadAssociationsV3))
	all.POST("/batch/create", s.ends(writing), s.between(s.batchAssociateV3))
	all.POST("/batch/archive", s.ends(writing), s.between(s.batchDisassociateV3))
}

func reading(scopes object.Scopes) []string { return scopes.Read }
func writing(scopes object.Scopes) []string { return scopes.Write }

// endsKey is where the two object types of the path are left for the endpoint.
const endsKey = "ends"

// ends lets only object types of the account through, and tokens with a scope for each of the two.
func (s *server) ends(anyOf func(object.Scopes) []string) gin.HandlerFunc {
	return func(c *gin.Context) {
		var both [2]*store.Store
		for i, name := range []string{c.Param("type"), c.Param("to")} {
			o, known := s.Account(c.Request).Object(name)
			if !known {
				refusal.UnknownObjectType(name).Write(c.Writer)
				c.Abort()
				return
			}
			both[i] = o
		}
		for _, o := range both {
			if requireScope(c, anyOf(o.Type.Scopes)); c.IsAborted() {
				return
			}
			o.Settle()
		}
		c.Set(endsKey, ends{both[0], both[1]})
	}
}

// between turns an endpoint of the associations between two object types into what gin calls.
func (s *server) between(h endsHandler) gin.HandlerFunc {
	return func(c *gin.Context) {
		pair, _ := c.MustGet(endsKey).(ends)
		if err := h(c, pair); err != nil {
			s.refuse(c, err, pair.from.Type)
		}
	}
}

// edition is what differs between the versions of the API for associations.
type edition struct {
	textIDs  bool // IDs are texts where others have numbers
	single   bool // the associations of one record can be listed
	created  int  // the status of a batch that associates records
	archived int  // the status of a batch that takes associations away
	mixed    int  // the status of a batch with errors
}

// editionOf returns what the version in the path answers. 2026-09 describes 200 alone where the others have more.
// All describe IDs as texts; version 4 and 2026-03 were seen to send numbers.
func editionOf(c *gin.Context) edition {
	switch c.Param("version") {
	case "":
		return edition{single: true, created: http.StatusCreated, archived: http.StatusNoContent, mixed: http.StatusMultiStatus}
	case "2026-09":
		return edition{textIDs: true, created: http.StatusOK, archived: http.StatusOK, mixed: http.StatusOK}
	default:
		return edition{
			textIDs: c.Param("version") == "2026-09-beta",
			single:  true, created: http.StatusCreated, archived: http.StatusOK, mixed: http.StatusMultiStatus,
		}
	}
}
