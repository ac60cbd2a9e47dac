package connector

import "testing"

// What the linker has set comes first.
func TestVersionAndCommit(t *testing.T) {
	if Version() == "" {
		t.Error("no version")
	}
	defer func() { version, commit = "", "" }()
	version, commit = "1.4.0", "0123abcd"
	if Version() != "1.4.0" || Commit() != "0123abcd" {
		t.Errorf("got %q of %q", Version(), Commit())
	}
}
