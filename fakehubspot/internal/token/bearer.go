package token

import (
	"net/http"
	"strings"
)

// Of returns the bearer token of a request, or "" if it has none. The scheme may be written in any letter case.
func Of(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
