package house

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// longest is how many lines a file may have. One that needs more holds two things.
const longest = 400

func TestFilesAreShort(t *testing.T) {
	seen := 0
	for _, module := range append(slices.Clone(modules), "examples", "tools") {
		err := filepath.WalkDir(filepath.Join(root(t), module), func(file string, _ fs.DirEntry, err error) error {
			if err != nil || !slices.Contains([]string{".go", ".js", ".css", ".html", ".py"}, filepath.Ext(file)) {
				return err
			}
			seen++
			if lines := strings.Count(read(t, file), "\n"); lines > longest {
				t.Errorf("%s has %d lines, more than %d", file, lines, longest)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen < 1000 {
		t.Errorf("only %d files were looked at", seen)
	}
}
