// Command release makes everything that a release offers for download. See
// docs/releasing.md.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/hubspot-to-sesam/testbed/e2e/release"
	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

const usage = `usage: .ci/release [--out dist] [--platform linux/arm64 …] TAG | --rehearsal

  TAG           the tag of the release, such as v1.4.0; it must be on the commit
  --rehearsal   build the working tree as it is, without a tag
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, output io.Writer) error {
	root, err := stack.Root()
	if err != nil {
		return err
	}
	made := release.Release{Root: root, Log: output}
	flags := flag.NewFlagSet("release", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&made.Folder, "out", filepath.Join(root, "dist"), "")
	rehearsal := flags.Bool("rehearsal", false, "")
	flags.Func("platform", "", func(text string) error {
		platform, err := release.ParsePlatform(text)
		made.Platforms = append(made.Platforms, platform)
		return err
	})
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("%w\n\n%s", err, usage)
	}
	if *rehearsal != (flags.NArg() == 0) || flags.NArg() > 1 {
		return fmt.Errorf("want either the tag of the release or --rehearsal\n\n%s", usage)
	}
	if made.Folder, err = filepath.Abs(made.Folder); err != nil {
		return err
	}
	made.Tag = flags.Arg(0)
	return made.Make(ctx)
}
