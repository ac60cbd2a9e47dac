package stack

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// Release is what an image says it was built from.
type Release struct {
	// Version is the newest tag without its "v", or "devel".
	Version string
	// Commit is the full hash, with "-dirty" after it if files have changed
	// since; empty outside a git clone.
	Commit string
}

// ReleaseOf returns the release that the working tree at root would be built
// as, from the script that `make images` uses.
func ReleaseOf(ctx context.Context, root string) (Release, error) {
	version, err := releasePart(ctx, root, "version")
	if err != nil {
		return Release{}, err
	}
	commit, err := releasePart(ctx, root, "commit")
	return Release{Version: version, Commit: commit}, err
}

func releasePart(ctx context.Context, root, part string) (string, error) {
	output, err := exec.CommandContext(ctx, filepath.Join(root, ".ci", "version"), part).Output() //nolint:gosec // the repository's own script
	if err != nil {
		return "", fmt.Errorf("reading the %s of the working tree: %w", part, err)
	}
	return strings.TrimSpace(string(output)), nil
}
