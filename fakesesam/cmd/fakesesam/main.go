// Command fakesesam runs a small Sesam node.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "fakesesam:", err)
		os.Exit(1)
	}
}

// run is the program: a command, serve if there is none, and its flags.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) error {
	command := "serve"
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		command, args = args[0], args[1:]
	}
	switch command {
	case "serve":
		return serve(ctx, args, getenv, stdout, stderr)
	case "healthcheck":
		return healthcheck(ctx, args, getenv, stdout)
	case "version":
		_, err := fmt.Fprintln(stdout, versionLine())
		return err
	case "help":
		return help(stdout)
	default:
		return fmt.Errorf("unknown command %q; the commands are serve, healthcheck, version and help", command)
	}
}

// versionLine is "fakesesam 1.4.0 (commit 0123abcd, go1.26.8)"; what is unknown is left out.
func versionLine() string {
	details := []string{runtime.Version()}
	if commit := fakesesam.Commit(); commit != "" {
		details = []string{"commit " + commit, runtime.Version()}
	}
	return "fakesesam " + fakesesam.Version() + " (" + strings.Join(details, ", ") + ")"
}
