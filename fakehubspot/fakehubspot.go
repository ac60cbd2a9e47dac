// Package fakehubspot is a HubSpot for tests: the contacts API of an account of your own, on a free port of this
// machine, with a clock, faults, rate limits, a lagging search index and a journal that you control.
//
//	hub := fakehubspot.Start(t, fakehubspot.Contacts(1000))
//	client := myclient.New(hub.URL()+"/crm/v3", hub.Token())
//
// Start picks a free port, answers from the moment it returns, and closes with the test. The same seed and the same
// calls give the same bytes. Nothing is global: as many servers as you like run side by side.
//
// What your client sees is HubSpot's side. Your side are the methods of Server, and the same over HTTP under /_fake/
// for tests in other languages. Where HubSpot's behaviour is not known for sure, docs/fidelity.md says what was chosen.
package fakehubspot

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
)

// TB is the part of testing.TB that Start needs.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// Server is one running fake account. Its methods are safe for concurrent use.
type Server struct {
	hub     *hub.Hub
	handler http.Handler
	token   string
	server  *http.Server
	address string
	served  chan error

	closing sync.Once
	closed  error
}

// Start runs a server for the length of a test.
func Start(t TB, opts ...Option) *Server {
	t.Helper()
	s, err := New(opts...)
	if err != nil {
		t.Fatalf("fakehubspot: %v", err)
		return nil
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Fatalf("fakehubspot: closing: %v", err)
		}
	})
	return s
}

// The server's patience with slow clients. Answers may take long: delays and hangs are what faults are for.
const (
	headerPatience = 10 * time.Second
	bodyPatience   = 5 * time.Minute
	idlePatience   = 2 * time.Minute
	closePatience  = 5 * time.Second
)

// New runs a server that listens when New returns; Close ends it.
func New(opts ...Option) (*Server, error) {
	o, err := resolve(opts)
	if err != nil {
		return nil, err
	}
	account, err := hub.New(o.config)
	if err != nil {
		return nil, err
	}
	s := &Server{hub: account, token: o.config.Tokens[0].Value, served: make(chan error, 1)}
	s.handler = routes(account)
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", o.listen)
	if err != nil {
		account.Close()
		return nil, fmt.Errorf("listen on %s: %w", o.listen, err)
	}
	s.address = listener.Addr().String()
	s.server = &http.Server{
		Handler: s.handler, ReadHeaderTimeout: headerPatience, ReadTimeout: bodyPatience, IdleTimeout: idlePatience,
		ErrorLog: o.errorLog(),
	}
	go func() { s.served <- s.server.Serve(listener) }()
	return s, nil
}

// Handler is the server without its listener, for tests that call it in process.
func (s *Server) Handler() http.Handler { return s.handler }

// URL is the server's address, such as http://127.0.0.1:40123, without a slash at the end.
func (s *Server) URL() string {
	host, port, err := net.SplitHostPort(s.address)
	if err != nil {
		return "http://" + s.address
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(strings.TrimSpace(host), port)
}

// Token is the bearer token that calls need.
func (s *Server) Token() string { return s.token }

// Close stops listening, lets calls under way end for a moment, and cuts those that do not.
func (s *Server) Close() error {
	s.closing.Do(func() {
		s.hub.Close()
		ctx, cancel := context.WithTimeout(context.Background(), closePatience)
		defer cancel()
		err := s.server.Shutdown(ctx)
		if errors.Is(err, context.DeadlineExceeded) {
			err = s.server.Close()
		}
		if served := <-s.served; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
		s.closed = err
	})
	return s.closed
}
