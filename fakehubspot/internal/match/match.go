// Package match holds the one way in which the control API says which requests it means, by method, path, operation and token.
package match

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/operation"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

// Match selects requests. An empty field matches every request.
type Match struct {
	// Method is compared without regard to case.
	Method string `json:"method,omitempty"`
	// Path matches exactly, or as a prefix if it ends in *. A slash at the end means nothing.
	Path string `json:"path,omitempty"`
	// Operation is one of operation.Names.
	Operation string `json:"operation,omitempty"`
	// Nth makes a fault begin with the nth matching request, counted from 1; 0 means the first. Fits ignores it.
	Nth int `json:"nth,omitempty"`
	// Token is the bearer token of the request.
	Token string `json:"token,omitempty"`
}

// Check reports a match that no request can fit.
func (m Match) Check() error {
	return errors.Join(CheckMethod("match.method", m.Method), CheckPath("match.path", m.Path), checkOperation(m.Operation))
}

func checkOperation(name string) error {
	if name == "" || slices.Contains(operation.Names(), name) {
		return nil
	}
	return fmt.Errorf("match.operation must be one of %s, got %q", strings.Join(operation.Names(), ", "), cut(name))
}

// CheckPath reports a pattern that no path fits. what names it in the error.
func CheckPath(what, pattern string) error {
	switch {
	case pattern == "" || pattern == "*":
		return nil
	case !strings.HasPrefix(pattern, "/"):
		return fmt.Errorf("%s must begin with /, as every path does, got %q", what, cut(pattern))
	case strings.Contains(strings.TrimSuffix(pattern, "*"), "*"):
		return fmt.Errorf("%s may have a * at its end only, got %q", what, cut(pattern))
	case strings.Contains(pattern, "?"):
		return fmt.Errorf("%s must not have a query, got %q", what, cut(pattern))
	}
	return nil
}

// CheckMethod reports what no request has for a method. what names it in the error.
func CheckMethod(what, method string) error {
	if strings.ContainsFunc(method, func(r rune) bool { return !strings.ContainsRune(tokenRunes, r) }) {
		return fmt.Errorf("%s must be a method such as GET, got %q", what, cut(method))
	}
	return nil
}

// tokenRunes are the characters that HTTP allows in a method.
const tokenRunes = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~"

// cut shortens what a caller sent to a length that fits into a sentence.
func cut(text string) string {
	const most = 100
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// Fits reports whether the request has the method, path, operation and token.
func (m Match) Fits(r *http.Request) bool {
	return Method(m.Method, r.Method) && Path(m.Path, r.URL.Path) &&
		operation.Fits(m.Operation, r.Method, r.URL.Path) && (m.Token == "" || m.Token == token.Of(r))
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
