// Command fakehubspot runs a fake HubSpot account until it is interrupted.
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
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.LookupEnv, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "fakehubspot:", err)
		os.Exit(1) // stop only frees a signal handler
	}
}

// run is the program. The first argument is a subcommand; without one it is serve.
func run(ctx context.Context, args []string, getenv func(string) (string, bool), stdout, stderr io.Writer) error {
	command := "serve"
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		command, args = args[0], args[1:]
	}
	var err error
	switch command {
	case "serve":
		err = serve(ctx, args, getenv, stdout, stderr)
	case "healthcheck":
		err = healthcheck(ctx, args, getenv)
	case "version":
		_, err = fmt.Fprintln(stdout, versionLine())
	case "help":
		err = flag.ErrHelp
	default:
		return fmt.Errorf("command %q is unknown; use serve, healthcheck, version or help", command)
	}
	if errors.Is(err, flag.ErrHelp) { // help, -h and --help
		return usage(stdout)
	}
	return err
}
