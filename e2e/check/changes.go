// Package check runs the unit tests and the linters that a change can affect,
// without containers, so that they can be run after every edit.
package check

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
)

// Changes are files that differ from a commit.
type Changes struct {
	// Base names the commit, for people.
	Base string
	// Files are relative to the repository's root, with slashes; they include
	// deleted and untracked files.
	Files []string
}

// ChangesIn returns what has changed in the working tree at root: on a branch,
// since it left main; on main, what is not committed, or else the last commit.
func ChangesIn(ctx context.Context, root string) (Changes, error) {
	untracked, err := git(ctx, root, "ls-files", "-z", "--others", "--exclude-standard")
	if err != nil {
		return Changes{}, err
	}
	base, name, err := baseOf(ctx, root, untracked != "")
	if err != nil {
		return Changes{}, err
	}
	tracked, err := git(ctx, root, "diff", "-z", "--name-only", "--no-renames", base)
	if err != nil {
		return Changes{}, err
	}
	return Changes{Base: name, Files: strings.FieldsFunc(tracked+untracked, func(r rune) bool { return r == 0 })}, nil
}

func baseOf(ctx context.Context, root string, untracked bool) (base, name string, err error) {
	head, err := git(ctx, root, "rev-parse", "HEAD")
	if err != nil {
		return "", "", err
	}
	for _, main := range []string{"origin/main", "main"} {
		fork, err := git(ctx, root, "merge-base", main, "HEAD")
		if err == nil && fork != head {
			return strings.TrimSpace(fork), "where the branch left " + main, nil
		}
	}
	edited, err := git(ctx, root, "diff", "--name-only", "HEAD")
	if err != nil {
		return "", "", err
	}
	if edited != "" || untracked {
		return "HEAD", "the last commit", nil
	}
	return "HEAD~1", "the commit before the last", nil
}

func git(ctx context.Context, root string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, "git", args...) //nolint:gosec // fixed arguments and commits
	command.Dir = root
	var stderr strings.Builder
	command.Stderr = &stderr
	output, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(stderr.String()))
	}
	return string(output), nil
}
