package connection_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/connection"
)

// serve starts a server with connections of limited patience, and returns its address.
func serve(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Listener = connection.Listen(server.Listener, 50*time.Millisecond)
	server.Start()
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

// ask opens a connection and sends the beginning of a request.
func ask(t *testing.T, address, text string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
	return c
}

// A client that takes nothing of an endless answer ends it.
func TestClientThatTakesNothing(t *testing.T) {
	ended := make(chan error)
	address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		part := make([]byte, 1<<20)
		for {
			if _, err := w.Write(part); err != nil {
				ended <- err
				return
			}
		}
	})
	ask(t, address, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
	if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(err)
	}
}

// A client that sends nothing more ends the read, and so does an interruption; one that sends slowly does not.
func TestClientThatSendsNothing(t *testing.T) {
	read := make(chan error, 1)
	var body *connection.Body
	begun := make(chan struct{}, 1)
	silence := 100 * time.Millisecond
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body = connection.NewBody(w, r, silence)
		begun <- struct{}{}
		_, err := io.ReadAll(body)
		read <- err
	})
	const head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n"
	ask(t, address, head+"ab")
	<-begun
	if err := <-read; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(err)
	}
	silence = time.Hour
	ask(t, address, head+"ab")
	<-begun
	body.Interrupt()
	if err := <-read; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(err)
	}
	c := ask(t, address, head+"a")
	<-begun
	for range 4 {
		_, _ = io.WriteString(c, "b")
	}
	if err := <-read; err != nil {
		t.Error(err)
	}
}

// A body that is too large is answered, and the client sees the answer although it still sends.
func TestBodyThatIsTooLarge(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(http.MaxBytesReader(w, connection.NewBody(w, r, time.Minute), 1000))
		if _, ok := errors.AsType[*http.MaxBytesError](err); !ok {
			t.Error(err)
		}
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	})
	c := ask(t, address, "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"+"1000\r\n"+strings.Repeat("x", 0x1000))
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil || res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Error(res, err)
	}
}
