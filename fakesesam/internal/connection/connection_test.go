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
	"testing/synctest"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/connection"
)

// pipes is a listener whose connections are in memory, so that they keep the time of a test's bubble.
type pipes struct {
	dialled chan net.Conn
	closed  chan struct{}
}

func (p pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.dialled:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p pipes) Close() error {
	close(p.closed)
	return nil
}

func (pipes) Addr() net.Addr { return &net.UnixAddr{Name: "bubble"} }

// serve starts a server in a bubble, whose clients may take nothing for the usual time. It returns how to connect to it.
func serve(t *testing.T, handler http.HandlerFunc) (connect func() net.Conn) {
	t.Helper()
	inner := pipes{make(chan net.Conn), make(chan struct{})}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Hour}
	go func() { _ = server.Serve(connection.Listen(inner, connection.Silence)) }()
	t.Cleanup(func() { _ = server.Close() })
	return func() net.Conn {
		client, served := net.Pipe()
		t.Cleanup(func() { _ = client.Close() })
		inner.dialled <- served
		return client
	}
}

// say sends text.
func say(t *testing.T, c net.Conn, text string) {
	t.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
}

// A client that takes nothing of an endless answer ends it.
func TestClientThatTakesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan error)
		connect := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			part := make([]byte, 1<<20)
			for {
				if _, err := w.Write(part); err != nil {
					ended <- err
					return
				}
			}
		})
		began := time.Now()
		say(t, connect(), "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
		if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(began) != connection.Silence {
			t.Errorf("%v after %s", err, time.Since(began))
		}
	})
}

// A client that sends nothing more ends the read, and so does an interruption; one that sends slowly does not.
func TestClientThatSendsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		read := make(chan error, 1)
		begun := make(chan *connection.Body, 1)
		connect := serve(t, func(w http.ResponseWriter, r *http.Request) {
			body := connection.NewBody(w, r, connection.Silence)
			begun <- body
			_, err := io.ReadAll(body)
			read <- err
		})
		const head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n"
		began := time.Now()
		say(t, connect(), head+"ab")
		<-begun
		if err := <-read; !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(began) != connection.Silence {
			t.Errorf("silence: %v after %s", err, time.Since(began))
		}
		began = time.Now()
		say(t, connect(), head+"ab")
		(<-begun).Interrupt()
		if err := <-read; !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(began) != 0 {
			t.Errorf("interruption: %v after %s", err, time.Since(began))
		}
		c := connect()
		say(t, c, head+"a")
		<-begun
		for range 4 {
			time.Sleep(connection.Silence - time.Second) // the bubble's clock
			say(t, c, "b")
		}
		if err := <-read; err != nil {
			t.Errorf("slowness: %v", err)
		}
	})
}

// A body that is too large is answered, and the client sees the answer although it still sends.
func TestBodyThatIsTooLarge(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(http.MaxBytesReader(w, connection.NewBody(w, r, time.Minute), 1000))
		if _, ok := errors.AsType[*http.MaxBytesError](err); !ok {
			t.Error(err)
		}
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	}))
	server.Listener = connection.Listen(server.Listener, connection.Silence)
	server.Start()
	t.Cleanup(server.Close)
	c, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	say(t, c, "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"+"1000\r\n"+strings.Repeat("x", 0x1000))
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil || res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Error(res, err)
	}
}
