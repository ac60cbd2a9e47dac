package server

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/hubspot-to-sesam/testbed/connector/internal/push"
)

// matchParam names the unique property by which records without an ID are found.
const matchParam = "match"

// The parameters of requests to write. Those of Sesam's push protocol are accepted and mean nothing: nothing is ever archived
// because a full run does not send it.
var (
	protocolParams  = []string{"sequence_id", "is_full", "request_id", "previous_request_id", "is_first", "is_last"}
	transformParams = []string{matchParam}
	pushParams      = append([]string{matchParam}, protocolParams...)
	pushLinksParams = append([]string{"from", "to"}, protocolParams...)
)

// writeParams are the query parameters of a request to write.
type writeParams struct {
	match    string // a unique property, "" for that of the object type
	from, to string // names of object types
}

// parseWriteParams reads the query of a request to write that takes parameters with these names.
func parseWriteParams(raw string, takes []string) (p writeParams, err error) {
	query, err := url.ParseQuery(raw)
	if err != nil {
		return p, errors.New("malformed query string; parameters must be percent-encoded and separated by &")
	}
	invalid := unknownParams(query, takes)
	for _, name := range []string{matchParam, "from", "to"} {
		if n := len(query[name]); n > 1 {
			invalid = append(invalid, fmt.Errorf("%s must be given only once, got %d of them", name, n))
		}
	}
	p = writeParams{match: query.Get(matchParam), from: query.Get("from"), to: query.Get("to")}
	if query.Has(matchParam) && p.match == "" {
		invalid = append(invalid, errors.New("match is empty; it names a unique property, such as match=customer_number"))
	}
	return p, errors.Join(invalid...)
}

// count counts what has become of an entity.
func (w *pushing) count(v push.Verdict, err error) {
	if err == nil {
		w.received++
		w.counts[v.Status]++
	}
}

// How a request to write ends, besides outcomeComplete and outcomeFailed.
const outcomeRefused = "refused" // entities or the request are at fault

// writeOutcomes are all of them.
var writeOutcomes = []string{outcomeComplete, outcomeRefused, outcomeFailed}

// report writes the one log line that every request to write leaves, and counts it.
func (w *pushing) report(status int, why string) {
	level, outcome := slog.LevelInfo, outcomeComplete
	stats, took := w.run.Stats(), w.server.opts.Clock.Now().Sub(w.start)
	attrs := append([]slog.Attr{slog.String("object", w.of.name), slog.Int("received", w.received)}, w.of.more...)
	for _, of := range push.Statuses {
		if n := w.counts[of]; n > 0 || of.Usual() {
			attrs = append(attrs, slog.Int(string(of), n))
		}
	}
	attrs = append(attrs, slog.Int("calls", stats.Calls), slog.Int("retries", stats.Retries), slog.Duration("waited", stats.Waited), slog.Duration("took", took))
	if w.queued > 0 {
		attrs = append(attrs, slog.Duration("queued", w.queued))
	}
	switch {
	case status >= http.StatusInternalServerError:
		level, outcome = slog.LevelError, outcomeFailed
	case status != http.StatusOK:
		level, outcome = slog.LevelWarn, outcomeRefused
	case w.counts[push.Refused]+w.counts[push.Conflict] > 0:
		level = slog.LevelWarn
	}
	attrs = append(attrs, slog.String("outcome", outcome))
	if why != "" {
		attrs = append(attrs, slog.String("error", why))
	}
	w.server.opts.Logger.LogAttrs(w.ctx, level, "push", attrs...)
	w.server.opts.Metrics.pushed(w.of.name, outcome, w.counts, took)
}
