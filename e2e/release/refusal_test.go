package release

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// repository is a git repository with just what a release is checked by.
type repository struct {
	*testing.T
	dir string
}

func newRepository(t *testing.T) repository {
	t.Helper()
	for _, name := range []string{"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"} { // as in a hook, where they name another repository
		t.Setenv(name, "")
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
	r := repository{t, t.TempDir()}
	for _, program := range Programs {
		r.write(program+"/go.mod", "module "+modulePrefix+program+"\n")
	}
	r.write("CHANGELOG.md", "## [1.4.0] - 2026-12-01\n\n- Something.\n")
	r.git("init", "--quiet")
	r.commit()
	return r
}

func (r repository) write(file, text string) {
	r.Helper()
	file = filepath.Join(r.dir, file)
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		r.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		r.Fatal(err)
	}
}

func (r repository) git(args ...string) {
	r.Helper()
	identity := []string{"-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false"}
	command := exec.CommandContext(context.WithoutCancel(r.Context()), "git", append(identity, args...)...)
	command.Dir = r.dir
	if output, err := command.CombinedOutput(); err != nil {
		r.Fatalf("git %v: %v\n%s", args, err, output)
	}
}

func (r repository) commit() {
	r.Helper()
	r.git("add", ".")
	r.git("commit", "--quiet", "--message", "a change")
}

// identify checks a release of the repository and returns its notes.
func (r repository) identify(tag string) (Stamp, string, error) {
	r.Helper()
	head, err := HeadOf(r.Context(), r.dir)
	if err != nil {
		r.Fatal(err)
	}
	return Release{Root: r.dir, Tag: tag, Log: io.Discard}.identify(r.Context(), head)
}

func TestWhatIsInOrderIsReleased(t *testing.T) {
	r := newRepository(t)
	for _, tag := range []string{"v1.4.0", "connector/v1.4.0", "fakesesam/v1.4.0"} { // a module's tag is not in the way
		r.git("tag", tag)
	}
	stamp, notes, err := r.identify("v1.4.0")
	if err != nil || stamp.Version != "1.4.0" || len(stamp.Commit) != 40 || notes != "- Something.\n" {
		t.Errorf("the release is %+v with the notes %q and the error %v", stamp, notes, err)
	}
}

func TestWhatIsNotInOrderIsRefused(t *testing.T) {
	for _, c := range []struct {
		name    string
		arrange func(r repository)
		tag     string
		want    []string
	}{
		{"an impossible tag", func(repository) {}, "1.4.0", []string{`"1.4.0" is no tag of a release`}},
		{"no tag on the commit", func(repository) {}, "v1.4.0", []string{"has no tag of a release: want v1.4.0 on it"}},
		{"the tag of a module only", func(r repository) { r.git("tag", "connector/v1.4.0") }, "v1.4.0", []string{"has no tag of a release"}},
		{"the tag of an earlier commit", func(r repository) {
			r.git("tag", "v1.4.0")
			r.write("more", "more")
			r.commit()
		}, "v1.4.0", []string{"has no tag of a release"}},
		{"another version's tag", func(r repository) { r.git("tag", "v1.3.9") }, "v1.4.0", []string{"has the tag v1.3.9, and the version to release is 1.4.0"}},
		{"two tags", func(r repository) { r.git("tag", "v1.4.0"); r.git("tag", "v1.3.9") }, "v1.4.0", []string{"v1.3.9 and v1.4.0"}},
		{"a changed file", func(r repository) {
			r.git("tag", "v1.4.0")
			r.write("CHANGELOG.md", "## [1.4.0] - 2026-12-01\n\n- Else.\n")
		}, "v1.4.0", []string{"differs from the commit", "M CHANGELOG.md"}},
		{"a new file", func(r repository) { r.git("tag", "v1.4.0"); r.write("connector/new.go", "package connector") }, "v1.4.0", []string{"differs from the commit", "?? connector/new.go"}},
		{"nothing in the changelog", func(r repository) { r.git("tag", "v1.5.0") }, "v1.5.0", []string{"CHANGELOG.md has no section for 1.5.0"}},
		{"modules of another major version, and all else", func(r repository) { r.write("new", "new") }, "v2.0.0", []string{
			"connector/go.mod: the module is", "fakehubspot/go.mod: the module is", "fakesesam/go.mod: the module is",
			"differs from the commit", "has no tag of a release", "no section for 2.0.0",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRepository(t)
			c.arrange(r)
			_, _, err := r.identify(c.tag)
			if err == nil {
				t.Fatal("it is released")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error is\n%v\nwant it to say %q", err, want)
				}
			}
		})
	}
}

func TestAFolderWithFilesIsRefused(t *testing.T) {
	r := newRepository(t)
	r.git("tag", "v1.4.0")
	r.write("full/old.tar.gz", "old")
	r.write(".git/info/exclude", "full\n")
	err := Release{Root: r.dir, Folder: filepath.Join(r.dir, "full"), Tag: "v1.4.0", Log: io.Discard}.Make(t.Context())
	if err == nil || !strings.Contains(err.Error(), "is not empty") {
		t.Errorf("the error is %v, want one that the folder is not empty", err)
	}
}
