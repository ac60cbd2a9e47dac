package server

import (
	"context"
	"log/slog"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

// result is how a read by Sesam ended.
type result struct {
	of      subject
	params  params
	started bool          // some of the answer has been sent
	queued  time.Duration // before it began
	took    time.Duration
	err     error
}

// How a read ends.
const (
	outcomeComplete = "complete"
	outcomeLimited  = "limited" // the request wanted no more
	outcomeFailed   = "failed"  // with an error status
	outcomeCut      = "cut"     // after the first byte
)

// outcomes are all of them.
var outcomes = []string{outcomeComplete, outcomeLimited, outcomeFailed, outcomeCut}

func (r result) outcome() string {
	switch {
	case r.err != nil && r.started:
		return outcomeCut
	case r.err != nil:
		return outcomeFailed
	case r.params.limit > 0:
		return outcomeLimited
	default:
		return outcomeComplete
	}
}

// report writes the one log line that every run leaves and counts the run.
func (s *Server) report(ctx context.Context, r result) {
	sum := r.of.run.Summary()
	level := slog.LevelInfo
	attrs := append(r.of.attrs(), slog.String("outcome", r.outcome()),
		slog.Int("emitted", sum.Emitted), slog.Int("tombstones", sum.Tombstones),
		slog.Int("pages", sum.Pages), slog.Int("retries", sum.Retries),
		slog.Duration("waited", sum.Waited), slog.Duration("took", r.took),
	)
	if r.queued > 0 {
		attrs = append(attrs, slog.Duration("queued", r.queued))
	}
	if sum.Linked {
		attrs = append(attrs, slog.Int("links", sum.Links))
	}
	if !r.params.since.IsZero() {
		attrs = append(attrs, slog.String("since", sesam.FormatTime(r.params.since)))
	}
	if !sum.Horizon.IsZero() {
		attrs = append(attrs, slog.String("horizon", sesam.FormatTime(sum.Horizon)))
	}
	if r.of.undeleting && !r.of.run.Full() {
		attrs = append(attrs, slog.String("deletes", "none: HubSpot does not tell which "+r.of.name+" have gone"))
	}
	if sum.Archive != "" {
		attrs = append(attrs, slog.String("archive", string(sum.Archive)))
	}
	if sum.ArchiveAge > 0 {
		attrs = append(attrs, slog.Duration("archiveAge", sum.ArchiveAge))
	}
	if sum.Cursors > 1 {
		attrs = append(attrs, slog.Int("cursors", sum.Cursors))
	}
	if r.err != nil {
		level = slog.LevelError
		attrs = append(attrs, slog.String("error", r.err.Error()))
	}
	s.opts.Logger.LogAttrs(ctx, level, "run", attrs...)
	if sum.Ahead > 0 && r.err == nil {
		s.opts.Logger.LogAttrs(ctx, slog.LevelWarn, "the offset is ahead of HubSpot's clock; reset the pipe's offset, or changes may be missed until the next full run",
			slog.String("object", r.of.name), slog.String("since", sesam.FormatTime(r.params.since)), slog.Duration("ahead", sum.Ahead))
	}
	if sum.Doubt != "" {
		s.opts.Logger.LogAttrs(ctx, slog.LevelWarn, "audit", slog.String("object", r.of.name), slog.String("doubt", sum.Doubt))
	}
	s.opts.Metrics.ran(r.of.name, mode(r.of.run), r.outcome(), sum, r.took)
}
