// Command check runs the unit tests and linters that the changes in the
// working tree can affect, without containers.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/hubspot-to-sesam/testbed/e2e/check"
	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "check:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	root, err := stack.Root()
	if err != nil {
		return err
	}
	return check.Run(ctx, root, os.Stdout)
}
