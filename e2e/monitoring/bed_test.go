package monitoring

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// noon is when every test begins.
var noon = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// bed is a connector and its fake HubSpot, with one clock, which the test moves.
type bed struct {
	t      *testing.T
	hub    *fakehubspot.Server
	url    string
	client *http.Client
}

func newBed(t *testing.T, contacts int) *bed {
	t.Helper()
	hub := fakehubspot.Start(t, fakehubspot.Contacts(contacts), fakehubspot.Records("companies", 20), fakehubspot.Frozen(noon),
		fakehubspot.Plan(fakehubspot.PlanProfessional))
	settings := connector.DefaultConfig()
	settings.APIKey, settings.BaseURL, settings.Write = connector.Secret(hub.Token()), hub.URL()+"/crm/v3", connector.WriteOn
	settings.Parallel, settings.ArchiveInterval = 1, time.Hour
	c := connector.Start(t, settings, connector.WithClock(hubTime{hub}))
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &bed{t, hub, c.URL(), &http.Client{Transport: transport}}
}

// hubTime puts the connector on HubSpot's clock: waiting moves it.
type hubTime struct{ hub *fakehubspot.Server }

// Now implements connector.Clock.
func (h hubTime) Now() time.Time { return h.hub.Now() }

// After implements connector.Clock: the wait is over at once.
func (h hubTime) After(d time.Duration) <-chan time.Time {
	passed := make(chan time.Time, 1)
	passed <- h.hub.Advance(d)
	return passed
}

// get reads a path of the connector; whole is whether all of the answer has arrived.
func (b *bed) get(path string) (status int, body string, whole bool) {
	b.t.Helper()
	return b.ask(http.MethodGet, path, "")
}

func (b *bed) ask(method, path, body string) (status int, answer string, whole bool) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.url+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	return res.StatusCode, string(text), err == nil
}

// wants makes a request and fails the test if the answer has another status.
func (b *bed) wants(status int, method, path, body string) {
	b.t.Helper()
	if got, text, _ := b.ask(method, path, body); got != status {
		b.t.Fatalf("%s %s: %d, want %d: %.300s", method, path, got, status, text)
	}
}

// since is the path of a read of contacts that changed in the last hour.
func (b *bed) since() string {
	return "/get_contacts?since=" + b.hub.Now().Add(-time.Hour).UTC().Format("2006-01-02T15:04:05Z")
}

// fails makes HubSpot answer with a status.
func (b *bed) fails(fault fakehubspot.Fault) {
	b.t.Helper()
	fault.Kind = "status"
	if err := b.hub.AddFault(fault); err != nil {
		b.t.Fatal(err)
	}
}

// scrape returns what Prometheus would get.
func (b *bed) scrape() []sample {
	b.t.Helper()
	status, text, whole := b.get("/metrics")
	if status != http.StatusOK || !whole {
		b.t.Fatalf("/metrics: %d, whole: %v", status, whole)
	}
	return samplesOf(b.t, text)
}
