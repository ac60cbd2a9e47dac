// Package processes runs a stack as processes on this machine, on free ports of
// the loopback address.
package processes

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// Programs are the programs of a stack, and the modules they are in.
var Programs = []string{"fakehubspot", "connector", "fakesesam"}

// Driver builds the three programs once and starts stacks from them.
type Driver struct {
	// Race builds the programs with the race detector.
	Race bool
	// Progress is called for each program before it is built, unless it is nil.
	Progress func(program string)

	build    sync.Once
	dir      string
	buildErr error
}

// Name implements stack.Driver.
func (d *Driver) Name() string { return "processes" }

// Build compiles the programs. Only the first call does any work.
func (d *Driver) Build(ctx context.Context) error {
	d.build.Do(func() { d.buildErr = d.compile(ctx) })
	return d.buildErr
}

func (d *Driver) compile(ctx context.Context) error {
	root, err := stack.Root()
	if err != nil {
		return err
	}
	if d.dir, err = os.MkdirTemp("", "hubspot-to-sesam-bin-"); err != nil {
		return err
	}
	for _, program := range Programs {
		if d.Progress != nil {
			d.Progress(program)
		}
		args := []string{"build", "-C", filepath.Join(root, program), "-tags", "nomsgpack", "-o", d.binary(program)}
		if d.Race {
			args = append(args, "-race")
		}
		output, err := exec.CommandContext(ctx, "go", append(args, "./cmd/"+program)...).CombinedOutput() //nolint:gosec // fixed arguments
		if err != nil {
			return fmt.Errorf("building %s: %w\n%s", program, err, output)
		}
	}
	return nil
}

// Close removes the binaries.
func (d *Driver) Close() error { return os.RemoveAll(d.dir) }

func (d *Driver) binary(program string) string { return filepath.Join(d.dir, program) }

// Start implements stack.Driver.
func (d *Driver) Start(ctx context.Context, options stack.Options) (stack.Running, error) {
	if err := d.Build(ctx); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "hubspot-to-sesam-")
	if err != nil {
		return nil, err
	}
	r := &running{driver: d, dir: dir, options: options, logs: map[string]*logBuffer{}}
	for _, program := range Programs {
		r.logs[program] = &logBuffer{}
	}
	if err := r.start(ctx); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}
