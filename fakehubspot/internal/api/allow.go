package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

// methods are those that routes can have, in the order in which Allow names them.
var methods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// route is a method and a pattern of paths, segment by segment.
type route struct {
	method   string
	segments []string
}

// routesOf returns the routes of a router. Its own answer to which methods a path has is not always right: it confuses the
// routes of one method with those of another where a name and a parameter stand at the same place.
func routesOf(engine *gin.Engine) []route {
	var all []route
	for _, one := range engine.Routes() {
		all = append(all, route{one.Method, segments(one.Path)})
	}
	return all
}

// methodsOf returns the methods that a path has; none if nothing serves it.
func methodsOf(routes []route, path string) []string {
	own := segments(path)
	var found []string
	for _, method := range methods {
		if slices.ContainsFunc(routes, func(r route) bool { return r.method == method && r.matches(own) }) {
			found = append(found, method)
		}
	}
	return found
}

func (r route) matches(path []string) bool {
	if len(r.segments) != len(path) {
		return false
	}
	for i, want := range r.segments {
		if want != path[i] && (!strings.HasPrefix(want, ":") || path[i] == "") {
			return false
		}
	}
	return true
}
