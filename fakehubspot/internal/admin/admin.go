// Package admin is the control API, under /_fake: what a test, a person or the web page does to the server that
// HubSpot's own API does not offer.
//
// Bodies are JSON. Every error is answered as {"error": "…"}.
package admin

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/decode"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/tour"
)

// control is the control API of one account.
type control struct {
	hub     *hub.Hub
	tour    *tour.Tour
	version string
}

// maxBody is the largest body in bytes that is read where a body is one object.
const maxBody = 1 << 20

// refuse answers an error.
func refuse(c *gin.Context, status int, err error) {
	c.JSON(status, gin.H{"error": err.Error()})
}

// Unsaved answers a call whose changes cannot be kept.
func Unsaved(w http.ResponseWriter, err error) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(http.StatusInternalServerError)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": err.Error()}) // the caller may be gone
}

// fail answers an error with the status that its reason calls for.
func fail(c *gin.Context, err error) {
	status := http.StatusBadRequest
	switch hub.ReasonOf(err) {
	case hub.NotFound:
		status = http.StatusNotFound
	case hub.Taken:
		status = http.StatusConflict
	case hub.Invalid:
	}
	refuse(c, status, err)
}

// text reads the body of a request. If it returns false, it has answered.
func text(c *gin.Context) ([]byte, bool) {
	body, err := io.ReadAll(io.LimitReader(c.Request.Body, maxBody+1))
	switch {
	case err != nil:
		err = errors.New("body could not be read to its end")
	case len(body) > maxBody:
		err = errors.New("body must have at most 1 MiB")
	default:
		return body, true
	}
	c.Header("Connection", "close") // nobody reads the rest
	refuse(c, http.StatusBadRequest, err)
	return nil, false
}

// read reads the body of a request as one JSON object into value. An empty body counts as an object without members. If
// read returns false, it has answered.
func read(c *gin.Context, value any) bool {
	body, ok := text(c)
	if !ok {
		return false
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return true
	}
	if err := decode.Object(body, value); err != nil {
		refuse(c, http.StatusBadRequest, decode.Named("body", err))
		return false
	}
	return true
}

// noBody refuses a body where the route takes none: {"name": "f1"} sent to a route that removes all faults would go
// unnoticed. An empty object passes.
func noBody(c *gin.Context) {
	if !read(c, &struct{}{}) {
		c.Abort()
	}
}

// parameters refuses a query with other parameters than the allowed ones, or one of them twice: a misspelt filter would
// otherwise match everything.
func parameters(allowed ...string) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := checkQuery(c.Request.URL.RawQuery, allowed); err != nil {
			refuse(c, http.StatusBadRequest, err)
			c.Abort()
		}
	}
}

func checkQuery(query string, allowed []string) error {
	given, err := url.ParseQuery(query)
	if err != nil {
		return errors.New("query of the URL must be name=value pairs with & between them, other characters written as %20 is")
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		switch {
		case len(allowed) == 0:
			return fmt.Errorf("parameter %q is unknown; this route takes none", shorten(name))
		case !slices.Contains(allowed, name):
			return fmt.Errorf("parameter %q is unknown; use %s", shorten(name), strings.Join(allowed, ", "))
		case len(given[name]) > 1:
			return fmt.Errorf("parameter %q is given %d times; give it once", name, len(given[name]))
		}
	}
	return nil
}

// shorten cuts what a caller sent to a length that fits into a sentence.
func shorten(text string) string {
	const most = 100
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
