package connector_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
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

// pipes is a listener whose connections have no buffers: a write waits until the other side reads.
type pipes struct {
	dialled chan net.Conn
	closed  chan struct{}
}

func newPipes() *pipes { return &pipes{make(chan net.Conn), make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.dialled:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p *pipes) Close() error {
	close(p.closed)
	return nil
}

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	here, there := net.Pipe()
	p.dialled <- there
	return here, nil
}

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
		listener := newPipes()
		srv := &http.Server{Handler: c.Handler()}
		served := make(chan error, 1)
		go func() { served <- srv.Serve(listener) }()
		client := &http.Client{Transport: &http.Transport{DialContext: listener.dial, DisableKeepAlives: true}}
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
			pass   time.Duration
			status int
			cut    int
		}{
			{0, http.StatusServiceUnavailable, 0},
			{29 * time.Second, http.StatusServiceUnavailable, 0},
			{time.Second, http.StatusOK, 1},
			{time.Second, http.StatusOK, 1}, // into the place that is free
			{2 * time.Minute, http.StatusOK, 1},
		} {
			time.Sleep(step.pass)
			if status, n := read(), len(cut()); status != step.status || n != step.cut {
				t.Errorf("after another %s: %d, %d reads cut, want %d and %d", step.pass, status, n, step.status, step.cut)
			}
		}
		if found := cut(); len(found) != 1 || found[0]["error"] != "the reader has left a write waiting for 30s, and another request needed its place" {
			t.Errorf("%v", found)
		}

		_, _ = c.Close(), srv.Close()
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
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
		listener := newPipes()
		srv := &http.Server{Handler: c.Handler()}
		served := make(chan error, 1)
		go func() { served <- srv.Serve(listener) }()
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
		client := &http.Client{Transport: &http.Transport{DialContext: listener.dial, DisableKeepAlives: true}}
		push := func() int {
			resp, err := client.Post("http://connector/push_contacts", "application/json", strings.NewReader("[]"))
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
			return resp.StatusCode
		}
		time.Sleep(20 * time.Second)
		if status := push(); status != http.StatusServiceUnavailable {
			t.Errorf("after 20 s another push is answered with %d, want 503: there is no place", status)
		}
		time.Sleep(20 * time.Second)
		if status := push(); status != http.StatusOK {
			t.Errorf("after 40 s another push is answered with %d, want 200", status)
		}
		if got := <-answers; !strings.HasPrefix(got, "HTTP/1.1 408 ") || !strings.Contains(got, "another request needed its place") {
			t.Errorf("the sender was told %.300q", got)
		}
		_, _ = c.Close(), srv.Close()
		senders.Wait()
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
}
