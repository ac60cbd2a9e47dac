package recipes

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// Followed to its end, each recipe passes its test. With a step left out, the test that the step names fails and says so.
func TestEveryRecipeWorks(t *testing.T) {
	tree := copied(t)
	for _, r := range recipes {
		t.Run(r.title, func(t *testing.T) {
			tree := project{t, tree, map[string]string{}}
			before := tree.make(r, -1)
			defer func() { tree.restore(before) }()
			if output, passed := tree.run(r.green, complete); !passed {
				t.Fatalf("with every step done:\n%s", output)
			}
			for left, s := range r.steps {
				if s.guard.test == "" {
					continue
				}
				tree.restore(before)
				tree.make(r, left)
				source := complete
				if strings.HasSuffix(s.file, ".go") {
					source = fmt.Sprint("without step ", left)
				}
				if output, passed := tree.run(s.guard, source); passed || !strings.Contains(output, s.guard.says) {
					t.Errorf("%s without %q:\n%s\nwant %s to fail and say %q", s.file, s.insert, output, s.guard.test, s.guard.says)
				}
			}
		})
	}
}

// Each recipe names the file of every step, the folder of every new file, and the tests that fail without them.
func TestTheRecipesAreThoseOfTheDocument(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root(t), "docs/recipes.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range recipes {
		_, section, found := strings.Cut(string(page), "\n## "+r.title+"\n")
		section, _, _ = strings.Cut(section, "\n## ")
		if !found {
			t.Errorf("docs/recipes.md has no section %q", r.title)
			continue
		}
		for _, s := range r.steps {
			name := s.file
			if s.after == "" {
				name = filepath.Dir(name)
			}
			if !strings.Contains(section, "`"+name+"`") {
				t.Errorf("%s: %s is not named", r.title, name)
			}
			if s.guard.test != "" && !strings.Contains(section, "`"+s.guard.test+"`") {
				t.Errorf("%s: %s, which fails without %s, is not named", r.title, s.guard.test, s.file)
			}
		}
	}
}

// project is a copy of the project in a folder.
type project struct {
	t        *testing.T
	dir      string
	programs map[string]string // the compiled tests, by folder and source
}

// complete is the source with every step that is a change of it.
const complete = "complete"

// make makes the change, but for the step left, and returns the files as they were before; nil stands for none.
func (p project) make(r recipe, left int) (before map[string][]byte) {
	p.t.Helper()
	before = map[string][]byte{}
	for i, s := range r.steps {
		file := filepath.Join(p.dir, s.file)
		text, err := os.ReadFile(file)
		if (err != nil) != (s.after == "") {
			p.t.Fatalf("%s: %v; a step is a new file, or a place in one that is there", s.file, err)
		}
		if _, noted := before[s.file]; !noted {
			before[s.file] = text
		}
		if i == left {
			continue
		}
		if n := strings.Count(string(text), s.after); s.after != "" && n != 1 {
			p.t.Fatalf("%s has %q %d times, want once: it is where the recipe says that the change goes", s.file, s.after, n)
		}
		changed := strings.Replace(string(text), s.after, s.after+s.insert, 1)
		if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
			p.t.Fatal(err)
		}
	}
	return before
}

// restore undoes make.
func (p project) restore(before map[string][]byte) {
	p.t.Helper()
	for file, text := range before {
		path := filepath.Join(p.dir, file)
		err := os.WriteFile(path, text, 0o600)
		if text == nil {
			err = os.Remove(path)
		}
		if err != nil && !os.IsNotExist(err) {
			p.t.Fatal(err)
		}
	}
}

// run runs tests in the copy. The source is compiled once, however often what is beside it changes.
func (p project) run(c check, source string) (output string, passed bool) {
	p.t.Helper()
	folder := filepath.Join(p.dir, c.folder)
	program, compiled := p.programs[c.folder+source]
	if !compiled {
		program = filepath.Join(p.t.TempDir(), "test")
		if output, done := p.command(folder, "go", "test", "-tags", "nomsgpack", "-trimpath", "-vet=off", "-ldflags=-s -w", "-c", "-o", program, "."); !done {
			return output, false
		}
		p.programs[c.folder+source] = program
	}
	output, passed = p.command(folder, program, "-test.v", "-test.timeout=10m", "-test.run", "^("+c.test+")$")
	for name := range strings.SplitSeq(c.test, "|") {
		if passed && !strings.Contains(output, "--- PASS: "+name+" (") {
			p.t.Fatalf("%s has no %s", c.folder, name)
		}
	}
	return output, passed
}

func (p project) command(folder string, words ...string) (output string, done bool) {
	command := exec.CommandContext(p.t.Context(), words[0], words[1:]...)
	command.Dir = folder
	text, err := command.CombinedOutput()
	return string(text), err == nil
}

// copied returns a copy of the project without what no test of a recipe reads.
func copied(t *testing.T) string {
	t.Helper()
	from, to := os.DirFS(root(t)), t.TempDir()
	err := fs.WalkDir(from, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && slices.Contains([]string{".git", ".cache", "docs/pictures", "tools"}, name):
			return fs.SkipDir
		case entry.IsDir():
			return os.MkdirAll(filepath.Join(to, name), 0o750)
		case !entry.Type().IsRegular():
			return nil
		}
		text, err := fs.ReadFile(from, name)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, name), text, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	return to
}

func root(t *testing.T) string {
	t.Helper()
	dir, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
