// Package containers runs a stack as containers of a Docker engine: it builds
// the three Dockerfiles and gives each stack a network of its own.
package containers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/testcontainers/testcontainers-go"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// Driver builds the images once and starts stacks from them.
type Driver struct {
	build    sync.Once
	buildErr error
}

// Name implements stack.Driver.
func (d *Driver) Name() string { return "containers" }

// Available says why there is no Docker engine to run on; nil where there is.
func Available(ctx context.Context) error {
	provider, err := testcontainers.NewDockerProvider()
	if err != nil {
		return err
	}
	return errors.Join(provider.Health(ctx), provider.Close())
}

// TB is the part of testing.TB that Require needs.
type TB interface {
	Helper()
	Fatalf(format string, args ...any)
	Skipf(format string, args ...any)
}

// Require ends a test that has no Docker engine to run on: it is skipped on a
// person's machine, and fails where CI is set, since there it must run.
func Require(ctx context.Context, t TB) {
	t.Helper()
	err := Available(ctx)
	if err == nil {
		return
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("CI is set and there is no Docker engine: %v", err)
	}
	t.Skipf("NOT TESTED IN CONTAINERS, no Docker engine: %v", err)
}

// Build builds the three images, at the first call only.
func (d *Driver) Build(ctx context.Context) error {
	d.build.Do(func() { d.buildErr = buildImages(ctx) })
	return d.buildErr
}

func image(program string) string { return "hubspot-to-sesam/" + program + ":e2e" }

func buildImages(ctx context.Context) error {
	root, err := stack.Root()
	if err != nil {
		return err
	}
	provider, err := testcontainers.NewDockerProvider()
	if err != nil {
		return err
	}
	for _, program := range []string{"fakehubspot", "connector", "fakesesam"} {
		var log bytes.Buffer
		request := &testcontainers.ContainerRequest{FromDockerfile: testcontainers.FromDockerfile{
			Context:        filepath.Join(root, program),
			Repo:           "hubspot-to-sesam/" + program,
			Tag:            "e2e",
			KeepImage:      true,
			BuildLogWriter: &log,
		}}
		if _, err := provider.BuildImage(ctx, request); err != nil {
			return errors.Join(fmt.Errorf("building the image of %s: %w\n%s", program, err, &log), provider.Close())
		}
	}
	return provider.Close()
}

// Start implements stack.Driver.
func (d *Driver) Start(ctx context.Context, options stack.Options) (stack.Running, error) {
	if err := d.Build(ctx); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "hubspot-to-sesam-")
	if err != nil {
		return nil, err
	}
	r := &running{dir: dir, options: options}
	if err := r.start(ctx); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}
