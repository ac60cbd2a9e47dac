package connector_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/connector/internal/logtest"
)

// A connector that is about to stop turns away who waits, and lets go on who reads.
func TestDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		goOn := make(chan struct{})
		up := endless()
		c, err := connector.New(validConfig(), connector.Transport(roundTripper(func(r *http.Request) (*http.Response, error) {
			<-goOn
			return up.RoundTrip(r)
		})))
		if err != nil {
			t.Fatal(err)
		}
		var reads sync.WaitGroup
		for range 8 {
			reads.Go(func() {
				if answer := ask(c, "/get_contacts?limit=1"); answer.Code != http.StatusOK {
					t.Errorf("one that reads: %d", answer.Code)
				}
			})
		}
		synctest.Wait()
		var late *httptest.ResponseRecorder
		var waits sync.WaitGroup
		waits.Go(func() { late = ask(c, "/get_contacts?limit=1") })
		synctest.Wait()
		metricsHave(t, c, "connector_waiting 1", "connector_turned_away_total 0", "connector_wait_seconds_total 0")
		c.Drain()
		waits.Wait()
		text, _ := io.ReadAll(late.Body)
		if late.Code != http.StatusServiceUnavailable || late.Header().Get("Retry-After") != "10" || !strings.Contains(string(text), "the connector is stopping") {
			t.Errorf("one that waits: %d %s", late.Code, text)
		}
		close(goOn)
		reads.Wait()
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
}

// metricsHave checks that the metrics have these lines.
func metricsHave(t *testing.T, c *connector.Connector, lines ...string) {
	t.Helper()
	metrics := ask(c, "/metrics").Body.String()
	for _, line := range lines {
		if !strings.Contains(metrics, "\n"+line+"\n") {
			t.Errorf("the metrics lack %q", line)
		}
	}
}

// Whoever has waited for too long is told what is running, and counted.
func TestWaitingInVain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		up := endless()
		c, err := connector.New(validConfig(), connector.Transport(roundTripper(func(r *http.Request) (*http.Response, error) {
			time.Sleep(20 * time.Second)
			return up.RoundTrip(r)
		})))
		if err != nil {
			t.Fatal(err)
		}
		var reads sync.WaitGroup
		for range 8 {
			reads.Go(func() {
				defer func() { _ = recover() }()       // that of an answer that is cut
				answer := &httptest.ResponseRecorder{} // without a body, which never ends
				c.Handler().ServeHTTP(answer, httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/get_contacts", nil))
			})
		}
		synctest.Wait()
		late := ask(c, "/get_contacts")
		if text := late.Body.String(); late.Code != http.StatusServiceUnavailable || late.Header().Get("Retry-After") != "10" || !strings.Contains(text, "8 × read of contacts; waiting: 1") {
			t.Errorf("one that has waited for too long: %d %s", late.Code, text)
		}
		metricsHave(t, c, "connector_waiting 0", "connector_turned_away_total 1", "connector_wait_seconds_total 300")
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		reads.Wait()
	})
}

// Nobody hears the answer to a reader that has left while it waited: it is cut, in the log, too, and no failure.
func TestLeavingWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		goOn, log := make(chan struct{}), new(logtest.Buffer)
		up := endless()
		c, err := connector.New(validConfig(), connector.Logger(slog.New(slog.NewTextHandler(log, nil))), connector.Transport(roundTripper(func(r *http.Request) (*http.Response, error) {
			<-goOn
			return up.RoundTrip(r)
		})))
		if err != nil {
			t.Fatal(err)
		}
		var reads, leaver sync.WaitGroup
		for range 8 {
			reads.Go(func() { ask(c, "/get_contacts?limit=1") })
		}
		synctest.Wait()
		waiting, leave := context.WithCancel(t.Context())
		answer := httptest.NewRecorder()
		var ended any
		leaver.Go(func() {
			defer func() { ended = recover() }()
			c.Handler().ServeHTTP(answer, httptest.NewRequestWithContext(waiting, http.MethodGet, "/get_contacts?limit=2", nil))
		})
		synctest.Wait()
		leave()
		leaver.Wait()
		if ended != http.ErrAbortHandler || answer.Body.Len() > 0 { //nolint:errorlint // a panic is no wrapped error
			t.Errorf("ended with %v after %q, want a cut", ended, answer.Body)
		}
		if text := log.String(); !strings.Contains(text, "cut=true limit=2") || strings.Contains(text, "status=503") {
			t.Errorf("the log: %s", text)
		}
		close(goOn)
		reads.Wait()
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
}

// No path leads elsewhere than it seems to, and doubled slashes change nothing.
func TestPathsLeadWhereTheySeemTo(t *testing.T) {
	srv := start(t, many(1), nil)
	for path, want := range map[string]int{
		"//get_contacts": http.StatusOK, "/healthz/..%2fget_contacts": http.StatusNotFound, "/get_contacts%2f%2e%2e%2fget_owners": http.StatusNotFound,
		"/./get_contacts": http.StatusNotFound, "/get_contacts/.": http.StatusNotFound, "/..get_contacts": http.StatusNotFound,
	} {
		resp, err := srv.Client().Get(srv.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		if _ = resp.Body.Close(); resp.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, resp.StatusCode, want)
		}
	}
}
