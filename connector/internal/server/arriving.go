package server

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// arriving is the body of a request as it arrives. A sender that sends nothing is given up after a while, one that is slow when
// another request needs its place, and both at once when ctx ends. arrived must be called in the end: it leaves the connection, and what the engine uses again, to the next request.
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
	return &arriving{ReadCloser: c.Request.Body, ctx: ctx, control: control, stall: s.stall, pace: &writerOf(c).body}, arrived
}

type arriving struct {
	io.ReadCloser
	ctx     context.Context
	control *http.ResponseController
	stall   time.Duration
	pace    *pace
}

func (a *arriving) Read(p []byte) (int, error) {
	_ = a.control.SetReadDeadline(time.Now().Add(a.stall))
	if err := a.pace.begin(); err != nil {
		_ = a.control.SetReadDeadline(time.Unix(1, 0)) // net/http does not wait for the rest either
		return 0, err
	}
	if a.ctx.Err() != nil { // that may just have taken back the deadline of its end
		_ = a.control.SetReadDeadline(time.Unix(1, 0))
		a.pace.end(0)
		return 0, context.Cause(a.ctx)
	}
	n, err := a.ReadCloser.Read(p)
	givenUp := a.pace.end(n)
	switch {
	case errors.Is(err, io.EOF): // net/http goes on reading, lest it miss that the sender is gone
		_ = a.control.SetReadDeadline(time.Time{})
	case err != nil && givenUp != nil: // net/http ends the context of a request that cannot be read
		err = givenUp
	case err != nil && a.ctx.Err() != nil:
		err = context.Cause(a.ctx) // and net/http does not wait for the rest
	}
	return n, err
}
