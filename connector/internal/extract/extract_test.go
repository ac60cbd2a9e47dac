package extract_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/sesam"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var at = hubspottest.At

// client returns a client of up that needs no network and no waiting.
func client(up http.RoundTripper) *hubspot.Client { return hubspot.New(clientOptions(up)) }

func clientOptions(up http.RoundTripper) hubspot.Options {
	return hubspot.Options{
		Root: &url.URL{Scheme: "http", Host: "hubspot.test", Path: "/crm"}, Version: "v3", Key: "key",
		Transport: up, Clock: clocktest.New(), Chance: func() float64 { return 0.5 }, Logger: slog.New(slog.DiscardHandler),
		SearchRate: 4, RateShare: 0.9, RetryFor: time.Minute, PageMemory: 48 << 20,
	}
}

// options returns the defaults of the connector.
func options() extract.Options {
	return extract.Options{
		Settle: 5 * time.Minute, Tombstones: true,
		Cursors: extract.NewCursors(slog.New(slog.DiscardHandler)), Parallel: 16, Clock: clocktest.New(),
		Known: extract.NewKnown(clocktest.New(), slog.New(slog.DiscardHandler)), Offsets: new(extract.Offsets), Archives: new(extract.Archives),
	}
}

// read returns the entities of a run as "id@updated", tombstones with a minus.
func read(up *hubspottest.Upstream, opts extract.Options, since time.Time) ([]string, extract.Summary, error) {
	run := extract.Start(client(up), opts, extract.Request{Object: hubspot.Contacts, Since: since})
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second) // broken code may never end
	defer cancel()
	var got []string
	for e, err := range run.Entities(ctx) {
		if err != nil {
			return got, run.Summary(), err
		}
		got = append(got, show(e))
	}
	return got, run.Summary(), nil
}

func show(e sesam.Entity) string {
	mark := ""
	if e.Deleted {
		mark = "-"
	}
	return fmt.Sprintf("%s%s@%s", mark, e.ID, e.Updated.UTC().Format("15:04:05.000"))
}

func want(t *testing.T, got []string, err error, list string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(got, " "); text != list {
		t.Errorf("got  %s\nwant %s", text, list)
	}
}

func wantError(t *testing.T, err error, part string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), part) {
		t.Errorf("error %v, want one with %q", err, part)
	}
}
