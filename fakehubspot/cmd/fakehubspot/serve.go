package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// garbagePercent makes the collector run when the heap has grown by half instead of doubled: a million contacts are
// mostly live memory, and a small footprint matters more here than the last percent of speed.
const garbagePercent = 50

// serve runs the server until the context is cancelled.
func serve(ctx context.Context, args []string, getenv func(string) (string, bool), stdout, stderr io.Writer) error {
	s, err := parse("serve", args, getenv)
	if err != nil {
		return err
	}
	logger, logErr := s.logger(stderr)
	options, err := s.options(logger)
	if err := errors.Join(logErr, err); err != nil {
		return err
	}
	if _, chosen := getenv("GOGC"); !chosen {
		debug.SetGCPercent(garbagePercent)
	}
	server, err := fakehubspot.New(options...) // a server outlives the call; Close ends it
	if err != nil {
		return err
	}
	logger.Info("fakehubspot serves", "url", server.URL(), "contacts", s.contacts, "records", s.records.String(), "profile", s.profile, "seed", s.seed, "plan", s.plan)
	if sesam := cmp.Or(s.sesamPage, s.sesam); sesam != "" {
		logger.Info("open these pages in a browser", "hubspot", server.URL(), "sesam", sesam)
	}
	if _, err := fmt.Fprintln(stdout, "ready", server.URL()); err != nil {
		return err
	}
	<-ctx.Done()
	return server.Close() // the context has ended; Close has a timeout of its own
}

// healthTimeout is how long a health check waits for its answer.
const healthTimeout = 3 * time.Second

// healthcheck reports an error unless the server that was started with the same flags or environment is healthy.
func healthcheck(ctx context.Context, args []string, getenv func(string) (string, bool)) error {
	s, err := parse("healthcheck", args, getenv)
	if err != nil {
		return err
	}
	host, port, err := net.SplitHostPort(s.listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	url := "http://" + net.JoinHostPort(host, port) + "/_fake/health"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }() // nothing of it is read
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", url, answer.Status)
	}
	return nil
}
