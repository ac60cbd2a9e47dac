package stack

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestReleaseOf(t *testing.T) {
	t.Setenv("VERSION", "")
	t.Setenv("COMMIT", "")
	for _, name := range []string{"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"} { // as in a hook, where they name another repository
		t.Setenv(name, "")
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
	root, err := Root()
	if err != nil {
		t.Fatal(err)
	}
	script, err := os.ReadFile(filepath.Join(root, ".ci", "version"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, ".ci", "version"), string(script), 0o755)
	want := func(version, commit string) {
		t.Helper()
		got, err := ReleaseOf(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		if got != (Release{Version: version, Commit: commit}) {
			t.Errorf("release is %+v, want version %q and commit %q", got, version, commit)
		}
	}

	want("devel", "")

	git(t, dir, "init", "--quiet")
	git(t, dir, "add", ".")
	git(t, dir, "commit", "--quiet", "--message", "first")
	first := git(t, dir, "rev-parse", "HEAD")
	want("devel", first)

	git(t, dir, "tag", "connector/v9.9.9") // that of a module, of the same commit
	want("devel", first)

	git(t, dir, "tag", "v1.4.0")
	git(t, dir, "tag", "fakesesam/v1.4.1")
	want("1.4.0", first)

	writeFile(t, filepath.Join(dir, ".ci", "version"), string(script)+"\n", 0o755)
	want("1.4.0-dirty", first+"-dirty")

	t.Setenv("VERSION", "2.0.0")
	t.Setenv("COMMIT", "abc")
	want("2.0.0", "abc")
}

func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	identity := []string{"-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false"}
	command := exec.CommandContext(context.WithoutCancel(t.Context()), "git", append(identity, args...)...)
	command.Dir = dir
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, output)
	}
	return strings.TrimSpace(string(output))
}

func writeFile(t *testing.T, file, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}
