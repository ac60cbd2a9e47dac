// Package admin is the control API, under /_fake: what a test, a person or the web page does to the server that
// HubSpot's own API does not offer.
//
// Bodies are JSON. Every error is answered as {"error": "…"}.
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

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
)

// control is the control API of one account.
type control struct {
	hub     *hub.Hub
	version string
}

// maxBody is the largest body in bytes that is read where a body is one object.
const maxBody = 1 << 20

// refuse answers an error.
func refuse(c *gin.Context, status int, err error) {
	c.JSON(status, gin.H{"error": err.Error()})
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
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, maxBody))
	if err != nil {
		refuse(c, http.StatusBadRequest, fmt.Errorf("reading the body: %w", err))
		return nil, false
	}
	return body, true
}

// read reads the body of a request as one JSON object into value. A member that value does not have is an error. An
// empty body counts as an object without members. If read returns false, it has answered.
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
			err = errors.New("unexpected data after the object")
		}
	}
	if err != nil {
		refuse(c, http.StatusBadRequest, fmt.Errorf("body must be one JSON object: %w", err))
		return false
	}
	return true
}

// onlyParameters refuses a query with other parameters than the allowed ones: a misspelt filter would otherwise match
// everything. If it returns false, it has answered.
func onlyParameters(c *gin.Context, allowed ...string) bool {
	for name := range c.Request.URL.Query() {
		if !slices.Contains(allowed, name) {
			refuse(c, http.StatusBadRequest, fmt.Errorf("parameter %q is unknown; use %s", name, strings.Join(allowed, ", ")))
			return false
		}
	}
	return true
}
