package server

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/gin-gonic/gin"
)

// accessLog writes a line a request. Of the query only what we understand is
// shown, so that nothing secret ever gets into it.
func (s *Server) accessLog(c *gin.Context) {
	start := s.opts.Clock.Now()
	cut := true // a panic passes by the lines after Next
	defer func() {
		attrs := []slog.Attr{
			slog.String("method", c.Request.Method), slog.String("path", short(c.Request.URL.Path)),
			slog.Int("status", c.Writer.Status()), slog.Int("bytes", max(c.Writer.Size(), 0)),
			slog.Duration("took", s.opts.Clock.Now().Sub(start)), slog.Bool("cut", cut),
		}
		query := c.Request.URL.Query()
		for _, name := range []string{"since", "limit"} {
			if query.Has(name) {
				attrs = append(attrs, slog.String(name, short(query.Get(name))))
			}
		}
		level := slog.LevelInfo
		if strings.HasSuffix(c.FullPath(), "z") { // healthz and readyz come every few seconds
			level = slog.LevelDebug
		}
		s.opts.Logger.LogAttrs(c.Request.Context(), level, "request", attrs...)
	}()
	c.Next()
	cut = false
}

func short(text string) string { return text[:min(len(text), 64)] }

// recovery answers a panic with 500, or cuts an answer that has begun.
func (s *Server) recovery(c *gin.Context) {
	defer func() {
		fault := recover()
		if fault == nil {
			return
		}
		if err, ok := fault.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(http.ErrAbortHandler)
		}
		s.opts.Logger.LogAttrs(c.Request.Context(), slog.LevelError, "panic",
			slog.Any("fault", fault), slog.String("stack", string(debug.Stack())))
		if c.Writer.Written() {
			panic(http.ErrAbortHandler)
		}
		s.fail(c, http.StatusInternalServerError, errors.New("a fault in the connector; its log tells more"))
	}()
	c.Next()
}

// basicAuth asks for user name and password where they are configured. What
// is compared is a hash, so that time tells nothing, not even a length.
func (s *Server) basicAuth(c *gin.Context) {
	if s.opts.Username == "" {
		return
	}
	user, password, _ := c.Request.BasicAuth()
	// Both are compared in any case: which of them was wrong is nobody's business.
	if same(user, s.opts.Username)&same(password, s.opts.Password) == 0 {
		c.Header("WWW-Authenticate", `Basic realm="connector"`)
		s.fail(c, http.StatusUnauthorized, errors.New("user name and password are asked for here"))
	}
}

// same is 1 for equal texts, else 0.
func same(a, b string) int {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:])
}
