// Command bench measures the programs against their budgets, prints a table as
// it goes and writes a file with one JSON object a line: where the results come
// from, and then each of them.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/bench"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	switch {
	case err == nil:
	case errors.Is(err, flag.ErrHelp):
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) (err error) {
	if len(args) == 2 && args[0] == bench.RelayCommand {
		return bench.ServeRelay(ctx, args[1], bench.RelayToken(getenv), stdout)
	}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	out := flags.String("out", "bench.json", "`file` for the results, one JSON object a line")
	quick := flags.Bool("quick", false, "measure little, to try the program out; budgets are not checked")
	only := flags.String("only", "", "comma-separated `names` of measurements; empty for all")
	if err := flags.Parse(args); err != nil {
		return err
	}
	names := strings.FieldsFunc(*only, func(r rune) bool { return r == ',' })
	measurements, err := bench.Choose(names)
	if err != nil {
		return err
	}
	origin, err := bench.NewOrigin(ctx, time.Now())
	if err != nil {
		return err
	}
	file, err := os.Create(*out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	report := bench.NewReport(stdout, file)
	if err := report.Begin(origin); err != nil {
		return err
	}
	sizes := bench.FullSizes()
	if *quick {
		sizes = bench.QuickSizes()
	}
	lab, err := bench.NewLab(sizes, stderr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lab.Close()) }()
	return bench.Run(ctx, lab, measurements, report)
}
