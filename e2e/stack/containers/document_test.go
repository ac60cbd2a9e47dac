package containers

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/docs"
	"github.com/hubspot-to-sesam/testbed/e2e/docs/terminal"
	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// What docs/images.md shows of `make images`, it prints, and the image it makes tells its version. The images have a tag of their
// own and are removed.
func TestImagesAreMadeAsTheDocumentSays(t *testing.T) {
	Require(t.Context(), t)
	root, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "docs", "images.md"))
	if err != nil {
		t.Fatal(err)
	}
	steps, err := docs.Parse("docs/images.md", text).StepsRunBy(t.Name())
	if err != nil || len(steps) != 2 {
		t.Fatalf("%d steps, %v", len(steps), err)
	}
	shell, err := terminal.Open(t.Context(), terminal.Options{Dir: root, Scratch: t.TempDir(), Limit: 15 * time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		for _, program := range programs {
			_ = exec.Command("docker", "image", "rm", "hubspot-to-sesam/"+program+":mine").Run()
		}
		if err := shell.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, step := range steps {
		if err := shell.Do(step); err != nil {
			t.Fatal(err)
		}
	}
}
