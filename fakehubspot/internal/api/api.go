// Package api is the vendor's side of the fake: contacts, their search, their properties and the account, as HubSpot
// answers them. All routes stand in routes.go, a file holds a resource.
package api

import (
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/search"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

// Config is what the vendor's side stands on.
type Config struct {
	Store  *store.Store
	Schema *schema.Schema
	Index  *index.Index
	Now    func() time.Time
	Logger *slog.Logger
	// Search are the habits of search that no source settles; the page limit of a list is among them.
	Search search.Habits
	// Tokens are the ones that callers may use.
	Tokens *token.Set
	// MaxURL is the longest request line's target in bytes; 0 means 16,000.
	MaxURL int
	// Usage tells the calls of the current day and the day's limit, for the account's usage report.
	Usage func() (used, limit int)
}

// defaultMaxURL is where HubSpot was seen to refuse a query as too long.
const defaultMaxURL = 16_000

// server answers the vendor's calls.
type server struct {
	Config
}

// handler is an endpoint; a refusal that it returns becomes the answer.
type handler func(*gin.Context) error

// serve turns an endpoint into what gin calls.
func (s *server) serve(h handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		err := h(c)
		if err == nil {
			return
		}
		var refused refusal.Refusal
		if !errors.As(err, &refused) {
			s.Logger.ErrorContext(c, "call failed", "path", c.Request.URL.Path, "error", err)
			refused = refusal.InternalError()
		}
		refused.Write(c.Writer)
	}
}

// send answers with JSON.
func send(c *gin.Context, status int, body []byte) {
	header := c.Writer.Header()
	header.Set("Content-Type", refusal.JSON)
	header.Set("Content-Length", strconv.Itoa(len(body)))
	c.Writer.WriteHeader(status)
	_, _ = c.Writer.Write(body) // the caller may be gone; nobody is left to tell
}

// sendNothing answers 204.
func sendNothing(c *gin.Context) {
	c.Writer.WriteHeader(http.StatusNoContent)
	c.Writer.WriteHeaderNow()
}
