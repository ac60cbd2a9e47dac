// Package fakehubspot is a HubSpot for tests: the CRM API of an account of your own, on a free port of this
// machine, with a clock, faults, rate limits, a lagging search index and a journal of calls that you control.
//
//	func TestSync(t *testing.T) {
//		hub := fakehubspot.Start(t, fakehubspot.Contacts(1000))
//		client := myclient.New(hub.URL()+"/crm/v3", hub.Token())
//		…
//	}
//
// [Start] picks a free port, serves from the moment it returns, and stops at the end of the test. The same seed and the
// same calls give the same bytes. Nothing is global: any number of servers can run side by side.
//
// There are all object types of HubSpot's own, and those that the account defines: hub.Object("companies") are the records of
// one. For contacts there is a short form, the methods of [Server] itself.
//
// Clients see HubSpot's API. Tests control the server with the methods of [Server]; the control API under /_fake/ offers
// the same over HTTP, for tests in other languages. docs/control-api.md lists which method is which route. Where
// HubSpot's behaviour is not known for certain, docs/fidelity.md says what was chosen.
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
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/tour"
)

// TB is the part of [testing.TB] that [Start] needs.
type TB interface {
	Helper()
	Cleanup(f func())
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Server is one running fake account. Its methods are safe for concurrent use.
type Server struct {
	hub     *hub.Hub
	tour    *tour.Tour
	handler http.Handler
	token   string
	server  *http.Server
	address string // host:port
	served  chan error

	closing sync.Once
	closed  error
}

// Start starts a server for a test and closes it when the test ends. An invalid option fails the test.
func Start(t TB, opts ...Option) *Server {
	t.Helper()
	s, err := New(opts...)
	if err != nil {
		t.Fatalf("fakehubspot: %v", err)
		return nil
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("fakehubspot: closing: %v", err)
		}
	})
	return s
}

// How long the server waits for slow clients. Answers may take long: delays and hangs are what faults are for.
const (
	headerTimeout = 10 * time.Second
	bodyTimeout   = 5 * time.Minute
	idleTimeout   = 2 * time.Minute
	closeTimeout  = 5 * time.Second
)

// New starts a server, which accepts connections from the moment New returns until Close. The error lists every invalid
// option.
func New(opts ...Option) (*Server, error) {
	o, err := resolve(opts)
	if err != nil {
		return nil, failure{ErrInvalid, err}
	}
	account, err := hub.New(o.config)
	if err != nil {
		return nil, public(err)
	}
	s := &Server{hub: account, token: o.config.Tokens[0].Value, served: make(chan error, 1)}
	s.tour = tour.New(tour.Config{Side: tour.HubSpot, Own: s.Handler, Path: "/_ui/tour", Peer: o.sesam, Now: account.Clock().Now})
	s.handler = routes(account, s.tour, o.hosts)
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", o.listen)
	if err != nil {
		account.Close()
		return nil, fmt.Errorf("listening on %s: %w", o.listen, err)
	}
	s.address = listener.Addr().String()
	s.server = &http.Server{
		Handler: s.handler, ReadHeaderTimeout: headerTimeout, ReadTimeout: bodyTimeout, IdleTimeout: idleTimeout,
		ErrorLog: o.errorLog(),
	}
	go func() { s.served <- s.server.Serve(listener) }()
	return s, nil
}

// Handler returns the handler of both APIs and the web page, for requests without a connection, such as those that
// httptest.NewRequest makes.
func (s *Server) Handler() http.Handler { return s.handler }

// URL returns the server's base URL, such as "http://127.0.0.1:40123". If the server listens on every interface, it is the
// URL on the loopback interface.
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

// Close stops listening, gives calls that are under way five seconds to end, and cuts those that do not. It may be called
// more than once.
func (s *Server) Close() error {
	s.closing.Do(func() {
		s.tour.Close()
		s.hub.Close()
		ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
		defer cancel()
		err := s.server.Shutdown(ctx)
		if errors.Is(err, context.DeadlineExceeded) {
			err = s.server.Close()
		}
		if served := <-s.served; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
		s.closed = errors.Join(err, s.hub.Save())
	})
	return s.closed
}
