package house

import (
	"fmt"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The map of packages is made of the first sentences of the packages themselves.
func TestPackageMap(t *testing.T) {
	file := filepath.Join(root(t), "docs", "packages.md")
	want := "# Packages\n\nEvery package with the first sentence of its documentation. Made by\n" +
		"`go test ./e2e/house -run TestPackageMap -update`; [Architecture](architecture.md) says how they fit together.\n"
	module := ""
	for _, p := range packages(t) {
		path := strings.TrimPrefix(p.ImportPath, prefix)
		if now, _, _ := strings.Cut(path, "/"); now != module {
			module = now
			want += fmt.Sprintf("\n## %s\n\n| package | |\n|---|---|\n", module)
		}
		sentence := synopsis(t, p.Dir)
		if sentence == "" {
			t.Errorf("%s has no package comment", path)
		}
		want += fmt.Sprintf("| [`%s`](../%s) | %s |\n", path, path, strings.ReplaceAll(sentence, "|", `\|`))
	}
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if read(t, file) != want {
		t.Error("docs/packages.md is out of date; run: go test ./e2e/house -run TestPackageMap -update")
	}
}

// synopsis returns the first sentence about a package, without its beginning; that of one that has only tests stands in a test.
func synopsis(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if text := parsed.Doc.Text(); strings.HasPrefix(text, "Package ") || strings.HasPrefix(text, "Command ") {
			return new(doc.Package).Synopsis(text)
		}
	}
	return ""
}
