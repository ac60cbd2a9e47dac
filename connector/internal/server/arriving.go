package server

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// arriving is the body of a request as it arrives. A sender that sends nothing is given up after a while, and at once when ctx
// ends. arrived must be called in the end: it leaves the connection, and what the engine uses again, to the next request.
func (s *Server) arriving(ctx context.Context, c *gin.Context) (body io.ReadCloser, arrived func()) {
	control, ended := http.NewResponseController(c.Writer), make(chan struct{})
	ending := context.AfterFunc(ctx, func() {
		defer close(ended)
		_ = control.SetReadDeadline(time.Unix(1, 0))
	})
	arrived = func() {
		if !ending() {
			<-ended
		}
	}
	return &arriving{ReadCloser: c.Request.Body, ctx: ctx, control: control, stall: s.stall}, arrived
}

type arriving struct {
	io.ReadCloser
	ctx     context.Context
	control *http.ResponseController
	stall   time.Duration
}

func (a *arriving) Read(p []byte) (int, error) {
	if a.ctx.Err() != nil {
		return 0, context.Cause(a.ctx)
	}
	_ = a.control.SetReadDeadline(time.Now().Add(a.stall))
	n, err := a.ReadCloser.Read(p)
	if err != nil { // net/http goes on reading, lest it miss that the sender is gone
		_ = a.control.SetReadDeadline(time.Time{})
	}
	return n, err
}
