package containers

import (
	"os"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// The node's container has the repository's project, where the settings say, and the node may read it.
func TestProjectFiles(t *testing.T) {
	project, err := stack.NewProject(t.TempDir(), "http://fakehubspot:8080/crm/v3", nil)
	if err != nil {
		t.Fatal(err)
	}
	files, err := projectFiles(project)
	if err != nil {
		t.Fatal(err)
	}
	inside := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file.HostFilePath)
		if err != nil {
			t.Fatal(err)
		}
		if inside[file.ContainerFilePath] = string(text); file.FileMode != 0o644 {
			t.Errorf("%s has mode %o, want 644: the container runs as another user", file.ContainerFilePath, file.FileMode)
		}
	}
	for place, part := range map[string]string{
		envPath:                           "http://fakehubspot:8080/crm/v3",
		secretsPath:                       stack.Token,
		"/config/node-metadata.conf.json": "{",
		"/config/systems/" + stack.System + ".conf.json": "system:microservice",
		"/config/pipes/" + stack.Pipe + ".conf.json":     "supports_since",
	} {
		if !strings.Contains(inside[place], part) {
			t.Errorf("%s contains %q, want %q in it; there are %d files", place, inside[place], part, len(inside))
		}
	}
}
