package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/push"
)

// pushing is one request to write.
type pushing struct {
	server   *Server
	ctx      context.Context
	stop     func() // ends ctx, and with it the run
	end      func()
	of       written
	run      writer
	queued   time.Duration // before start
	start    time.Time
	received int
	counts   map[push.Status]int
}

// writer is what writes the entities of a request.
type writer interface {
	Verdicts(context.Context) iter.Seq2[push.Verdict, error]
	Failure() error
	Stats() hubspot.Stats
}

// written is what a request writes.
type written struct {
	name  string // in the log and in metrics
	more  []slog.Attr
	start func(context.Context, io.Reader) (writer, error)
}

// beginWrite prepares to write what is sent. If that fails, it has answered.
func (s *Server) beginWrite(c *gin.Context, takes []string, find func(*Server, context.Context, *gin.Context, writeParams) (written, error)) (*pushing, bool) {
	p, err := parseWriteParams(c.Request.URL.RawQuery, takes)
	if err != nil {
		s.refuseBody(c, http.StatusBadRequest, err)
		return nil, false
	}
	if coding := c.Request.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		s.refuseBody(c, http.StatusUnsupportedMediaType, fmt.Errorf("the body is encoded as %.40q; send it without Content-Encoding", coding))
		return nil, false
	}
	if c.Request.ContentLength > largestBody {
		s.refuseBody(c, http.StatusRequestEntityTooLarge, fmt.Errorf("the body is larger than %d MiB; send fewer entities at a time", largestBody>>20))
		return nil, false
	}
	ctx, stop := s.untilStop(context.WithValue(c.Request.Context(), placeKey{}, writerOf(c)))
	w := &pushing{server: s, ctx: ctx, stop: stop, end: stop, start: s.opts.Clock.Now(), counts: map[push.Status]int{}}
	if w.of, err = find(s, ctx, c, p); err != nil {
		return nil, s.notBegun(c, w, err)
	}
	leave, queued, err := s.placed(ctx, writerOf(c), placeOfPush+w.of.name)
	if err != nil {
		return nil, s.notBegun(c, w, err)
	}
	w.queued, w.start = queued, s.opts.Clock.Now()
	body, arrived := s.arriving(ctx, c)
	w.end = func() {
		arrived()
		leave()
		stop()
	}
	if w.run, err = w.of.start(ctx, http.MaxBytesReader(c.Writer, body, largestBody)); err != nil {
		return nil, s.notBegun(c, w, err)
	}
	return w, true
}

// entities finds the object type in the path.
func (s *Server) entities(ctx context.Context, c *gin.Context, p writeParams) (written, error) {
	object, err := s.opts.Objects.Find(ctx, c.Param(objectParam))
	if err != nil {
		return written{}, err
	}
	return written{name: object.Name, start: func(ctx context.Context, body io.Reader) (writer, error) {
		run := push.Start(s.opts.Client, s.opts.Push, push.Request{Object: object, Match: p.match, Body: body})
		return run, run.CheckMatch(ctx)
	}}, nil
}

// links finds the object types that the parameters name.
func (s *Server) links(ctx context.Context, _ *gin.Context, p writeParams) (written, error) {
	from, err := s.named(ctx, "from", p.from)
	if err != nil {
		return written{}, err
	}
	to, err := s.named(ctx, "to", p.to)
	if err != nil {
		return written{}, err
	}
	return written{
		name: "associations", more: []slog.Attr{slog.String("from", from.Name), slog.String("to", to.Name)},
		start: func(_ context.Context, body io.Reader) (writer, error) {
			return push.StartLinks(s.opts.Client, push.LinkRequest{From: from, To: to, Body: body}), nil
		},
	}, nil
}

// notBegun answers a request of which nothing has been written, and returns false.
func (s *Server) notBegun(c *gin.Context, w *pushing, err error) bool {
	defer w.end()
	if c.Request.Context().Err() != nil {
		cut()
	}
	status := statusOfWrite(err)
	if status == http.StatusServiceUnavailable {
		c.Header("Retry-After", strconv.Itoa(retryAfter(err)))
	}
	if _, match := errors.AsType[*push.MatchError](err); match {
		status = http.StatusBadRequest
	}
	s.refuseBody(c, status, err)
	return false
}
