package server

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// failOrCut ends a read that has failed. Before the first byte the answer becomes an error status. After it, and if the
// reader is gone, the connection is cut: the array remains open, so that no reader takes a part for the whole.
func (s *Server) failOrCut(c *gin.Context, started bool, err error) {
	if started || c.Request.Context().Err() != nil {
		cut()
	}
	s.fail(c, statusOf(err), err)
}

// cut ends the handler and closes the connection without the final chunk of the answer. It does not return.
func cut() {
	panic(http.ErrAbortHandler)
}
