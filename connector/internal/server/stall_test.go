package server

import (
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
)

// quick returns a server that gives clients almost no time to send a body.
func quick(t *testing.T) *Server {
	s := New(Options{Clock: clocktest.New(), Logger: slog.New(slog.DiscardHandler), Metrics: NewMetrics(clocktest.New())})
	s.drainWithin = 50 * time.Millisecond
	t.Cleanup(s.Stop)
	return s
}

// say opens a connection and sends text.
func say(t *testing.T, srv *httptest.Server, text string) net.Conn {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestAReaderThatTakesNothingIsGivenUp(t *testing.T) {
	s := quick(t)
	s.stall = 50 * time.Millisecond
	ended := make(chan error, 1)
	r := engine()
	r.Use(s.giveUpOnStall)
	r.GET("/", func(c *gin.Context) {
		piece := make([]byte, 64<<10)
		for {
			if _, err := c.Writer.Write(piece); err != nil {
				ended <- err
				return
			}
		}
	})
	srv := httptest.NewServer(r)
	t.Cleanup(srv.CloseClientConnections)
	say(t, srv, "GET / HTTP/1.1\r\nHost: x\r\n\r\n") // and never reads
	if err := clocktest.Await(t, "the end of the write that nothing reads", ended); !strings.Contains(err.Error(), "timeout") {
		t.Error(err)
	}
	srv.Close()
}

// A body that arrives byte by byte cannot hold a connection, on any route.
func TestABodyThatDoesNotArriveIsGivenUp(t *testing.T) {
	srv := httptest.NewServer(quick(t).Handler())
	defer srv.Close()
	for _, target := range []string{"POST /get_contacts", "GET /healthz", "POST /nowhere", "DELETE /healthz"} {
		conn := say(t, srv, target+" HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n1")
		_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
		text, err := io.ReadAll(conn)
		if err != nil || !strings.HasPrefix(string(text), "HTTP/1.1 400 ") || !strings.Contains(string(text), `{"error":`) {
			t.Errorf("%s: %v %.200s", target, err, text)
		}
	}
}

func TestABodyThatIsTooLargeIsRefused(t *testing.T) {
	s := quick(t)
	s.drainWithin = drainWithin // a busy machine needs some time for the whole body
	srv := httptest.NewServer(s.Handler())
	defer srv.Close()
	resp, err := srv.Client().Post(srv.URL+"/get_contacts", "text/plain", strings.NewReader(strings.Repeat("x", drainMost+1)))
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusRequestEntityTooLarge || !strings.HasPrefix(string(text), `{"error":`) {
		t.Errorf("%d %s", resp.StatusCode, text)
	}
}
