// Package containers runs a stack as containers of a Docker engine: it builds
// the three images and runs each stack on its own network.
package containers

import (
	"bytes"
	"cmp"
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

// Available returns nil if a Docker engine answers, and otherwise an error that
// says why none does.
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

// Require ends a test if there is no Docker engine to run it on. The test is
// skipped on a developer's machine and fails if CI is set, where it must run.
func Require(ctx context.Context, t TB) {
	t.Helper()
	err := Available(ctx)
	if err == nil {
		return
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("CI is set, but no Docker engine answers: %v", err)
	}
	t.Skipf("NOT TESTED IN CONTAINERS, no Docker engine answers: %v", err)
}

// Build builds the three images, unless they exist. Only the first call does any work.
func (d *Driver) Build(ctx context.Context) error {
	d.build.Do(func() {
		if os.Getenv(built) == "" {
			d.buildErr = buildImages(ctx)
		}
	})
	return d.buildErr
}

// programs are the names of the images, and of the directories they are built from.
var programs = []string{"fakehubspot", "connector", "fakesesam"}

// built is the environment variable with the tag of images that exist already, to be tested as they are.
const built = "E2E_TAG"

// tag is that of the images.
func tag() string { return cmp.Or(os.Getenv(built), "e2e") }

// Image returns the name of a program's image, once Build has built it.
func Image(program string) string { return "hubspot-to-sesam/" + program + ":" + tag() }

func buildImages(ctx context.Context) error {
	root, err := stack.Root()
	if err != nil {
		return err
	}
	args, err := buildArgs(ctx, root)
	if err != nil {
		return err
	}
	provider, err := testcontainers.NewDockerProvider()
	if err != nil {
		return err
	}
	for _, program := range programs {
		var log bytes.Buffer
		request := &testcontainers.ContainerRequest{FromDockerfile: testcontainers.FromDockerfile{
			Context:        filepath.Join(root, program),
			Repo:           "hubspot-to-sesam/" + program,
			Tag:            tag(),
			BuildArgs:      args,
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
