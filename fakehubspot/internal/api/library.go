package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

// library says which object types an account has switched on, of those that it must: all of them here. Whoever may read or
// write records of any type may ask.
func (s *server) library(g *gin.RouterGroup) {
	g.GET("/enablement", s.serve(s.enabledTypes))
	g.GET("/enablement/:type", s.serve(s.enabledType))
}

func (s *server) enabledTypes(c *gin.Context) error {
	enabled := map[string]bool{}
	for _, o := range s.Account(c.Request).Objects() {
		if o.Type.Library {
			enabled[o.Type.TypeID] = true
		}
	}
	return sendValue(c, http.StatusOK, map[string]any{"enablementByObjectTypeId": enabled})
}

// enabledType is about one object type: those that need no switch are on.
func (s *server) enabledType(c *gin.Context) error {
	if _, known := s.Account(c.Request).Object(c.Param("type")); !known {
		return refusal.UnknownObjectType(c.Param("type"))
	}
	return sendValue(c, http.StatusOK, map[string]bool{"enablement": true})
}
