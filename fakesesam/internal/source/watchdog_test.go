package source

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/service"
)

// piped is a service at the other end of a pipe in memory. In a synctest bubble, time passes only while every
// goroutine waits. answer receives the connection after the request has been read from it.
func piped(t *testing.T, readTimeout time.Duration, answer func(net.Conn)) *JSON {
	t.Helper()
	dial := func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		go func() {
			defer func() { _ = far.Close() }()
			if _, err := http.ReadRequest(bufio.NewReader(far)); err != nil {
				return
			}
			answer(far)
		}()
		return near, nil
	}
	transport := &http.Transport{DialContext: dial, DisableKeepAlives: true, ReadBufferSize: 1 << 10}
	return &JSON{Service: service.Service{URL: "http://service/things", Client: &http.Client{Transport: transport}, ReadTimeout: readTimeout}}
}

const head = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"

// hangUp waits until the reader has gone.
func hangUp(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }

// A request to a service that is silent for the read timeout ends after exactly that time.
func TestSilence(t *testing.T) {
	for name, before := range map[string]string{"before the answer": "", "before the body": head, "in the body": head + `[{"_id":"1"},`} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := piped(t, time.Minute, func(conn net.Conn) {
					_, _ = io.WriteString(conn, before)
					hangUp(conn)
				})
				began := time.Now()
				_, err := pull(t, s, nil)
				if err == nil || !strings.Contains(err.Error(), "the service was silent for 1m0s (read_timeout)") {
					t.Error(err)
				}
				if took := time.Since(began); took != time.Minute {
					t.Errorf("it was given up after %s", took)
				}
			})
		})
	}
}

// A service that is slow, but never silent for the read timeout, is read to the end.
func TestSlownessIsNotSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const pause = 59 * time.Second
		s := piped(t, time.Minute, func(conn net.Conn) {
			for _, part := range []string{head, "[", `{"_id":"1"}`, `,{"_id":"2"}`, "]"} {
				time.Sleep(pause) // the bubble's clock
				_, _ = io.WriteString(conn, part)
			}
		})
		began := time.Now()
		got, err := pull(t, s, nil)
		if err != nil || len(got) != 2 {
			t.Error(got, err)
		}
		if took := time.Since(began); took != 5*pause {
			t.Error(took)
		}
	})
}

// A slow reader does not count as a silent service.
func TestOwnSlownessIsNotSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const entities = 10_000
		s := piped(t, time.Minute, func(conn net.Conn) {
			_, _ = io.WriteString(conn, head+"[{}"+strings.Repeat(",{}", entities-1)+"]")
		})
		n := 0
		for _, err := range s.Read(t.Context(), nil) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n%1000 == 1 {
				time.Sleep(time.Hour) // the bubble's clock
			}
		}
		if n != entities {
			t.Error(n)
		}
	})
}

// A run that is stopped does not wait for a silent service, and its error is not about the service.
func TestStoppedWhileSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := piped(t, time.Minute, hangUp)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		for _, err := range s.Read(ctx, nil) {
			if err == nil || strings.Contains(err.Error(), "silent") {
				t.Error(err)
			}
		}
	})
}
