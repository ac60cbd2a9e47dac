package connector_test

import (
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/logtest"
)

// A pipe whose offset is ahead of HubSpot's clock is told so: within an hour by a warning and a metric, beyond it by a
// failing run.
func TestAnOffsetAheadOfHubSpotsClockIsNoticed(t *testing.T) {
	log := new(logtest.Buffer)
	up := hubspottest.New(1)
	up.Records[0].Modified = hubspottest.At(11, 59, 0, 0)
	srv := start(t, up, nil, connector.Logger(slog.New(slog.NewJSONHandler(log, nil))))
	ahead := func() string {
		resp, err := srv.Client().Get(srv.URL + "/metrics")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = resp.Body.Close() }()
		text, _ := io.ReadAll(resp.Body)
		_, rest, _ := strings.Cut(string(text), "\nconnector_since_ahead_seconds{object=\"contacts\"} ")
		seconds, _, _ := strings.Cut(rest, "\n")
		return seconds
	}
	const message = "the offset is ahead of HubSpot's clock; reset the pipe's offset, or changes may be missed until the next full run"

	_, got := get(t, srv, "/get_contacts?since=2026-03-01T12:30:00Z")
	if len(got) != 1 || got[0].Updated != "2026-03-01T12:30:00.000Z" {
		t.Errorf("half an hour ahead: %+v", got)
	}
	if warned := lines(t, log.String(), message); len(warned) != 1 || warned[0]["level"] != "WARN" || warned[0]["ahead"] != 1800e9 || ahead() != "1800" {
		t.Errorf("half an hour ahead: %v, metric %s", warned, ahead())
	}

	resp, err := srv.Client().Get(srv.URL + "/get_contacts?since=2027-03-01T12:00:00Z")
	if err != nil {
		t.Fatal(err)
	}
	if said, _, _ := problem(t, resp); resp.StatusCode != http.StatusBadRequest || !strings.Contains(said, "365 days ahead") || ahead() != "3.1536e+07" {
		t.Errorf("a year ahead: %d %s, metric %s", resp.StatusCode, said, ahead())
	}

	get(t, srv, "/get_contacts?since=2026-03-01T11:00:00Z")
	if warned := lines(t, log.String(), message); len(warned) != 1 || ahead() != "0" {
		t.Errorf("afterwards: %v, metric %s", warned, ahead())
	}
}
