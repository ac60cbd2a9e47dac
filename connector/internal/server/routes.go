// Package server answers Sesam: with records, with what has become of the entities that pipes send to HubSpot, with the health of
// the process, and with metrics.
package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// Handler returns the handler of every route of the connector.
func (s *Server) Handler() (handler http.Handler) {
	quietly(func() { handler = s.routes() })
	return handler
}

func (s *Server) routes() *gin.Engine {
	r := newEngine()
	r.Use(s.accessLog, s.recovery, s.giveUpOnStall, s.plainPath)
	r.NoRoute(s.drain, s.notFound)
	r.NoMethod(s.drain, s.notAllowed)

	// Load balancers and monitors like to ask with HEAD; net/http leaves out the body.
	getOrHead := []string{http.MethodGet, http.MethodHead}
	open := r.Group("/", s.drain)
	open.Match(getOrHead, "/", s.about)
	open.Match(getOrHead, healthPath, s.healthz)
	open.Match(getOrHead, readyPath, s.readyz)

	guarded := r.Group("/", s.drain, s.basicAuth)
	guarded.Match(getOrHead, "/metrics", gin.WrapH(s.opts.Metrics.Handler()))
	getOrPost := []string{http.MethodGet, http.MethodPost} // the tutorial's service answers both
	guarded.Match(getOrPost, anyReadPath, s.read(readParams, (*Server).records))
	guarded.Match(getOrPost, pairsPath, s.read(pairsParams, (*Server).pairs))
	guarded.Match(getOrPost, ownersPath, s.read(ownersParams, (*Server).owners))
	guarded.Match(getOrPost, pipelinesPath, s.read(pipelinesParams, (*Server).pipelines))

	// What is sent is read as a stream.
	writing := r.Group("/", s.mayWrite)
	writing.POST(anyPushPath, s.push(pushParams, (*Server).entities))
	writing.POST(pushLinksPath, s.push(pushLinksParams, (*Server).links))
	writing.POST(anyTransformPath, s.transform)
	return r
}

const (
	healthPath = "/healthz"
	readyPath  = "/readyz"

	pairsPath     = "/get_associations"
	ownersPath    = "/get_owners"
	pipelinesPath = "/get_pipelines"
)

// otherPaths are those at which other things than records are read.
var otherPaths = []string{pairsPath, ownersPath, pipelinesPath}

// anyReadPath is the path at which the records of an object type are read.
const anyReadPath = "/get_:" + objectParam

// The paths at which entities of an object type are written.
const (
	anyPushPath      = "/push_:" + objectParam
	pushLinksPath    = "/push_associations"
	anyTransformPath = "/transform_:" + objectParam
)

// objectParam is the part of the path that names the object type.
const objectParam = "object"

// readPath is the path at which the records of an object type are read: /get_contacts.
func readPath(object *hubspot.Object) string { return "/get_" + object.Name }

// readPaths are those of all standard types.
func readPaths() []string {
	paths := make([]string, len(hubspot.Standard))
	for i, object := range hubspot.Standard {
		paths[i] = readPath(object)
	}
	return paths
}
