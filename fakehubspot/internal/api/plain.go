package api

import (
	"net/http"
	"strings"
)

// WithoutSlash leaves out a slash at the end of a path, which means nothing. A redirect would not do: clients drop their
// token when they follow one. It stands before all that looks at paths: faults and limits too.
func WithoutSlash(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.URL.Path) > 1 && strings.HasSuffix(r.URL.EscapedPath(), "/") {
			same, target := *r, *r.URL
			target.Path, target.RawPath = strings.TrimSuffix(target.Path, "/"), strings.TrimSuffix(target.RawPath, "/")
			same.URL, r = &target, &same
		}
		next.ServeHTTP(w, r)
	})
}

// HeadAsGet answers HEAD as GET; net/http sends the headers of the answer alone.
func HeadAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			same := *r
			same.Method, r = http.MethodGet, &same
		}
		next.ServeHTTP(w, r)
	})
}
