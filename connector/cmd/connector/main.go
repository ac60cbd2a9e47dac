// Command connector serves HubSpot contacts to a Sesam pipe. Everything is
// configured by the environment; see the README.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"

	_ "golang.org/x/crypto/x509roots/fallback" // the image has no certificates of its own

	"github.com/hubspot-to-sesam/testbed/connector"
)

const usage = `usage: connector [serve | healthcheck | version | help]

  serve        answer Sesam (the default)
  healthcheck  exit 0 when the local connector answers
  version      print the version
  help         print this

Settings come from the environment (api-key, base-url, …); see the README.`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.LookupEnv, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "connector:", err)
		os.Exit(1) // stop only frees a signal handler
	}
}

// run is the program.
func run(ctx context.Context, args []string, lookup func(string) (string, bool), stdout, stderr io.Writer) error {
	command := "serve"
	if len(args) > 0 {
		command = args[0]
	}
	switch {
	case len(args) > 1:
		return fmt.Errorf("too many arguments\n%s", usage)
	case command == "serve":
		return serve(ctx, lookup, stdout, stderr)
	case command == "healthcheck":
		return healthcheck(ctx, lookup)
	case command == "version":
		_, err := fmt.Fprintln(stdout, connector.Version())
		return err
	case slices.Contains([]string{"help", "-h", "-help", "--help"}, command):
		_, err := fmt.Fprintln(stdout, usage)
		return err
	default:
		return fmt.Errorf("unknown command %q\n%s", command, usage)
	}
}
