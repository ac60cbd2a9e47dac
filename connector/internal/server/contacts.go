package server

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

const (
	// holdBack is how much of an answer is kept until it is sent, so that
	// trouble in a small answer is still reported as an error.
	holdBack = 256 << 10

	// progressEvery is the time between two log lines of a long run.
	progressEvery = 30 * time.Second
)

// contacts streams the contacts as one array. A failure before the first byte
// becomes an error status; after it the connection is cut with the array
// open, so that no reader takes a part for the whole.
func (s *Server) contacts(c *gin.Context) {
	q, err := parseQuestion(c.Request.URL.RawQuery)
	if err != nil {
		s.fail(c, http.StatusBadRequest, err)
		return
	}
	if !c.Request.ProtoAtLeast(1, 1) {
		s.fail(c, http.StatusHTTPVersionNotSupported, errOldHTTP)
		return
	}
	select {
	case s.reads <- struct{}{}:
		defer func() { <-s.reads }()
	default:
		s.fail(c, http.StatusServiceUnavailable, errCrowded)
		return
	}
	ctx, end := s.untilStop(c.Request.Context())
	defer end()

	c.Header("Content-Type", "application/json")
	run := extract.Start(s.opts.Client, s.opts.Extract, extract.Request{Since: q.since})
	array := sesam.NewArrayWriter(c.Writer, holdBack, q.limit == 0)
	start := s.opts.Clock.Now()
	err = s.copy(ctx, run, array, q)
	if err == nil {
		err = finish(c, array)
	}
	s.report(ctx, run, q, array, s.opts.Clock.Now().Sub(start), err)
	switch {
	case err == nil:
	case array.Started() || c.Request.Context().Err() != nil:
		panic(http.ErrAbortHandler)
	default:
		s.fail(c, statusOf(err), err)
	}
}

// copy writes the run's entities, at most q.limit of them.
func (s *Server) copy(ctx context.Context, run *extract.Run, array *sesam.ArrayWriter, q question) error {
	next := s.opts.Clock.Now().Add(progressEvery)
	for entity, err := range run.Entities(ctx) {
		if err != nil {
			return err
		}
		if err := array.Add(entity); err != nil {
			return err
		}
		if q.limit > 0 && array.Count() >= q.limit {
			break
		}
		if array.Count()%1000 == 0 && !s.opts.Clock.Now().Before(next) {
			next = s.opts.Clock.Now().Add(progressEvery)
			s.opts.Logger.LogAttrs(ctx, slog.LevelInfo, "reading", slog.String("mode", mode(run)), slog.Int("emitted", array.Count()))
		}
	}
	return nil
}

// finish closes the array. One that has been held back as a whole is sent with
// its length, so that a reader notices when some of it is lost on the way.
func finish(c *gin.Context, array *sesam.ArrayWriter) error {
	if !array.Started() {
		c.Header("Content-Length", strconv.Itoa(array.Rest()))
	}
	return array.Close()
}

// report writes the one line every run leaves behind.
func (s *Server) report(ctx context.Context, run *extract.Run, q question, array *sesam.ArrayWriter, took time.Duration, err error) {
	sum := run.Summary()
	level, outcome := slog.LevelInfo, "complete"
	switch {
	case err != nil && array.Started():
		level, outcome = slog.LevelError, "cut"
	case err != nil:
		level, outcome = slog.LevelError, "failed"
	case q.limit > 0:
		outcome = "limited"
	}
	attrs := []slog.Attr{
		slog.String("mode", mode(run)), slog.String("outcome", outcome),
		slog.Int("emitted", sum.Emitted), slog.Int("tombstones", sum.Tombstones),
		slog.Int("pages", sum.Pages), slog.Int("retries", sum.Retries),
		slog.Duration("waited", sum.Waited), slog.Duration("took", took),
	}
	if !q.since.IsZero() {
		attrs = append(attrs, slog.String("since", sesam.FormatTime(q.since)))
	}
	if !sum.Horizon.IsZero() {
		attrs = append(attrs, slog.String("horizon", sesam.FormatTime(sum.Horizon)))
	}
	if err != nil {
		attrs = append(attrs, slog.String("error", err.Error()))
	}
	s.opts.Logger.LogAttrs(ctx, level, "run", attrs...)
	if sum.Doubt != "" {
		s.opts.Logger.LogAttrs(ctx, slog.LevelWarn, "audit", slog.String("doubt", sum.Doubt))
	}
	s.opts.Metrics.ran(mode(run), outcome, sum, took)
}

func mode(run *extract.Run) string {
	if run.Full() {
		return "full"
	}
	return "since"
}
