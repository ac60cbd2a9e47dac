package connector

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
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

// together makes as many calls as there are with the default settings, several times over, all of them in flight at a
// time. It returns how many connections have been dialled each time.
func together(t *testing.T, http2 *http.HTTP2Config) (dials []int64) {
	t.Helper()
	const rounds = 3
	var arrived, all sync.WaitGroup
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		arrived.Done()
		arrived.Wait()
		_, _ = io.WriteString(w, "whole")
	}))
	transport := newTransport(time.Minute)
	defer transport.CloseIdleConnections()
	if http2 == nil {
		srv.Start()
	} else {
		srv.EnableHTTP2, srv.Config.HTTP2 = true, http2
		srv.StartTLS()
		trusting, _ := srv.Client().Transport.(*http.Transport)
		transport.TLSClientConfig = trusting.TLSClientConfig.Clone()
		transport.TLSClientConfig.NextProtos = nil
	}
	defer srv.Close()
	var dialled atomic.Int64
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		dialled.Add(1)
		return new(net.Dialer).DialContext(ctx, network, address)
	}
	for range rounds {
		arrived.Add(mostCalls)
		for range mostCalls {
			all.Go(func() {
				req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL, nil)
				resp, err := transport.RoundTrip(req)
				if err != nil {
					t.Error(err)
					return
				}
				defer func() { _ = resp.Body.Close() }()
				if text, err := io.ReadAll(resp.Body); err != nil || string(text) != "whole" {
					t.Errorf("%s, %v", text, err)
				}
			})
		}
		all.Wait()
		dials = append(dials, dialled.Load())
	}
	return dials
}

// All calls that are in flight have a connection, and keep it.
func TestConnectionsAreKeptForAllCalls(t *testing.T) {
	dials := together(t, nil)
	if dials[0] != mostCalls || dials[len(dials)-1] != mostCalls {
		t.Errorf("%d connections for %d calls at a time", dials, mostCalls)
	}
}

// A server that allows fewer calls on a connection than there are is asked over several ones, which are kept. At first every
// call dials, as none knows yet that the server speaks HTTP/2; later hardly any does.
func TestCallsBeyondTheStreamsOfAConnection(t *testing.T) {
	const streams = 20
	dials := together(t, &http.HTTP2Config{MaxConcurrentStreams: streams})
	if dials[0] < mostCalls/streams || dials[len(dials)-1] > dials[0]+mostCalls/4 {
		t.Errorf("%d connections", dials)
	}
}
