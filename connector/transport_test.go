package connector

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
)

// frozen is a connection that can die silently, as behind a firewall that drops it: what is written is lost, and nothing
// is received any more.
type frozen struct {
	net.Conn
	dead *atomic.Bool
}

func (c frozen) Write(p []byte) (int, error) {
	if c.dead.Load() {
		return len(p), nil
	}
	return c.Conn.Write(p)
}

// A dead connection is given up, and the next call uses another one.
func TestADeadConnectionIsNoticed(t *testing.T) {
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Proto) }))
	srv.EnableHTTP2 = true
	srv.StartTLS()
	defer srv.Close()
	trusting, _ := srv.Client().Transport.(*http.Transport)
	transport := newTransport(100 * time.Millisecond)
	defer transport.CloseIdleConnections()
	transport.TLSClientConfig = trusting.TLSClientConfig.Clone()
	transport.TLSClientConfig.NextProtos = nil
	dead, dials := new(atomic.Bool), 0 // dials in turn
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		if dials++; dials == 1 {
			conn = frozen{conn, dead}
		}
		return conn, err
	}
	ask := func() (string, error) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		req, _ := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL, nil)
		resp, err := transport.RoundTrip(req)
		if err != nil {
			return "", err
		}
		defer func() { _ = resp.Body.Close() }()
		text, err := io.ReadAll(resp.Body)
		return string(text), err
	}
	if proto, err := ask(); err != nil || proto != "HTTP/2.0" {
		t.Fatalf("%s, %v", proto, err)
	}
	dead.Store(true)
	start := time.Now()
	_, _ = ask() // fails, or is sent again over the other connection
	if took := time.Since(start); took > 4*time.Second {
		t.Errorf("a dead connection was noticed after %s", took)
	}
	if proto, err := ask(); err != nil || dials != 2 {
		t.Errorf("%s by connection %d, %v", proto, dials, err)
	}
}
