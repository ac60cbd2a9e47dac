// Package fakesesam is a small Sesam node for tests and laptops: it reads the configuration of a real node, pulls from
// microservices, keeps datasets with change tracking, and serves the REST API that people and tools use.
//
// The shortest useful test:
//
//	node := fakesesam.Start(t,
//		fakesesam.Config("sesam"),
//		fakesesam.Microservice("hubspot", service.URL),
//	)
//	run, err := node.Run(ctx, "hubspot-contacts-collect")
//	entities, err := node.Entities("hubspot-contacts-collect")
//
// Pumps run only when they are told to, unless [Schedule](true) is given. With [Frozen] the clock stands still, and
// [Node.Advance] moves it and runs every pump that becomes due on the way: a night takes no time.
//
// Errors match the package's Err… variables with [errors.Is]. No method panics.
package fakesesam

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/connection"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/loglines"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/tour"
)

// Node is a running node. It is safe for concurrent use.
type Node struct {
	node    *node.Node
	tour    *tour.Tour
	handler http.Handler
	server  *http.Server
	address string
	tempDir string // removed by Close

	// closing is closed when Close begins, ended when the server has ended.
	closing chan struct{}
	ended   chan error
	close   func() error
}

// logLines is how many lines of the node's log GET /api/logs returns.
const logLines = 1000

// New starts a node, which accepts connections from the moment New returns until Close. The error lists every invalid
// option.
func New(opts ...Option) (*Node, error) {
	o, err := collected(opts)
	if err != nil {
		return nil, &classified{err, ErrInvalid}
	}
	n := &Node{closing: make(chan struct{}), ended: make(chan error, 1)}
	n.close = sync.OnceValue(n.shutDown)
	if o.node.Data == "" {
		dir, err := os.MkdirTemp("", "fakesesam-")
		if err != nil {
			return nil, fmt.Errorf("data directory: %w", err)
		}
		n.tempDir, o.node.Data = dir, dir
	}
	lines := loglines.New(logLines)
	o.node.Log = newLogger(o.logTo, lines)
	if err := n.start(o, lines.Lines); err != nil {
		return nil, errors.Join(public(err), n.removeTemp())
	}
	return n, nil
}

// newLogger returns a logger that writes to lines and, unless it is nil, to log.
func newLogger(log *slog.Logger, lines io.Writer) *slog.Logger {
	to := slog.Handler(slog.NewTextHandler(lines, nil))
	if log != nil {
		to = slog.NewMultiHandler(log.Handler(), to)
	}
	return slog.New(to)
}

func (n *Node) start(o options, lines func() []byte) error {
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", o.listen)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	if n.node, err = node.New(o.node); err != nil {
		return errors.Join(err, listener.Close())
	}
	n.tour = tour.New(tour.Config{Side: tour.Sesam, Own: n.Handler, Path: "/tour", Peer: o.hubspot, Now: n.node.Now})
	n.handler = newHandler(n.node, n.tour, o, lines)
	n.address = reachable(listener.Addr().String())
	n.server = &http.Server{
		Handler:           n.handler,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          slog.NewLogLogger(n.node.Log().Handler(), slog.LevelDebug),
		// Bodies have no time limit of their own, only one for silence: an upload or a dataset takes as long as it takes.
	}
	go n.serve(connection.Listen(listener, connection.Silence))
	set := n.node.Config()
	n.node.Log().Info("the node is up", "address", n.URL(), "data", o.node.Data, "config", o.node.Config,
		"pipes", slices.Sorted(maps.Keys(set.Pipes)), "systems", slices.Sorted(maps.Keys(set.Systems)),
		"invalid", len(set.Invalid()), "schedule", o.node.Schedule)
	return nil
}

func (n *Node) serve(listener net.Listener) {
	defer close(n.ended)
	if err := n.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		n.ended <- err
	}
}

// reachable returns an address one can connect to: a node that listens on every interface is reachable on the loopback one.
func reachable(address string) string {
	host, port, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err == nil && ip.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return address
}

// URL returns the node's base URL, such as "http://127.0.0.1:41234". If the node listens on every interface, it is the URL
// on the loopback interface.
func (n *Node) URL() string { return "http://" + n.address }

// Handler returns the handler of the node's API and web pages, for requests without a connection, such as those that
// httptest.NewRequest makes.
func (n *Node) Handler() http.Handler { return n.handler }

// Done returns a channel that is closed when the server has ended. If something other than Close ended it, the channel
// delivers the error first.
func (n *Node) Done() <-chan error { return n.ended }

// closeGrace is how long Close waits for requests under way.
const closeGrace = 5 * time.Second

// Close ends the runs under way, gives requests five seconds to end, cuts those that do not, and closes the store.
// Datasets and offsets stay in the directory that [Data] named. It may be called more than once: every call waits until the node is closed, and returns the same error.
func (n *Node) Close() error { return n.close() }

func (n *Node) shutDown() error {
	close(n.closing)
	ctx, cancel := context.WithTimeout(context.Background(), closeGrace)
	defer cancel()
	n.tour.Close()
	n.node.Stop()
	err := n.server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = n.server.Close()
	}
	return errors.Join(err, n.node.Close(), n.removeTemp())
}

// open returns ErrClosed once Close has begun.
func (n *Node) open() error {
	select {
	case <-n.closing:
		return ErrClosed
	default:
		return nil
	}
}

func (n *Node) removeTemp() error {
	if n.tempDir == "" {
		return nil
	}
	return os.RemoveAll(n.tempDir)
}
