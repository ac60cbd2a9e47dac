package api

import (
	"net/http"
	"strings"
)

// plain gives the routes each request in its plain form: a slash at the end of a path means nothing, and HEAD is GET, of
// whose answer net/http sends the headers alone. A redirect would not do: clients drop their token when they follow one.
func plain(routes http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		slash := len(r.URL.Path) > 1 && strings.HasSuffix(r.URL.EscapedPath(), "/")
		if !slash && r.Method != http.MethodHead {
			routes.ServeHTTP(w, r)
			return
		}
		same, target := *r, *r.URL
		same.URL = &target
		if slash {
			target.Path, target.RawPath = strings.TrimSuffix(target.Path, "/"), strings.TrimSuffix(target.RawPath, "/")
		}
		if r.Method == http.MethodHead {
			same.Method = http.MethodGet
		}
		routes.ServeHTTP(w, &same)
	})
}
