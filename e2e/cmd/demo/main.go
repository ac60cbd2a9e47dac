// Command demo starts HubSpot (fake), the connector and Sesam (fake), walks
// through a sync from one to the other, and keeps running.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/hubspot-to-sesam/testbed/e2e/demo"
	"github.com/hubspot-to-sesam/testbed/e2e/stack"
	"github.com/hubspot-to-sesam/testbed/e2e/stack/processes"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) (err error) {
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	flags.SetOutput(stderr)
	once := flags.Bool("once", false, "stop after the walkthrough instead of keeping the programs running")
	contacts := flags.Int("contacts", 1000, "how many contacts HubSpot has at the start")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *contacts < 1 {
		return fmt.Errorf("contacts must be at least 1, got %d", *contacts)
	}
	printer := demo.NewPrinter(stdout)
	driver := &processes.Driver{Progress: func(program string) { printer.Say("Building %s ...", program) }}
	defer func() {
		if closeErr := driver.Close(); err == nil {
			err = closeErr
		}
	}()
	s, err := demo.Start(ctx, printer, driver, stack.Options{Contacts: *contacts, Seed: 1})
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := s.Close(); err == nil {
			err = closeErr
		}
	}()
	if err := demo.Walk(ctx, printer, s, *contacts); err != nil {
		return err
	}
	if *once {
		return nil
	}
	printer.URLs(s)
	<-ctx.Done()
	printer.Say("Stopping.")
	return nil
}
