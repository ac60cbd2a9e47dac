package connector_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/logtest"
)

// endless answers with full pages for ever; a limited read needs only the first.
func endless() http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		up := hubspottest.New(1)
		up.Intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
			var first int
			_, _ = fmt.Sscan(r.URL.Query().Get("after"), &first)
			records := make([]string, 100)
			for i := range records {
				records[i] = fmt.Sprintf(`{"id":"%d","properties":{"x":"%s"}}`, first+i+1, strings.Repeat("y", 10_000))
			}
			_, _ = fmt.Fprintf(w, `{"results":[%s],"paging":{"next":{"after":"%d"}}}`, strings.Join(records, ","), first+100)
			return true
		}
		return up.RoundTrip(r)
	})
}

// A reader that takes nothing keeps its place as long as nobody else needs it, and for half a minute if somebody does.
func TestReadersThatTakeNothingMakeRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := new(logtest.Buffer)
		c, err := connector.New(validConfig(), connector.Transport(endless()), connector.Logger(slog.New(slog.NewJSONHandler(log, nil))))
		if err != nil {
			t.Fatal(err)
		}
		listener, client, end := overPipes(t, c)
		read := func() int {
			resp, err := client.Get("http://connector/get_contacts?limit=1")
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
			return resp.StatusCode
		}
		cut := func() []map[string]any {
			var found []map[string]any
			for _, line := range lines(t, log.String(), "run") {
				if line["outcome"] == "cut" {
					found = append(found, line)
				}
			}
			return found
		}

		for range 8 {
			conn, _ := listener.dial(t.Context(), "", "")
			defer func() { _ = conn.Close() }()
			if _, err := io.WriteString(conn, "GET /get_contacts HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		for _, step := range []struct {
			pass, took time.Duration
		}{
			{10 * time.Second, 20 * time.Second},
			{time.Second, 0}, // into the place that is free
			{2 * time.Minute, 0},
		} {
			time.Sleep(step.pass)
			asked := time.Now()
			if status, n := read(), len(cut()); status != http.StatusOK || n != 1 || time.Since(asked) != step.took {
				t.Errorf("after another %s: %d within %s, %d reads cut, want %d within %s and 1", step.pass, status, time.Since(asked), n, http.StatusOK, step.took)
			}
		}
		var queued []any
		for _, line := range lines(t, log.String(), "run") {
			if line["queued"] != nil {
				queued = append(queued, line["queued"])
			}
		}
		if len(queued) != 1 || queued[0] != float64(20*time.Second) {
			t.Errorf("the log says that reads waited for their turn for %v, want one for 20 s", queued)
		}
		if found := cut(); len(found) != 1 || found[0]["error"] != "the reader has left a write waiting for 30s, and another request needed its place" {
			t.Errorf("%v", found)
		}

		end()
	})
}

// A sender that sends a byte now and then keeps its place for half a minute, too, if others need it, and is told so.
func TestSendersThatSendHardlyAnythingMakeRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := validConfig()
		cfg.Write = connector.WriteOn
		c, err := connector.New(cfg, connector.Transport(hubspottest.New(1)))
		if err != nil {
			t.Fatal(err)
		}
		listener, client, end := overPipes(t, c)
		answers := make(chan string, 8)
		var senders sync.WaitGroup
		for range 8 {
			conn, _ := listener.dial(t.Context(), "", "")
			defer func() { _ = conn.Close() }()
			senders.Go(func() {
				_, _ = io.WriteString(conn, "POST /push_contacts HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n[")
				for err := error(nil); err == nil; _, err = io.WriteString(conn, " ") {
					time.Sleep(time.Second)
				}
			})
			go func() {
				text, _ := io.ReadAll(conn)
				answers <- string(text)
			}()
		}
		push := func() int {
			resp, err := client.Post("http://connector/push_contacts", "application/json", strings.NewReader("[]"))
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
			return resp.StatusCode
		}
		time.Sleep(20 * time.Second)
		asked := time.Now()
		if status, took := push(), time.Since(asked); status != http.StatusOK || took < 9*time.Second || took > 11*time.Second {
			t.Errorf("after 20 s another push is answered with %d within %s, want 200 within some 10 s", status, took)
		}
		if got := <-answers; !strings.HasPrefix(got, "HTTP/1.1 408 ") || !strings.Contains(got, "another request needed its place") {
			t.Errorf("the sender was told %.300q", got)
		}
		end()
		senders.Wait()
	})
}
