// Command fakehubspot runs a fake HubSpot account until it is told to stop.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.LookupEnv, os.Stdout, os.Stderr)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "fakehubspot:", err)
		os.Exit(1) //nolint:gocritic // stop only frees a signal handler
	}
}

// run is the program. A subcommand comes first; serve is understood without saying.
func run(ctx context.Context, args []string, getenv func(string) (string, bool), stdout, stderr io.Writer) error {
	command := "serve"
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		command, args = args[0], args[1:]
	}
	switch command {
	case "serve":
		return serve(ctx, args, getenv, stdout, stderr)
	case "healthcheck":
		return healthcheck(ctx, args, getenv, stderr)
	case "version":
		_, err := fmt.Fprintln(stdout, fakehubspot.Version())
		return err
	}
	return fmt.Errorf("command %q is unknown, want serve, healthcheck or version", command)
}
