package containers

import (
	"context"
	"os"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// passedOn are the build arguments taken from the environment where it has them.
var passedOn = []string{"GO_IMAGE", "GOPROXY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"}

// buildArgs returns the build arguments of the three images, the same that
// `make images` passes.
func buildArgs(ctx context.Context, root string) (map[string]*string, error) {
	release, err := stack.ReleaseOf(ctx, root)
	if err != nil {
		return nil, err
	}
	args := map[string]*string{"VERSION": &release.Version, "COMMIT": &release.Commit}
	for _, name := range passedOn {
		if value := os.Getenv(name); value != "" {
			args[name] = &value
		}
	}
	return args, nil
}
