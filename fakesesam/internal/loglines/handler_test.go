package loglines_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/loglines"
)

type hidden string

func (h hidden) LogValue() slog.Value { return slog.StringValue(string(h)) }

// Every record has the node's time, and no part of it has a secret.
func TestHandler(t *testing.T) {
	var out bytes.Buffer
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	mask := func(text string) string { return strings.ReplaceAll(text, "hush", "***") }
	log := slog.New(loglines.NewHandler(slog.NewTextHandler(&out, nil), func() time.Time { return now }, mask))
	log.With("with", "hush").WithGroup("g").Warn("hush is said", "text", "hush", "error", errors.New("no hush"), "list", []string{"a", "hush"},
		slog.Group("inner", "deep", "hush"), "value", hidden("hush"), "number", 7, "kept", []string{"a"})
	log.Debug("not shown")
	want := `time=2026-01-01T12:00:00.000Z level=WARN msg="*** is said" with=*** g.text=*** g.error="no ***" g.list="[a ***]" g.inner.deep=*** g.value=*** g.number=7 g.kept=[a]` + "\n"
	if got := out.String(); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}
