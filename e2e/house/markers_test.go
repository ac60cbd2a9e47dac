package house

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// A merge that was not finished leaves its marks in a file. Style sheets and templates go on without a word.
func TestNoFileHasMarksOfAMerge(t *testing.T) {
	files := 0
	err := fs.WalkDir(os.DirFS(root(t)), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && slices.Contains([]string{".git", ".cache"}, name) {
			return fs.SkipDir
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		text, err := os.ReadFile(filepath.Join(root(t), name))
		if err != nil {
			return err
		}
		files++
		for number, line := range bytes.Split(text, []byte("\n")) {
			for _, mark := range []string{"<<<<<<" + "< ", ">>>>>>" + "> "} {
				if bytes.HasPrefix(line, []byte(mark)) {
					t.Errorf("%s:%d: a merge was not finished", name, number+1)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 1000 {
		t.Errorf("%d files were looked at", files)
	}
}
