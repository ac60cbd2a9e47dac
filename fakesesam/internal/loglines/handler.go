package loglines

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

// Handler passes records on with the node's time instead of the machine's, and without secrets.
type Handler struct {
	next slog.Handler
	now  func() time.Time
	mask func(string) string
}

// NewHandler returns a handler before another one.
func NewHandler(next slog.Handler, now func() time.Time, mask func(string) string) *Handler {
	return &Handler{next, now, mask}
}

// Enabled reports whether the next handler takes records of a level.
func (h *Handler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.next.Enabled(ctx, level)
}

// Handle passes on one record.
func (h *Handler) Handle(ctx context.Context, r slog.Record) error {
	out := slog.NewRecord(h.now(), r.Level, h.mask(r.Message), r.PC)
	r.Attrs(func(a slog.Attr) bool {
		out.AddAttrs(h.masked(a))
		return true
	})
	return h.next.Handle(ctx, out)
}

// WithAttrs returns a handler that adds attributes to each record.
func (h *Handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	masked := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		masked[i] = h.masked(a)
	}
	return &Handler{h.next.WithAttrs(masked), h.now, h.mask}
}

// WithGroup returns a handler that puts the attributes of each record into a group.
func (h *Handler) WithGroup(name string) slog.Handler {
	return &Handler{h.next.WithGroup(name), h.now, h.mask}
}

// masked returns an attribute without secrets. A value that is not text stays what it is, unless its text contains one.
func (h *Handler) masked(a slog.Attr) slog.Attr {
	value := a.Value.Resolve()
	if value.Kind() == slog.KindGroup {
		var inner []slog.Attr
		for _, each := range value.Group() {
			inner = append(inner, h.masked(each))
		}
		return slog.Attr{Key: a.Key, Value: slog.GroupValue(inner...)}
	}
	text := fmt.Sprint(value.Any())
	if shown := h.mask(text); shown != text {
		return slog.String(a.Key, shown)
	}
	return slog.Attr{Key: a.Key, Value: value}
}
