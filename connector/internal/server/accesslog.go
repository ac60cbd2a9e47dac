package server

import (
	"log/slog"
	"slices"

	"github.com/gin-gonic/gin"
)

// levelOf is the level at which a request is logged. What is requested every few seconds must not fill the log, whatever
// the answer: readiness is a state, and metrics and runs tell more about it.
func levelOf(route string) slog.Level {
	if route == healthPath || route == readyPath {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// accessLog writes one line per request. Of the query it shows only known parameters, so that nothing secret gets into
// the log.
func (s *Server) accessLog(c *gin.Context) {
	start := s.opts.Clock.Now()
	cut := true // a panic skips the line after Next
	defer func() {
		attrs := []slog.Attr{
			slog.String("method", short(c.Request.Method)), slog.String("path", short(c.Request.URL.Path)),
			slog.Int("status", c.Writer.Status()), slog.Int("bytes", max(c.Writer.Size(), 0)),
			slog.Duration("took", s.opts.Clock.Now().Sub(start)), slog.Bool("cut", cut),
		}
		query := c.Request.URL.Query()
		for _, name := range shownParams {
			if query.Has(name) {
				attrs = append(attrs, slog.String(name, short(query.Get(name))))
			}
		}
		s.opts.Logger.LogAttrs(c.Request.Context(), levelOf(c.FullPath()), "request", attrs...)
	}()
	c.Next()
	cut = false
}

// shownParams are the parameters of all routes.
var shownParams = slices.Compact(slices.Sorted(slices.Values(slices.Concat(readParams, pairsParams, ownersParams, pipelinesParams, []string{matchParam}))))

func short(text string) string { return text[:min(len(text), 64)] }
