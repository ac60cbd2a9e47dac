package terminal

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/docs"
	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// Whoever types the commands of a document, one block after the other in one shell, in a clone of the repository, gets what the
// document says. In CI the clone has what is committed, on a developer's machine the changes too.
func TestDocumentsDoWhatTheySay(t *testing.T) {
	root, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	// Always the same place, so that Go finds in its cache what it has compiled there before.
	dir := filepath.Join(root, ".cache", "docs")
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	clone, err := NewClone(t.Context(), root, dir, os.Getenv("CI") == "")
	if err != nil {
		t.Fatal(err)
	}
	all, err := docs.ReadAll(t.Context(), clone.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := clone.Fetch(t.Context()); err != nil {
		t.Fatal(err)
	}
	apart := Apart(t.Context())
	if !apart {
		t.Log("no network apart from this machine's: the ports that the documents name must be free")
	}
	run := 0
	for _, document := range all {
		steps, err := document.Steps()
		if err != nil {
			t.Error(err)
			continue
		}
		if len(steps) == 0 {
			continue
		}
		run++
		t.Run(document.Path, func(t *testing.T) {
			perform(t, clone, document, steps, apart)
		})
	}
	if run < 4 {
		t.Errorf("only %d documents have commands that are run", run)
	}
}

func perform(t *testing.T, clone *Clone, document *docs.Document, steps []docs.Step, apart bool) {
	t.Helper()
	if err := clone.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	terminal, err := Open(t.Context(), Options{Dir: clone.Dir, Scratch: t.TempDir(), Apart: apart, Limit: 15 * time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := terminal.Close(); err != nil {
			t.Errorf("%s: at the end: %v", document.Path, err)
		}
	}()
	for _, step := range steps {
		if err := terminal.Do(step); err != nil {
			t.Fatalf("%s: %v", document.Place(step.Line), err)
		}
	}
}
