package fakesesam

import "testing"

// What the linker sets takes precedence over what Go recorded in the build.
func TestVersion(t *testing.T) {
	defer func() { version, commit = "", "" }()
	version, commit = "", ""
	if got := Version(); got == "" {
		t.Error("no version")
	}
	version, commit = "v1.4.0", "0123abcd"
	if Version() != "1.4.0" || Commit() != "0123abcd" {
		t.Error(Version(), Commit())
	}
}
