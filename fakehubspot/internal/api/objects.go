package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// objectRoute is an operation on the records of an object type.
type objectRoute struct {
	method, path string
	operation    object.Operations
	answer       objectHandler
}

func (s *server) objectRoutes() []objectRoute {
	return []objectRoute{
		{http.MethodGet, "", object.List, s.list},
		{http.MethodPost, "", object.Create, s.create},
		{http.MethodGet, "/:id", object.Read, s.read},
		{http.MethodPatch, "/:id", object.Update, s.update},
		{http.MethodDelete, "/:id", object.Archive, s.archive},
		{http.MethodPost, "/search", object.Search, s.search},
		{http.MethodPost, "/batch/read", object.BatchRead, s.batchRead},
		{http.MethodPost, "/batch/create", object.BatchCreate, s.batchCreate},
		{http.MethodPost, "/batch/update", object.BatchUpdate, s.batchUpdate},
		{http.MethodPost, "/batch/upsert", object.BatchUpsert, s.batchUpsert},
		{http.MethodPost, "/batch/archive", object.BatchArchive, s.batchArchive},
		{http.MethodPost, "/merge", object.Merge, s.merge},
		{http.MethodPost, "/gdpr-delete", object.Erase, s.erase},
	}
}

// objects are the operations on records. Those that an object type does not have are answered as if they were not served.
func (s *server) objects(g *gin.RouterGroup) {
	routes := s.objectRoutes()
	for _, route := range routes {
		scopes, answer := func(t object.Scopes) []string { return t.Write }, s.unlocked(route.answer)
		if route.operation&object.ReadOnly != 0 {
			scopes, answer = func(t object.Scopes) []string { return t.Read }, route.answer
		}
		g.Handle(route.method, route.path, s.object, offered(route, routes), s.objectScope(scopes), s.on(answer))
	}
}

// unlocked is an endpoint that writes records, which upserts can have locked.
func (s *server) unlocked(h objectHandler) objectHandler {
	return func(c *gin.Context, o *store.Store) error {
		if s.Locked(c.Request, o.Type.TypeID) {
			return refusal.Locked()
		}
		return h(c, o)
	}
}

// offered lets operations through that the object type in the path has. A path that has other methods for it answers 405,
// one that has none is not there.
func offered(wanted objectRoute, routes []objectRoute) gin.HandlerFunc {
	return func(c *gin.Context) {
		o, _ := c.MustGet(objectKey).(*store.Store)
		if o.Type.Allows(wanted.operation, c.Param("version")) {
			return
		}
		var methods []string
		for _, route := range routes {
			if route.path == wanted.path && o.Type.Allows(route.operation, c.Param("version")) {
				methods = append(methods, route.method)
			}
		}
		answer := refusal.RouteNotFound(c.Request.URL.Path)
		if methods != nil {
			answer = refusal.MethodNotAllowed(append(methods, http.MethodOptions)...)
		}
		answer.Write(c.Writer)
		c.Abort()
	}
}
