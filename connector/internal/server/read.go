package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

const (
	// holdBack is how much of an answer is kept before any of it is sent, so that a failure in a small answer is still
	// reported as an error.
	holdBack = 256 << 10

	// progressEvery is the time between two log lines of a long run.
	progressEvery = 30 * time.Second
)

// read streams the records of the object type in the path as one array.
func (s *Server) read(c *gin.Context) {
	p, err := parseParams(c.Request.URL.RawQuery)
	if bodyAsks(c.ContentType(), c.GetString(bodyStart)) {
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
	object, err := s.opts.Objects.Find(ctx, c.Param(objectParam))
	if err != nil {
		s.fail(c, statusOf(err), err)
		return
	}
	if object.Unsearchable && !p.since.IsZero() {
		s.fail(c, http.StatusBadRequest, unsearchableError(object))
		return
	}
	leave, err := s.opts.Places.take(ctx, writerOf(c), object.Name)
	if err != nil {
		s.fail(c, http.StatusServiceUnavailable, err)
		return
	}
	defer leave()
	s.stream(ctx, c, object, p)
}

// unsearchableError is the error of a read since an offset of records that only a full read can return.
func unsearchableError(object *hubspot.Object) error {
	return fmt.Errorf("since is not supported for %s, because HubSpot has no search for them; set supports_since to false in the pipe's source, which then reads all of them in every run", object.Name)
}

// stream answers with one run. What can only be read as a whole has no _updated, so that no offset can come from it.
func (s *Server) stream(ctx context.Context, c *gin.Context, object *hubspot.Object, p params) {
	c.Header("Content-Type", "application/json")
	run := extract.Start(s.opts.Client, s.opts.Extract, extract.Request{
		Object: object, Since: p.since, Single: p.limit > 0, Own: p.own, Properties: p.properties,
	})
	array := sesam.NewArrayWriter(c.Writer, holdBack, p.limit == 0 && !object.Unsearchable)
	start := s.opts.Clock.Now()
	err := s.copy(ctx, run, array, object, p)
	if err == nil {
		err = finish(c, array)
	}
	s.report(ctx, result{object, p, run, array.Started(), s.opts.Clock.Now().Sub(start), err})
	if err != nil {
		s.failOrCut(c, array.Started(), err)
	}
}

// copy writes the run's entities, at most p.limit of them.
func (s *Server) copy(ctx context.Context, run *extract.Run, array *sesam.ArrayWriter, object *hubspot.Object, p params) error {
	next := s.opts.Clock.Now().Add(progressEvery)
	for entity, err := range run.Entities(ctx) {
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
			s.opts.Logger.LogAttrs(ctx, slog.LevelInfo, "reading",
				slog.String("object", object.Name), slog.String("mode", mode(run)), slog.Int("emitted", array.Count()))
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
