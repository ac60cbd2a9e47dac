package api

import (
	"crypto/subtle"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/origin"
)

// access logs one line per request: the path, but never the query or a header.
func access(log *slog.Logger, now func() time.Time) gin.HandlerFunc {
	return func(c *gin.Context) {
		begin := now()
		c.Next()
		log.DebugContext(c.Request.Context(), "request", "method", c.Request.Method, "path", c.Request.URL.Path,
			"status", c.Writer.Status(), "bytes", c.Writer.Size(), "took", now().Sub(begin))
	}
}

// isolated marks every answer: configuration, errors, entities and what systems answer may all contain markup.
func isolated(c *gin.Context) { origin.Isolate(c.Writer.Header()) }

// authorized rejects requests without the token; when the token is empty every request passes.
func authorized(token string) gin.HandlerFunc {
	return func(c *gin.Context) {
		if token == "" {
			return
		}
		kind, sent, _ := strings.Cut(c.GetHeader("Authorization"), " ")
		if !strings.EqualFold(kind, "bearer") || subtle.ConstantTimeCompare([]byte(strings.TrimSpace(sent)), []byte(token)) != 1 {
			c.AbortWithStatusJSON(http.StatusUnauthorized, gin.H{
				"detail": "a bearer token is required: Authorization: Bearer <token>", "status": http.StatusUnauthorized,
			})
		}
	}
}
