// Command demo starts HubSpot (fake), the connector and Sesam (fake), tells
// the story of a contact's way from one to the other, and stays up.
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
	once := flags.Bool("once", false, "end after the story instead of staying up")
	contacts := flags.Int("contacts", 1000, "how many contacts HubSpot has at the start")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *contacts < 1 {
		return fmt.Errorf("contacts: %d leave nothing to tell of, want at least 1", *contacts)
	}
	teller := demo.NewTeller(stdout)
	driver := &processes.Driver{Progress: func(program string) { teller.Say("Building %s ...", program) }}
	defer func() {
		if closeErr := driver.Close(); err == nil {
			err = closeErr
		}
	}()
	s, err := demo.Start(ctx, teller, driver, stack.Options{Contacts: *contacts, Seed: 1})
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := s.Close(); err == nil {
			err = closeErr
		}
	}()
	if err := demo.Tell(ctx, teller, s, *contacts); err != nil {
		return err
	}
	if *once {
		return nil
	}
	teller.Addresses(s)
	<-ctx.Done()
	teller.Say("Stopping.")
	return nil
}
