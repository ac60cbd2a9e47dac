package house

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// goMod is a go.mod, as `go mod edit -json` describes it.
type goMod struct {
	Module  struct{ Path string }
	Require []struct {
		Path     string
		Indirect bool
	}
	Replace []struct {
		Old, New struct{ Path string }
	}
}

// An example is what a stranger could have written: its module is not one of ours, and it needs one of the fakes and
// nothing else, neither the connector nor another module.
func TestExamplesAreAStrangers(t *testing.T) {
	examples := filepath.Join(root(t), "examples")
	files, err := filepath.Glob(filepath.Join(examples, "*", "go.mod"))
	if err != nil || len(files) != 2 {
		t.Fatalf("%d modules of examples (%v), want 2", len(files), err)
	}
	for _, file := range files {
		mod := list[goMod](t, filepath.Dir(file), []string{"GOWORK=off"}, "mod", "edit", "-json")[0]
		if strings.HasPrefix(mod.Module.Path, prefix) {
			t.Errorf("%s: the module is %s; a stranger's does not begin with %s", file, mod.Module.Path, prefix)
		}
		var direct []string
		for _, require := range mod.Require {
			if !require.Indirect {
				direct = append(direct, require.Path)
			}
		}
		if fake := strings.TrimPrefix(strings.Join(direct, " "), prefix); fake != "fakehubspot" && fake != "fakesesam" {
			t.Errorf("%s requires %v, want one of the fakes and nothing else", file, direct)
		}
		for _, replace := range mod.Replace {
			if !slices.Contains(direct, replace.Old.Path) || replace.New.Path != "../../"+strings.TrimPrefix(replace.Old.Path, prefix) {
				t.Errorf("%s replaces %s by %s", file, replace.Old.Path, replace.New.Path)
			}
		}
	}
}

// Every example has a README that is short, and a row in the table of them all.
func TestExamplesAreDescribed(t *testing.T) {
	examples := filepath.Join(root(t), "examples")
	entries, err := os.ReadDir(examples)
	if err != nil {
		t.Fatal(err)
	}
	index := read(t, filepath.Join(examples, "README.md"))
	folders := 0
	for _, entry := range entries {
		if !entry.IsDir() {
			continue
		}
		folders++
		if lines := strings.Count(read(t, filepath.Join(examples, entry.Name(), "README.md")), "\n"); lines > 60 {
			t.Errorf("the README of %s has %d lines, want 60 at most", entry.Name(), lines)
		}
		if !strings.Contains(index, "]("+entry.Name()+"/README.md)") {
			t.Errorf("examples/README.md does not lead to %s", entry.Name())
		}
	}
	if folders < 4 {
		t.Errorf("%d examples were found", folders)
	}
}

// What the workspace, the Makefile and the pipeline do with every module, they do with those of the examples.
func TestEveryModuleIsTested(t *testing.T) {
	all := slices.Clone(modules)
	files, err := filepath.Glob(filepath.Join(root(t), "examples", "*", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		all = append(all, "examples/"+filepath.Base(filepath.Dir(file)))
	}
	type workspace struct {
		Use []struct{ DiskPath string }
	}
	var used []string
	for _, use := range list[workspace](t, root(t), nil, "work", "edit", "-json")[0].Use {
		used = append(used, strings.TrimPrefix(use.DiskPath, "./"))
	}
	slices.Sort(used)
	if want := slices.Sorted(slices.Values(all)); !slices.Equal(used, want) {
		t.Errorf("go.work uses %v, want %v", used, want)
	}
	for file, want := range map[string]string{
		"Makefile":                 "MODULES := " + strings.Join(all, " ") + "\n",
		".ci/vulnerabilities":      "for module in " + strings.Join(all, " ") + ";",
		".github/workflows/ci.yml": "module: [" + strings.Join(all, ", ") + "]",
		"e2e/check/packages.go":    `{"` + strings.Join(all, `", "`) + `"}`,
	} {
		if !strings.Contains(read(t, filepath.Join(root(t), file)), want) {
			t.Errorf("%s does not have %q", file, want)
		}
	}
}
