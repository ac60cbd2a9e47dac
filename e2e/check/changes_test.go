package check

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestChangesIn(t *testing.T) {
	for _, name := range []string{"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"} { // set in a git hook, for another repository
		t.Setenv(name, "")
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	run := func(args ...string) {
		t.Helper()
		identity := []string{"-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"}
		if _, err := git(t.Context(), dir, append(identity, args...)...); err != nil {
			t.Fatalf("%v: %v", args, err)
		}
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	commit := func(name string) {
		t.Helper()
		write(name, name)
		run("add", ".")
		run("commit", "--quiet", "--message", name)
	}
	want := func(base string, files ...string) {
		t.Helper()
		changes, err := ChangesIn(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(changes.Files)
		if !strings.Contains(changes.Base, base) || !slices.Equal(changes.Files, files) {
			t.Errorf("changes are %v since %q, want %v since %q", changes.Files, changes.Base, files, base)
		}
	}
	run("init", "--quiet", "--initial-branch=main")
	commit("first")
	commit("second")

	want("before the last", "second")
	write("ünew", "")
	want("the last commit", "ünew")
	write("first", "edited")
	want("the last commit", "first", "ünew")

	run("switch", "--quiet", "--create", "branch")
	want("the last commit", "first", "ünew")
	run("rm", "--quiet", "second")
	commit("third")
	want("left main", "first", "second", "third", "ünew")
}
