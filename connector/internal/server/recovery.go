package server

import (
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/gin-gonic/gin"
)

// recovery answers a panic with 500, or cuts an answer that has begun.
func (s *Server) recovery(c *gin.Context) {
	defer func() {
		fault := recover()
		if fault == nil {
			return
		}
		if err, ok := fault.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			cut()
		}
		s.opts.Logger.LogAttrs(c.Request.Context(), slog.LevelError, "panic",
			slog.Any("fault", fault), slog.String("stack", string(debug.Stack())))
		if c.Writer.Written() {
			cut()
		}
		s.fail(c, http.StatusInternalServerError, errors.New("internal error of the connector; see its log"))
	}()
	c.Next()
}
