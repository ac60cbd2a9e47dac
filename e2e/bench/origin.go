package bench

import (
	"context"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// Origin is where results come from. It is the first line of bench.json.
type Origin struct {
	Commit     string `json:"commit"` // with "-dirty" if tracked files have changed since; empty outside a clone
	Date       string `json:"date"`   // such as 2026-11-29, in UTC
	Go         string `json:"go"`     // such as go1.26.7
	Processors int    `json:"processors"`
}

// NewOrigin returns the origin of what is measured here and now.
func NewOrigin(ctx context.Context, now time.Time) (Origin, error) {
	root, err := stack.Root()
	if err != nil {
		return Origin{}, err
	}
	describe := exec.CommandContext(ctx, "git", "describe", "--always", "--abbrev=40", "--exclude", "*", "--dirty")
	describe.Dir = root
	commit, err := describe.Output()
	if err != nil {
		commit = nil // not a clone: the results are just as good, but cannot be taken over into the documents
	}
	return Origin{
		Commit: strings.TrimSpace(string(commit)), Date: now.UTC().Format(time.DateOnly), Go: runtime.Version(), Processors: runtime.NumCPU(),
	}, nil
}
