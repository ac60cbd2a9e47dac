package compose

import (
	"context"
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// confined requires of every container that it runs with no rights but those of its user, who is not the superuser.
func confined(ctx context.Context, t *testing.T, compose func(ctx context.Context, args ...string) string) {
	t.Helper()
	for _, service := range []string{"fakehubspot", "connector", "fakesesam"} {
		lines := strings.Fields(compose(ctx, "ps", "--quiet", service))
		if len(lines) == 0 {
			t.Fatalf("%s has no container", service)
		}
		text, err := exec.CommandContext(ctx, "docker", "inspect", lines[len(lines)-1]).Output()
		if err != nil {
			t.Fatal(err)
		}
		var found []struct {
			Config struct {
				User string
			}
			HostConfig struct {
				ReadonlyRootfs bool
				CapDrop        []string
				SecurityOpt    []string
			}
		}
		if err := json.Unmarshal(text, &found); err != nil {
			t.Fatal(err)
		}
		c := found[0]
		privileges := slices.ContainsFunc(c.HostConfig.SecurityOpt, func(option string) bool { return strings.HasPrefix(option, "no-new-privileges") })
		if c.Config.User != "65532:65532" || !c.HostConfig.ReadonlyRootfs || !slices.Contains(c.HostConfig.CapDrop, "ALL") || !privileges {
			t.Errorf("%s is not confined: %+v", service, c)
		}
	}
}
