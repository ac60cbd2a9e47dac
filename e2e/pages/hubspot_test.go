package pages

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// caller calls a fake HubSpot while its web page is open.
type caller struct {
	t   *testing.T
	hub *fakehubspot.Server
}

func start(t *testing.T, opts ...fakehubspot.Option) caller {
	t.Helper()
	return caller{t, fakehubspot.Start(t, append([]fakehubspot.Option{fakehubspot.Frozen(noon)}, opts...)...)}
}

// call sends "METHOD /path body" and returns status and body.
func (c caller) call(request string) (status int, body string) {
	c.t.Helper()
	method, rest, _ := strings.Cut(request, " ")
	path, content, _ := strings.Cut(rest, " ")
	r := httptest.NewRequestWithContext(c.t.Context(), method, path, strings.NewReader(content))
	r.Header.Set("Authorization", "Bearer "+c.hub.Token())
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	c.hub.Handler().ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// reports checks that the control API's response contains a piece of text.
func (c caller) reports(resource, piece string) {
	c.t.Helper()
	if status, body := c.call("GET /_fake/" + resource); status != http.StatusOK || !strings.Contains(body, piece) {
		c.t.Errorf("/_fake/%s: %d %s, want %s", resource, status, body, piece)
	}
}
