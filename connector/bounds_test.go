package connector_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
)

// An answer without chunks ends where the connection does, so a reader over HTTP/1.0 could take a cut for the end.
func TestHTTP10IsRefused(t *testing.T) {
	srv := start(t, many(1), nil)
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := io.WriteString(conn, "GET /get_contacts HTTP/1.0\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	if message, _, _ := problem(t, resp); resp.StatusCode != http.StatusHTTPVersionNotSupported || !strings.Contains(message, "HTTP/1.1") {
		t.Errorf("%d %s", resp.StatusCode, message)
	}
}

// An answer that is held back as a whole is sent with its length, a larger one in chunks.
func TestAnAnswersEndCanBeSeen(t *testing.T) {
	for n, sized := range map[int]bool{0: true, 1: true, 300: true, 3000: false} {
		srv := start(t, many(n), nil)
		resp, err := srv.Client().Get(srv.URL + "/get_contacts")
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || sized && resp.ContentLength != int64(len(text)) || !sized && strings.Join(resp.TransferEncoding, "") != "chunked" {
			t.Errorf("%d contacts, %d bytes: length %d, encoding %v, %v", n, len(text), resp.ContentLength, resp.TransferEncoding, err)
		}
	}
}

// Every read takes memory, so only a few run at a time. More are accepted again when others have ended.
func TestTooManyReadsAtOnce(t *testing.T) {
	const most = 8
	up, asked, goOn := many(1), make(chan struct{}, most), make(chan struct{})
	srv := start(t, roundTripper(func(r *http.Request) (*http.Response, error) {
		select {
		case asked <- struct{}{}:
		default:
		}
		select {
		case <-goOn:
			return up.RoundTrip(r)
		case <-r.Context().Done():
			return nil, errors.New("the call has ended")
		}
	}), nil)
	done := make(chan int, most)
	for range most {
		go func() {
			resp, err := srv.Client().Get(srv.URL + "/get_contacts")
			if err != nil {
				done <- 0
				return
			}
			_ = resp.Body.Close()
			done <- resp.StatusCode
		}()
	}
	for range most {
		clocktest.Await(t, "the first reads", asked)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL+"/get_contacts", nil)
	resp, err := srv.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if message, _, _ := problem(t, resp); resp.StatusCode != http.StatusServiceUnavailable || resp.Header.Get("Retry-After") != "10" || !strings.Contains(message, "8 × read of contacts") {
		t.Errorf("one too many: %d %s", resp.StatusCode, message)
	}
	close(goOn)
	for range most {
		if status := clocktest.Await(t, "the end of the reads", done); status != http.StatusOK {
			t.Errorf("a read that was accepted: %d", status)
		}
	}
	if resp, got := get(t, srv, "/get_contacts"); resp.StatusCode != http.StatusOK || len(got) != 1 {
		t.Errorf("afterwards: %d", resp.StatusCode)
	}
}
