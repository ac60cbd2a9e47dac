package server

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

const (
	// holdBack is how much of an answer is kept before any of it is sent, so that a failure in a small answer is still
	// reported as an error.
	holdBack = 256 << 10

	// progressEvery is the time between two log lines of a long run.
	progressEvery = 30 * time.Second
)

// read returns the handler of a route that takes parameters with these names. It streams what find finds as one array.
func (s *Server) read(takes []string, find func(*Server, context.Context, *gin.Context, params) (subject, error)) gin.HandlerFunc {
	return func(c *gin.Context) {
		p, err := parseParams(c.Request.URL.RawQuery, takes)
		if bodyAsks(c.ContentType(), c.GetString(bodyStart), takes) {
			err = errors.Join(err, errBody)
		}
		if err != nil {
			s.fail(c, http.StatusBadRequest, err)
			return
		}
		if !c.Request.ProtoAtLeast(1, 1) {
			s.fail(c, http.StatusHTTPVersionNotSupported, errOldHTTP)
			return
		}
		ctx, end := s.untilStop(context.WithValue(c.Request.Context(), placeKey{}, writerOf(c)))
		defer end()
		of, err := find(s, ctx, c, p)
		if err != nil {
			s.failOrCut(c, false, err)
			return
		}
		leave, queued, err := s.placed(ctx, writerOf(c), "read of "+of.place)
		if err != nil {
			s.failOrCut(c, false, err)
			return
		}
		defer leave()
		s.stream(ctx, c, of, p, queued)
	}
}

// stream answers with one run, which has waited for its turn that long.
func (s *Server) stream(ctx context.Context, c *gin.Context, of subject, p params, queued time.Duration) {
	c.Header("Content-Type", "application/json")
	array := sesam.NewArrayWriter(c.Writer, holdBack, p.limit == 0 && !of.timeless)
	start := s.opts.Clock.Now()
	err := s.copy(ctx, of, array, p)
	if err == nil {
		err = finish(c, array)
	}
	s.report(ctx, result{of, p, array.Started(), queued, s.opts.Clock.Now().Sub(start), err})
	if err != nil {
		s.failOrCut(c, array.Started(), err)
	}
}

// copy writes the entities of the run, at most p.limit of them.
func (s *Server) copy(ctx context.Context, of subject, array *sesam.ArrayWriter, p params) error {
	next := s.opts.Clock.Now().Add(progressEvery)
	for entity, err := range of.run.Entities(ctx) {
		if err != nil {
			return err
		}
		if err := array.Add(entity); err != nil {
			return err
		}
		if p.limit > 0 && array.Count() >= p.limit {
			break
		}
		if array.Count()%1000 == 0 && !s.opts.Clock.Now().Before(next) {
			next = s.opts.Clock.Now().Add(progressEvery)
			s.opts.Logger.LogAttrs(ctx, slog.LevelInfo, "reading", append(of.attrs(), slog.Int("emitted", array.Count()))...)
		}
	}
	return nil
}

// finish closes the array. One that has been held back as a whole is sent with its length, so that a reader notices if
// some of it is lost on the way.
func finish(c *gin.Context, array *sesam.ArrayWriter) error {
	if !array.Started() {
		c.Header("Content-Length", strconv.Itoa(array.Rest()))
	}
	return array.Close()
}

// The modes of a read, in logs and metrics.
const (
	modeFull  = "full"
	modeSince = "since"
)

func mode(run *extract.Run) string {
	if run.Full() {
		return modeFull
	}
	return modeSince
}
