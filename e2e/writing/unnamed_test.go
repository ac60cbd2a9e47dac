package writing

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// nameless takes from the errors of a partial answer to a write what they are about.
type nameless struct{ http.RoundTripper }

var contextOfError = regexp.MustCompile(`"context":\{[^}]*\}`)

func (n nameless) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := n.RoundTripper.RoundTrip(r)
	if err != nil || response.StatusCode != http.StatusMultiStatus || strings.HasSuffix(r.URL.Path, "/read") {
		return response, err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	text = contextOfError.ReplaceAll(text, []byte(`"context":{}`))
	response.Body, response.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	response.Header.Del("Content-Length")
	return response, nil
}

// A partial answer may not say what its errors are about. What it leaves open is asked for in ever smaller parts, until an answer
// can be about one entity only.
func TestErrorsThatNameNothing(t *testing.T) {
	const persons, bad = 90, 7
	hub := fakehubspot.Start(t, fakehubspot.Token(key), fakehubspot.Frozen(epoch))
	cfg := connector.DefaultConfig()
	cfg.APIKey, cfg.BaseURL, cfg.Write = connector.Secret(key), hub.URL()+"/crm/v3", connector.WriteOn
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	c := connector.Start(t, cfg, connector.WithClock(hubTime{hub}), connector.Seed(1), connector.Transport(nameless{transport}),
		connector.Logger(slog.New(slog.DiscardHandler)))
	b := &bed{t: t, hub: hub, url: c.URL()}
	body := people(persons, `"firstname":"A"`)
	for i := range bad {
		body = strings.Replace(body, fmt.Sprintf("p%d@example.com", i), fmt.Sprintf("no address %d", i), 1)
	}
	a := b.push("contacts", body)
	if told := a.failure(t); a.status != http.StatusBadRequest || told.Failed != bad {
		t.Errorf("%d %s, want 400 and %d refused", a.status, a.body, bad)
	}
	if n := len(hub.Contacts()); n != persons-bad {
		t.Errorf("HubSpot has %d contacts, want %d", n, persons-bad)
	}
	if n := len(b.writes()); n > 1+4+bad+bad {
		t.Errorf("%d calls that write", n)
	}
}
