package house

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Both programs look and behave alike: each has the same style sheet and scripts.
func TestBothProgramsHaveTheSameLook(t *testing.T) {
	const look = "internal/ui/assets/look"
	files := 0
	one, other := filepath.Join(root(t), "fakehubspot", look), filepath.Join(root(t), "fakesesam", look)
	for from, to := range map[string]string{one: other, other: one} {
		err := fs.WalkDir(os.DirFS(from), ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			files++
			here, err := os.ReadFile(filepath.Join(from, name))
			if err != nil {
				return err
			}
			there, err := os.ReadFile(filepath.Join(to, name))
			if err != nil || !bytes.Equal(here, there) {
				t.Errorf("%s and %s differ; change both (%v)", filepath.Join(from, name), filepath.Join(to, name), err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files == 0 {
		t.Error("there are no files of the look")
	}
}

// Both programs tell how long ago something was in the same words.
func TestBothProgramsTellTimeAlike(t *testing.T) {
	const file = "internal/ui/ago.go"
	one, err := os.ReadFile(filepath.Join(root(t), "fakehubspot", file))
	other, otherErr := os.ReadFile(filepath.Join(root(t), "fakesesam", file))
	if err != nil || otherErr != nil || !bytes.Equal(one, other) {
		t.Errorf("%s is not the same in both programs (%v, %v); change both", file, err, otherErr)
	}
}
