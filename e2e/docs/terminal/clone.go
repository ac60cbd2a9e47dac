package terminal

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/hubspot-to-sesam/testbed/e2e/docs"
)

// Clone is a clone of the repository, as a reader has one.
type Clone struct {
	// Dir is where it is.
	Dir string
}

// NewClone clones the last commit of the repository at root into dir. With changes, it has those that are not committed too.
func NewClone(ctx context.Context, root, dir string, changes bool) (*Clone, error) {
	if err := git(ctx, root, "clone", "--quiet", "--no-hardlinks", root, dir); err != nil {
		return nil, err
	}
	clone := &Clone{Dir: dir}
	if !changes {
		return clone, nil
	}
	if err := clone.take(ctx, root); err != nil {
		return nil, err
	}
	if err := git(ctx, dir, "add", "--all"); err != nil {
		return nil, err
	}
	return clone, git(ctx, dir, "-c", "user.name=docs", "-c", "user.email=docs@example.com", "commit", "--quiet", "--allow-empty", "--message", "what is not committed")
}

// Fetch downloads whatever any command may compile, with or without build tags: a terminal of a network of its own cannot.
func (c *Clone) Fetch(ctx context.Context) error {
	command := exec.CommandContext(ctx, "go", "list", "-deps", "-test", "work")
	command.Dir = c.Dir
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("go list: %w\n%s", err, output)
	}
	return nil
}

// take makes the files of the clone those of the work tree at root.
func (c *Clone) take(ctx context.Context, root string) error {
	if err := git(ctx, c.Dir, "rm", "-r", "--quiet", "."); err != nil {
		return err
	}
	files, err := docs.Files(ctx, root)
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := copyFile(filepath.Join(root, file), filepath.Join(c.Dir, file)); err != nil {
			return err
		}
	}
	return nil
}

// Reset makes the clone what it was.
func (c *Clone) Reset(ctx context.Context) error {
	if err := git(ctx, c.Dir, "reset", "--quiet", "--hard"); err != nil {
		return err
	}
	return git(ctx, c.Dir, "clean", "--quiet", "-dffx")
}

func copyFile(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
		return err
	}
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = source.Close() }()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, info.Mode().Perm())
	if err != nil {
		return err
	}
	if _, err := io.Copy(target, source); err != nil {
		_ = target.Close()
		return err
	}
	return target.Close()
}

func git(ctx context.Context, dir string, arguments ...string) error {
	command := exec.CommandContext(ctx, "git", arguments...) //nolint:gosec // they are this package's own
	command.Dir = dir
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("git %s: %w\n%s", strings.Join(arguments, " "), err, output)
	}
	return nil
}
