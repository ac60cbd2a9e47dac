package api

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/connection"
)

// How large a body may be: one that is read as a whole, and one that is read while it is sent, entity by entity.
const (
	largestBody   = 64 << 20
	largestStream = 4 << 30
	// discarded is how much is read of what has been refused.
	discarded = 256 << 20
)

// limited limits the size of a request's body, and how long its client may be silent. What the answer leaves unread is
// discarded, unless the client waits to be asked for it.
func (a *api) limited(c *gin.Context) {
	if c.Request.ContentLength == 0 || c.Request.Body == nil {
		return
	}
	limit := a.largestBody
	if path := c.FullPath(); strings.HasPrefix(path, "/api/receivers/") || strings.Contains(path, "/proxy/") {
		limit = a.largestStream
	}
	if c.Request.ContentLength > limit {
		a.fail(c, &http.MaxBytesError{Limit: limit})
		c.Abort()
		return
	}
	body := connection.NewBody(c.Writer, c.Request, a.silence)
	c.Set(bodyKey, body)
	c.Request.Body = http.MaxBytesReader(c.Writer, body, limit)
	c.Next()
	if c.GetHeader("Expect") == "" {
		body.Discard(discarded)
	}
}

// bodyKey is where a request keeps its *connection.Body.
const bodyKey = "body"

// bodyOf reads a request's whole body.
func bodyOf(c *gin.Context) ([]byte, error) {
	body, err := io.ReadAll(c.Request.Body)
	if err != nil {
		return nil, unread(err)
	}
	return body, nil
}

// form reads a request's form. Without one, every field is empty.
func (a *api) form(c *gin.Context) bool {
	const inMemory = 32 << 20
	err := c.Request.ParseForm()
	if err == nil && strings.HasPrefix(c.ContentType(), "multipart/") {
		err = c.Request.ParseMultipartForm(inMemory)
	}
	if err != nil {
		a.fail(c, unread(err))
	}
	return err == nil
}

// unread is the error for a body that could not be read.
func unread(err error) error {
	if statusOf(err) != http.StatusInternalServerError {
		return err
	}
	return badRequest("reading the body: " + err.Error())
}

// bodyFault returns the status and the text for a body that is too large or does not come; 0 for any other error.
func bodyFault(err error) (status int, text string) {
	if large, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is larger than %d bytes, the limit for this request", large.Limit)
	}
	if errors.Is(err, multipart.ErrMessageTooLarge) {
		return http.StatusRequestEntityTooLarge, "the fields of the form are larger than what is read of a form"
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return http.StatusRequestTimeout, fmt.Sprintf("the body is not complete, and nothing more of it has come for %s", connection.Silence)
	}
	return 0, ""
}
