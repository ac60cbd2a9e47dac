package server

import (
	"log/slog"

	"github.com/gin-gonic/gin"
)

// quietKey marks a request that is logged at level debug.
const quietKey = "quiet"

// quiet marks a route that is requested every few seconds, so that it does not fill the log. routes.go says which routes
// are quiet.
func quiet(c *gin.Context) { c.Set(quietKey, true) }

// accessLog writes one line per request. Of the query it shows only known parameters, so that nothing secret gets into
// the log.
func (s *Server) accessLog(c *gin.Context) {
	start := s.opts.Clock.Now()
	cut := true // a panic skips the line after Next
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
		if c.GetBool(quietKey) {
			level = slog.LevelDebug
		}
		s.opts.Logger.LogAttrs(c.Request.Context(), level, "request", attrs...)
	}()
	c.Next()
	cut = false
}

func short(text string) string { return text[:min(len(text), 64)] }
