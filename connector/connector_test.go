package connector_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"go.uber.org/goleak"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const key = "pat-test-secret-4711"

// start runs a connector against up, on a clock that needs no waiting.
func start(t *testing.T, up http.RoundTripper, env map[string]string, opts ...connector.Option) *httptest.Server {
	t.Helper()
	cfg, err := connector.ConfigFromEnv(func(name string) (string, bool) {
		if name == "api-key" {
			return key, true
		}
		value, ok := env[name]
		return value, ok
	})
	if err != nil {
		t.Fatal(err)
	}
	opts = append([]connector.Option{connector.Transport(up), connector.WithClock(clocktest.New())}, opts...)
	c, err := connector.New(cfg, opts...)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(c.Handler())
	t.Cleanup(func() {
		c.Close()
		srv.Close()
	})
	return srv
}

type entity struct {
	ID      string `json:"_id"`
	Updated string `json:"_updated"`
	Deleted bool   `json:"_deleted"`
}

func get(t *testing.T, srv *httptest.Server, path string) (*http.Response, []entity) {
	t.Helper()
	resp, err := srv.Client().Get(srv.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var got []entity
	if resp.StatusCode == http.StatusOK {
		if err := json.NewDecoder(resp.Body).Decode(&got); err != nil {
			t.Fatal(err)
		}
	}
	return resp, got
}

func TestFullReadDeliversEveryPage(t *testing.T) {
	up := hubspottest.New()
	for id := range uint64(250) {
		up.Contacts = append(up.Contacts, hubspottest.Contact{ID: id + 1, Modified: hubspottest.At(9, 0, 0, int(id))})
	}
	srv := start(t, up, nil)
	resp, got := get(t, srv, "/get_contacts")
	if len(got) != 250 || got[249].ID != "250" || got[249].Updated != "2026-03-01T09:00:00.249Z" {
		t.Fatalf("got %d entities, last %+v", len(got), got[len(got)-1])
	}
	if ct := resp.Header.Get("Content-Type"); ct != "application/json" {
		t.Errorf("content type %q", ct)
	}
	for _, r := range up.Requests() {
		if r.Authorization != "Bearer "+key {
			t.Errorf("authorization %q", r.Authorization)
		}
	}
}
