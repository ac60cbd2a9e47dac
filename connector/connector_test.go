package connector_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/logtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const key = "pat-test-secret-4711"

// start runs a connector against up, on a clock that needs no waiting. It checks in every test of the suite that the key
// gets nowhere but into the header.
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
	log := new(logtest.Buffer)
	opts = append([]connector.Option{
		connector.Transport(urlWatch{t, up, env["auth"] == "hapikey"}), connector.WithClock(clocktest.New()),
		connector.Logger(slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))),
	}, opts...)
	c, err := connector.New(cfg, opts...)
	if err != nil {
		t.Fatal(err)
	}
	answers := new(logtest.Buffer)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.Handler().ServeHTTP(answerWatch{w, answers}, r)
		_ = w.Header().Write(answers)
	}))
	t.Cleanup(func() {
		resp, err := srv.Client().Get(srv.URL + "/metrics")
		if err == nil {
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
		}
		_ = c.Close()
		srv.Close()
		for what, text := range map[string]string{"log": log.String(), "answers": answers.String()} {
			if strings.Contains(text, key) {
				t.Errorf("the key is in the %s", what)
			}
		}
	})
	return srv
}

// urlWatch fails the test if the key is in a URL or a body.
type urlWatch struct {
	t       *testing.T
	next    http.RoundTripper
	hapikey bool
}

func (w urlWatch) RoundTrip(r *http.Request) (*http.Response, error) {
	body := ""
	if r.GetBody != nil {
		copied, _ := r.GetBody()
		text, _ := io.ReadAll(copied)
		body = string(text)
	}
	url := r.URL.String()
	if w.hapikey {
		url = strings.Replace(url, "hapikey="+key, "", 1)
	}
	if strings.Contains(url+body, key) {
		w.t.Error("the key is in the URL or the body of a call")
	}
	return w.next.RoundTrip(r)
}

// answerWatch records what is answered.
type answerWatch struct {
	http.ResponseWriter
	seen io.Writer
}

func (w answerWatch) Write(p []byte) (int, error) {
	_, _ = w.seen.Write(p)
	return w.ResponseWriter.Write(p)
}

func (w answerWatch) Unwrap() http.ResponseWriter { return w.ResponseWriter }

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
		up.Records = append(up.Records, hubspottest.Record{ID: id + 1, Modified: hubspottest.At(9, 0, 0, int(id))})
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
