package docs

import (
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// root is the repository's root.
func root(t *testing.T) string {
	t.Helper()
	dir, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// everyDocument returns all documents of the repository.
func everyDocument(t *testing.T) []*Document {
	t.Helper()
	all, err := ReadAll(t.Context(), root(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 14 {
		t.Fatalf("only %d documents", len(all))
	}
	return all
}
