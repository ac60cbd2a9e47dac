// Command connector serves the records of HubSpot to Sesam pipes, and writes to HubSpot what they send. It is configured by
// the environment; "connector help" lists the settings.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	_ "golang.org/x/crypto/x509roots/fallback" // the image has no certificates of its own
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "connector:", err)
		os.Exit(1) // stop only frees a signal handler
	}
}

// run is the program. The environment has the form of os.Environ.
func run(ctx context.Context, args, environ []string, stdout, stderr io.Writer) error {
	command := "serve"
	if len(args) > 0 {
		command = args[0]
	}
	switch {
	case slices.Contains([]string{"help", "-h", "-help", "--help"}, command):
		return help(stdout)
	case len(args) > 1:
		return fmt.Errorf("too many arguments\n\n%s", usage)
	case command == "serve":
		return serve(ctx, environ, stdout, stderr)
	case command == "healthcheck":
		return healthcheck(ctx, environ)
	case command == "version":
		_, err := fmt.Fprintln(stdout, versionLine())
		return err
	default:
		return fmt.Errorf("unknown command %q\n\n%s", command, usage)
	}
}

// lookupIn returns what os.LookupEnv does, for the given environment.
func lookupIn(environ []string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for _, variable := range environ {
			if key, value, found := strings.Cut(variable, "="); found && key == name {
				return value, true
			}
		}
		return "", false
	}
}
