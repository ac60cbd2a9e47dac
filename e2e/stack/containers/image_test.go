package containers

import (
	"context"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// An image says what it is in its labels, and its program says the same.
func TestImagesSayWhatTheyWereBuiltFrom(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
	defer cancel()
	Require(ctx, t)
	root, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	release, err := stack.ReleaseOf(ctx, root)
	if err != nil {
		t.Fatal(err)
	}
	var driver Driver
	if err := driver.Build(ctx); err != nil {
		t.Fatal(err)
	}
	for _, program := range programs {
		t.Run(program, func(t *testing.T) {
			var labels map[string]string
			if err := json.Unmarshal([]byte(docker(ctx, t, "image", "inspect", "--format", "{{json .Config.Labels}}", Image(program))), &labels); err != nil {
				t.Fatal(err)
			}
			for name, want := range map[string]string{
				"title": program, "version": release.Version, "revision": release.Commit, "licenses": "Apache-2.0",
			} {
				if got := labels["org.opencontainers.image."+name]; got != want {
					t.Errorf("label %s is %q, want %q", name, got, want)
				}
			}
			if labels["org.opencontainers.image.description"] == "" {
				t.Error("the image has no description")
			}

			inside := program + " " + release.Version + " ("
			if release.Commit != "" {
				inside += "commit " + release.Commit + ", "
			}
			version := docker(ctx, t, "run", "--rm", Image(program), "version")
			if !strings.HasPrefix(version, inside+"go1.") || !strings.HasSuffix(version, ")") {
				t.Errorf("version prints %q, want it to start with %q", version, inside)
			}
		})
	}
}

func docker(ctx context.Context, t *testing.T, args ...string) string {
	t.Helper()
	output, err := exec.CommandContext(ctx, "docker", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("docker %v: %v\n%s", args, err, output)
	}
	return strings.TrimSpace(string(output))
}
