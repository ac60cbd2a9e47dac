package server

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// Bounds of what is read of a request body, which no route uses.
const (
	drainMost   = 1 << 20
	drainWithin = 10 * time.Second
)

// bodyStart is the key under which a request keeps the start of its body, in which somebody may have written since.
const (
	bodyStart   = "start of the body"
	mostOfStart = 1 << 10
)

// drain reads and discards the request body, whatever the route. Only then does the server notice that the client is
// gone, and no client can hold a connection by a body that arrives byte by byte.
func (s *Server) drain(c *gin.Context) {
	err := s.discard(c)
	if err == nil {
		return
	}
	status := http.StatusBadRequest
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		status = http.StatusRequestEntityTooLarge
	}
	s.fail(c, status, fmt.Errorf("request body: %w", err))
}

// discard is drain, but leaves it to others to answer if the body is not read to its end.
func (s *Server) discard(c *gin.Context) error {
	if c.Request.Body == nil || c.Request.Body == http.NoBody {
		return nil
	}
	control := http.NewResponseController(c.Writer)
	_ = control.SetReadDeadline(time.Now().Add(s.drainWithin))
	body := http.MaxBytesReader(c.Writer, c.Request.Body, drainMost)
	start, err := io.ReadAll(io.LimitReader(body, mostOfStart))
	if err == nil {
		_, err = io.Copy(io.Discard, body)
	}
	if err == nil {
		c.Set(bodyStart, string(start))
		_ = control.SetReadDeadline(time.Time{})
		return nil
	}
	// The deadline remains: net/http would continue to read in order to save the connection.
	c.Header("Connection", "close")
	return err
}
