package connector_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector"
)

// overPipes serves a connector over pipes until end is called, which closes it.
func overPipes(t *testing.T, c *connector.Connector) (listener *pipes, client *http.Client, end func()) {
	t.Helper()
	listener = newPipes()
	srv := &http.Server{Handler: c.Handler()}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(listener) }()
	client = &http.Client{Transport: &http.Transport{DialContext: listener.dial, DisableKeepAlives: true}}
	return listener, client, func() {
		_, _ = c.Close(), srv.Close()
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	}
}

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
