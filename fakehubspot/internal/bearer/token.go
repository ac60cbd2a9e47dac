// Package bearer reads the credential of a call.
package bearer

import (
	"net/http"
	"strings"
)

// Token is the bearer token of the request; "" where it has none. The scheme is understood in any letter case.
func Token(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
