// Package match holds the one way in which the control API says which requests it means, by method, path and token.
package match

import (
	"net/http"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

// Match selects requests. An empty field matches every request.
type Match struct {
	// Method is compared without regard to case.
	Method string `json:"method,omitempty"`
	// Path matches exactly, or as a prefix if it ends in *. A slash at the end means nothing.
	Path string `json:"path,omitempty"`
	// Nth makes a fault begin with the nth matching request, counted from 1; 0 means the first. Fits ignores it.
	Nth int `json:"nth,omitempty"`
	// Token is the bearer token of the request.
	Token string `json:"token,omitempty"`
}

// Fits reports whether the request has the method, path and token.
func (m Match) Fits(r *http.Request) bool {
	return Method(m.Method, r.Method) && Path(m.Path, r.URL.Path) && (m.Token == "" || m.Token == token.Of(r))
}

// Path reports whether path matches the pattern: an empty pattern matches every path, one that ends in * every path
// with that prefix, and any other only the path that is equal to it. A slash at the end of either means nothing, as in
// HubSpot's routes.
func Path(pattern, path string) bool {
	if pattern == "" {
		return true
	}
	if prefix, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(plain(path), prefix)
	}
	return plain(path) == plain(pattern)
}

// plain is a path without a slash at its end.
func plain(path string) string {
	if path == "/" {
		return path
	}
	return strings.TrimSuffix(path, "/")
}

// Method reports whether a request's method is the wanted one, without regard to case; an empty one matches all.
func Method(wanted, method string) bool {
	return wanted == "" || strings.EqualFold(wanted, method)
}
