package server

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"
)

// basicAuth requires the user name and password if they are configured. It compares hashes, so that the time it takes
// reveals nothing, not even a length.
func (s *Server) basicAuth(c *gin.Context) {
	if s.opts.Username == "" {
		return
	}
	user, password, _ := c.Request.BasicAuth()
	// Both are always compared: a client must not learn which of them is wrong.
	if same(user, s.opts.Username)&same(password, s.opts.Password) == 0 {
		c.Header("WWW-Authenticate", `Basic realm="connector"`)
		s.fail(c, http.StatusUnauthorized, errors.New("user name and password are required"))
	}
}

// same returns 1 for equal texts and 0 otherwise.
func same(a, b string) int {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:])
}
