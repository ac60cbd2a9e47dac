// Package fakesesam is a small Sesam node for tests and laptops: it reads the configuration of a real one, pulls from
// microservices, keeps datasets with change tracking, and answers the REST API that people and tools use.
//
//	node := fakesesam.Start(t,
//		fakesesam.Config("sesam"),
//		fakesesam.Microservice("hubspot", service.URL),
//	)
//	run, err := node.Run(ctx, "hubspot-contacts-collect")
//	fmt.Println(run.Processed, node.Offset("hubspot-contacts-collect"), node.Entities("hubspot-contacts-collect"))
//
// Nothing runs by itself unless Schedule(true) is given. With Frozen the clock stands, and Advance moves it, running
// every pump that becomes due on the way: a night passes in no time.
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
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/logbook"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// Node is a running node. It is safe for use by many goroutines.
type Node struct {
	node    *node.Node
	handler http.Handler
	server  *http.Server
	address string
	served  chan error
	tempDir string // removed by Close
}

// Lines of the node's log that GET /api/logs gives.
const logLines = 1000

// New starts a node. It listens when New returns; Close ends it.
func New(opts ...Option) (*Node, error) {
	s := settings{listen: "127.0.0.1:0"}
	for _, opt := range opts {
		opt(&s)
	}
	n := &Node{served: make(chan error, 1)}
	if s.node.Data == "" {
		dir, err := os.MkdirTemp("", "fakesesam-")
		if err != nil {
			return nil, fmt.Errorf("data directory: %w", err)
		}
		n.tempDir, s.node.Data = dir, dir
	}
	book := logbook.New(logLines)
	s.node.Log = withBook(s.logTo, book)
	if err := n.start(s, book); err != nil {
		return nil, errors.Join(err, n.removeTemp())
	}
	return n, nil
}

// withBook gives a logger that writes where it was asked to and into the book.
func withBook(log *slog.Logger, book io.Writer) *slog.Logger {
	to := slog.Handler(slog.NewTextHandler(book, nil))
	if log != nil {
		to = slog.NewMultiHandler(log.Handler(), to)
	}
	return slog.New(to)
}

func (n *Node) start(s settings, book *logbook.Book) error {
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", s.listen)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	if n.node, err = node.New(s.node); err != nil {
		return errors.Join(err, listener.Close())
	}
	n.handler = newHandler(n.node, s, book)
	n.address = openable(listener.Addr().String())
	n.server = &http.Server{
		Handler:           n.handler,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          slog.NewLogLogger(s.node.Log.Handler(), slog.LevelDebug),
		// Bodies have no limit in time: an upload or a dataset takes as long as it takes.
	}
	go func() { n.served <- n.server.Serve(listener) }()
	set := n.node.Config()
	s.node.Log.Info("the node is up", "address", n.URL(), "data", s.node.Data, "config", s.node.Config,
		"pipes", slices.Sorted(maps.Keys(set.Pipes)), "systems", slices.Sorted(maps.Keys(set.Systems)),
		"invalid", len(set.Invalid()), "schedule", s.node.Schedule)
	return nil
}

// openable is an address one can connect to: a node that listens at every address of the machine answers at this one.
func openable(address string) string {
	host, port, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err == nil && ip.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return address
}

// URL is the node's address as one can open it, "http://127.0.0.1:41234".
func (n *Node) URL() string { return "http://" + n.address }

// Handler answers the node's requests without a connection.
func (n *Node) Handler() http.Handler { return n.handler }

// Done gives the error that ended the server, when something other than Close did.
func (n *Node) Done() <-chan error { return n.served }

// closeGrace is how long requests under way may take to end.
const closeGrace = 5 * time.Second

// Close ends the runs under way, lets requests end, and closes the store. Datasets and offsets stay in the Data
// directory.
func (n *Node) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeGrace)
	defer cancel()
	n.node.Stop()
	err := n.server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = n.server.Close()
	}
	return errors.Join(err, n.node.Close(), n.removeTemp())
}

func (n *Node) removeTemp() error {
	if n.tempDir == "" {
		return nil
	}
	return os.RemoveAll(n.tempDir)
}
