package connector

import (
	"context"
	"net"
	"net/http"
	"time"
)

// TB is the part of [testing.TB] that [Start] needs.
type TB interface {
	Helper()
	Cleanup(f func())
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Start runs a connector for a test, on a free port of 127.0.0.1, and closes it when the test ends. An invalid setting or
// option fails the test.
func Start(t TB, cfg Config, opts ...Option) *Connector {
	t.Helper()
	c, err := New(cfg, opts...)
	if err != nil {
		t.Fatalf("starting the connector: %v", err)
		return nil
	}
	if c.listening, err = listen(c.handler); err != nil {
		t.Fatalf("starting the connector: %v", err)
		return nil
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Errorf("stopping the connector: %v", err)
		}
	})
	return c
}

// URL returns the base URL of a connector that [Start] returned, such as "http://127.0.0.1:34567", and "" for one that
// [New] returned, which does not listen.
func (c *Connector) URL() string {
	if c.listening == nil {
		return ""
	}
	return "http://" + c.listening.listener.Addr().String()
}

// listening is a server that is serving on a port.
type listening struct {
	listener net.Listener
	server   *http.Server
	ended    chan struct{}
}

func listen(handler http.Handler) (*listening, error) {
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l := &listening{listener, &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}, make(chan struct{})}
	go func() {
		defer close(l.ended)
		_ = l.server.Serve(listener) // always returns an error; stop reports what matters
	}()
	return l, nil
}

// stop waits until every request has ended, or until ctx ends and then closes their connections.
func (l *listening) stop(ctx context.Context) error {
	err := l.server.Shutdown(ctx)
	if ctx.Err() != nil {
		err = l.server.Close()
	}
	<-l.ended
	return err
}
