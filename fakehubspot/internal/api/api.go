// Package api is the fake's version of HubSpot's API: the records of each object type, their search, their properties and the
// account, as HubSpot answers them. All routes are in routes.go; a file holds a resource. Endpoints get the object type
// from the path, and what differs between types from its object.Type.
package api

import (
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/cursor"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/oauth"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/search"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

// Config is what the API works with.
type Config struct {
	// Account returns the account that a request meets: there is another one after an import or a reset.
	Account func(*http.Request) *store.Account
	// Cursors returns the cursors that a request meets: there are others after a reset.
	Cursors func(*http.Request) *cursor.Book
	// Grants returns the grants of OAuth that a request meets: there are others after a reset.
	Grants func(*http.Request) *oauth.Book
	Now    func() time.Time
	Logger *slog.Logger
	// Quirks are the quirks of search that no source settles.
	Quirks search.Quirks
	// Writing is what no source settles about batches that write.
	Writing Writing
	// Rules are those of the account's administrators.
	Rules []Rule
	// PageLimit is the most records on a page of a list, whatever the caller asks for; 0 keeps HubSpot's limits.
	PageLimit int
	// AssociationPage is the most associated records on a page, whatever the caller asks for; 0 keeps HubSpot's limits.
	AssociationPage int
	// Tokens are those that callers may use.
	Tokens *token.Set
	// MaxURL is the length in bytes of the longest request target; 0 means 16,000.
	MaxURL int
	// Locked reports whether upserts have locked the records of an object type, and Upsert counts those that a call is about to
	// upsert and reports whether it may. Both name the type by its ID.
	Locked func(r *http.Request, object string) bool
	Upsert func(r *http.Request, object string, records int) bool
	// Usage returns the calls of the current day and the day's limit, for the account's usage report.
	Usage func() (used, limit int)
}

// defaultMaxURL is where HubSpot was seen to refuse a query as too long.
const defaultMaxURL = 16_000

// server answers HubSpot's calls.
type server struct {
	Config

	routes []route
}

// handler is an endpoint of the account; an error that it returns becomes HubSpot's answer for it.
type handler func(*gin.Context) error

// objectHandler is an endpoint of the object type in the path.
type objectHandler func(*gin.Context, *store.Store) error

// serve turns an endpoint into what gin calls.
func (s *server) serve(h handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := h(c); err != nil {
			s.refuse(c, err, nil)
		}
	}
}

// on turns an endpoint of an object type into what gin calls.
func (s *server) on(h objectHandler) gin.HandlerFunc {
	return func(c *gin.Context) {
		o, _ := c.MustGet(objectKey).(*store.Store)
		if err := h(c, o); err != nil {
			s.refuse(c, err, o.Type)
		}
	}
}

// refuse answers with an error.
func (s *server) refuse(c *gin.Context, err error, t *object.Type) {
	answer, known := refused(err, t)
	if !known {
		s.Logger.ErrorContext(c, "call failed", "path", loggable(c), "error", err)
		answer = refusal.InternalError()
	}
	answer.Write(c.Writer)
}

// loggable is the path of a call as it may be written down: one of OAuth's can hold a token.
func loggable(c *gin.Context) string {
	if open(c.Request.URL.Path) {
		return c.FullPath()
	}
	return c.Request.URL.Path
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
