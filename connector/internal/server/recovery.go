package server

import (
	"context"
	"errors"
	"fmt"
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
		s.logPanic(c.Request.Context(), fault, debug.Stack())
		if c.Writer.Written() {
			cut()
		}
		s.fail(c, http.StatusInternalServerError, errInternal)
	}()
	c.Next()
}

var errInternal = errors.New("internal error of the connector; see its log")

// logPanic logs what a library, too, may have panicked with: a request, say, and the key in its header.
func (s *Server) logPanic(ctx context.Context, fault any, stack []byte) {
	mask := s.opts.Client.Mask()
	s.opts.Logger.LogAttrs(ctx, slog.LevelError, "panic",
		slog.String("fault", mask.Lines(fmt.Sprint(fault)).String()), slog.String("stack", mask.Lines(string(stack)).String()))
}
