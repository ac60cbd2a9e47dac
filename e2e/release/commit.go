package release

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// Commit is the commit that is checked out.
type Commit struct {
	Hash string
	// Time is when it was made. Whatever in a release has a time has this one.
	Time time.Time
}

// HeadOf returns the commit that is checked out at root.
func HeadOf(ctx context.Context, root string) (Commit, error) {
	line, err := git(ctx, root, "log", "-1", "--format=%H %ct")
	if err != nil {
		return Commit{}, err
	}
	hash, seconds, _ := strings.Cut(line, " ")
	made, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return Commit{}, fmt.Errorf("git log says that commit %s was made at %q, want seconds", hash, seconds)
	}
	return Commit{Hash: hash, Time: time.Unix(made, 0).UTC()}, nil
}

// checkClean returns an error if the working tree is not the commit.
func checkClean(ctx context.Context, root string) error {
	changed, err := git(ctx, root, "status", "--porcelain")
	if err != nil {
		return err
	}
	if changed != "" {
		return fmt.Errorf("the working tree differs from the commit; commit, or remove:\n%s", changed)
	}
	return nil
}

// checkTag returns an error if the version's tag is not on the commit, or if
// another version's is.
func checkTag(ctx context.Context, root string, version Version, head Commit) error {
	tags, err := git(ctx, root, "tag", "--points-at", head.Hash, "--list", "v[0-9]*")
	if err != nil {
		return err
	}
	switch found := strings.Fields(tags); {
	case len(found) == 0:
		return fmt.Errorf("commit %s has no tag of a release: want %s on it (git tag --sign %s)", head.Hash, version.Tag(), version.Tag())
	case len(found) != 1 || found[0] != version.Tag():
		return fmt.Errorf("commit %s has the tag %s, and the version to release is %s: want one tag, %s", head.Hash, strings.Join(found, " and "), version, version.Tag())
	}
	return nil
}

func git(ctx context.Context, root string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, "git", args...) //nolint:gosec // made in this package
	command.Dir = root
	var problem strings.Builder
	command.Stderr = &problem
	output, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(problem.String()))
	}
	return strings.TrimRight(string(output), "\n"), nil
}
