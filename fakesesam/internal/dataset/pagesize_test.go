package dataset

import (
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"
)

// A file keeps the page size that it was created with, so that files of earlier versions can be used, and those of this one
// by them.
func TestPageSizeOfTheFile(t *testing.T) {
	for _, size := range []int{4 << 10, pageSize} {
		dir := t.TempDir()
		if size != pageSize {
			db, err := bbolt.Open(filepath.Join(dir, FileName), 0o600, &bbolt.Options{PageSize: size})
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		}
		for round := range 2 {
			s, err := Open(dir, Options{NoSync: true})
			if err != nil {
				t.Fatal(err)
			}
			fill(t, s, 500*round, 500*(round+1), `"a":1`)
			if got := s.bolt.Info().PageSize; got != size {
				t.Errorf("pages of %d bytes, want %d", got, size)
			}
			if got := offsets(t, s, Query{Since: -1}); len(got) != 500*(round+1) {
				t.Errorf("%d entities after round %d", len(got), round)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if info, err := os.Stat(filepath.Join(dir, FileName)); err != nil || info.Size()%int64(size) != 0 {
			t.Errorf("the file: %v, %v", info, err)
		}
	}
}
