// Package admin is your side of the fake, under /_fake: what a test, a person or
// the page does to the server that the vendor's API does not offer.
//
// Bodies are JSON. What is wrong with a request is answered as {"error": "…"}.
package admin

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/limit"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/scenario"
)

// Admin holds what your side works on.
type Admin struct {
	Hub     *hub.Hub
	Version string
	Faults  *fault.Set
	Limits  *limit.Limiter
	Journal *journal.Journal
	Stage   *scenario.Stage
}

// maxBody is how many bytes of a body are read where it is one object.
const maxBody = 1 << 20

// refuse answers what is wrong with a request.
func refuse(c *gin.Context, status int, err error) {
	c.JSON(status, gin.H{"error": err.Error()})
}

// text reads the body of a request as it is. When it reports false it has
// answered.
func text(c *gin.Context) ([]byte, bool) {
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, maxBody))
	if err != nil {
		refuse(c, http.StatusBadRequest, fmt.Errorf("the body cannot be read: %w", err))
		return nil, false
	}
	return body, true
}

// read reads the body of a request as one JSON object into value. Names that
// value does not have are an error. An empty body is an object without members.
// When it reports false it has answered.
func read(c *gin.Context, value any) bool {
	body, ok := text(c)
	if !ok {
		return false
	}
	if len(strings.TrimSpace(string(body))) == 0 {
		return true
	}
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(value)
	if err == nil {
		if _, more := decoder.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("there is more behind the object")
		}
	}
	if err != nil {
		refuse(c, http.StatusBadRequest, fmt.Errorf("the body wants one JSON object: %w", err))
		return false
	}
	return true
}

// onlyParameters answers a query with others than the allowed parameters: a
// misspelt filter would otherwise match everything. When it reports false it
// has answered.
func onlyParameters(c *gin.Context, allowed ...string) bool {
	for name := range c.Request.URL.Query() {
		if !slices.Contains(allowed, name) {
			refuse(c, http.StatusBadRequest, fmt.Errorf("parameter %q is unknown, want only %s", name, strings.Join(allowed, ", ")))
			return false
		}
	}
	return true
}
