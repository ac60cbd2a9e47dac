package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector"
)

// cutWithin is the time that reads which have been cut get to say so.
const cutWithin = time.Second

// serve answers until ctx ends, then gives running reads some time to finish and cuts the rest.
func serve(ctx context.Context, environ []string, stdout, stderr io.Writer) error {
	cfg, err := connector.ConfigFromEnv(lookupIn(environ))
	if err != nil {
		return fmt.Errorf("invalid settings in the environment:\n%w%s", err, ignored(environ))
	}
	logger := slog.New(slog.NewJSONHandler(stderr, &slog.HandlerOptions{Level: cfg.LogLevel, ReplaceAttr: withUnit}))
	limitMemory(cfg.PageMemory)
	log.SetFlags(0)
	log.SetOutput(libraryLog{logger})
	announce(logger, cfg, environ)
	seed := rand.Uint64() //nolint:gosec // jitter, no secret
	c, err := connector.New(cfg, connector.Logger(logger), connector.Seed(seed))
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()

	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort("", strconv.Itoa(cfg.Port)))
	if err != nil {
		return err
	}
	srv := &http.Server{
		Handler:           c.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          log.New(libraryLog{logger}, "", 0),
	}
	srv.RegisterOnShutdown(c.Drain)
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(listener) }()

	_, port, _ := net.SplitHostPort(listener.Addr().String())
	if _, err := fmt.Fprintln(stdout, "ready http://127.0.0.1:"+port); err != nil {
		return err
	}
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	logger.Info("stopping", slog.Duration("grace", cfg.StopGrace))
	return stop(context.WithoutCancel(ctx), srv, c, cfg.StopGrace)
}

// besides is what the program needs besides HubSpot's answers.
const besides = 16 << 20

// limitMemory makes Go collect garbage before the process takes more than its container is said to need, unless GOMEMLIMIT
// says otherwise.
func limitMemory(pages int64) {
	if debug.SetMemoryLimit(-1) == math.MaxInt64 {
		debug.SetMemoryLimit(pages + pages*3/4 + besides)
	}
}

// withUnit writes durations as in 1.5s; JSON would have bare nanoseconds.
func withUnit(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() == slog.KindDuration {
		a.Value = slog.StringValue(a.Value.Duration().String())
	}
	return a
}

// stop gives running reads grace to finish, then cuts them. Those that then still wait for a reader that takes nothing
// lose their connection.
func stop(ctx context.Context, srv *http.Server, c *connector.Connector, grace time.Duration) error {
	if shutdown(ctx, srv, grace) == nil {
		return nil
	}
	if err := c.Close(); err != nil {
		return err
	}
	if shutdown(ctx, srv, cutWithin) == nil {
		return nil
	}
	return srv.Close()
}

func shutdown(ctx context.Context, srv *http.Server, within time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	return srv.Shutdown(ctx)
}
