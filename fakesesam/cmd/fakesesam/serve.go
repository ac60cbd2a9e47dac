package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// serve runs a node until ctx ends. When it is ready it says so in one line.
//
//nolint:contextcheck // the node ends after ctx has ended, in a time of its own
func serve(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) error {
	f, err := parseFlags(args, getenv, stderr)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: f.logLevel}))
	opts := []fakesesam.Option{
		fakesesam.Listen(f.listen), fakesesam.Data(f.data), fakesesam.Config(f.config), fakesesam.Schedule(f.schedule),
		fakesesam.Token(f.token), fakesesam.Logger(log),
	}
	for id, address := range f.microservices {
		opts = append(opts, fakesesam.Microservice(id, address))
	}
	files, err := variables(f)
	if err != nil {
		return err
	}
	node, err := fakesesam.New(append(opts, files...)...)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(stdout, "ready", node.URL()); err != nil {
		return errors.Join(err, node.Close())
	}
	select {
	case <-ctx.Done():
		log.InfoContext(ctx, "stopping")
		return node.Close()
	case err := <-node.Done():
		if errors.Is(err, http.ErrServerClosed) {
			err = nil
		}
		return errors.Join(err, node.Close())
	}
}

// variables reads the files of variables and secrets that were named.
func variables(f flags) ([]fakesesam.Option, error) {
	var out []fakesesam.Option
	for _, file := range []struct {
		path string
		as   func(map[string]string) fakesesam.Option
	}{{f.env, fakesesam.Env}, {f.secrets, fakesesam.Secrets}} {
		if file.path == "" {
			continue
		}
		values, err := fakesesam.LoadValues(file.path)
		if err != nil {
			return nil, err
		}
		out = append(out, file.as(values))
	}
	return out, nil
}
