package fakehubspot

import "testing"

// What the linker sets comes before what Go recorded in the build, and without either a version is "devel".
func TestVersion(t *testing.T) {
	defer func(v, c string) { version, commit = v, c }(version, commit)
	version, commit = "", ""
	if got := Version(); got == "" {
		t.Error("no version")
	}
	version, commit = "v1.4.0", "0123abcd"
	if Version() != "1.4.0" || Commit() != "0123abcd" {
		t.Error(Version(), Commit())
	}
}
