package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// serve runs a node until ctx ends. When the node is ready, it prints one line.
// The node closes after ctx has ended, with a time limit of its own.
func serve(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) error {
	f, err := parseFlags(args, getenv)
	if errors.Is(err, flag.ErrHelp) {
		return help(stdout)
	}
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: f.logLevel}))
	opts := []fakesesam.Option{
		fakesesam.Listen(f.listen), fakesesam.Data(f.data), fakesesam.Config(f.config), fakesesam.Schedule(bool(f.schedule)),
		fakesesam.Token(f.token), fakesesam.AllowHosts(f.allowHosts...), fakesesam.HubSpot(f.hubspot, f.hubspotPage), fakesesam.Logger(log),
	}
	for id, baseURL := range f.microservices {
		opts = append(opts, fakesesam.Microservice(id, baseURL))
	}
	files, err := variables(f)
	if err != nil {
		return err
	}
	node, err := fakesesam.New(append(opts, files...)...)
	if err != nil {
		return err
	}
	if hubspot := cmp.Or(f.hubspotPage, f.hubspot); hubspot != "" {
		log.InfoContext(ctx, "open these pages in a browser", "sesam", node.URL(), "hubspot", hubspot)
	}
	if _, err := fmt.Fprintln(stdout, "ready", node.URL()); err != nil {
		return errors.Join(err, node.Close())
	}
	select {
	case <-ctx.Done():
		log.InfoContext(ctx, "stopping")
		return node.Close()
	case err := <-node.Done():
		return errors.Join(err, node.Close())
	}
}

// variables reads the files of --env and --secrets.
func variables(f *flags) ([]fakesesam.Option, error) {
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
