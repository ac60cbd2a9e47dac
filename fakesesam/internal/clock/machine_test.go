package clock_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var machineTime = regexp.MustCompile(`\btime\.(Now|Since|Until)\b`)

// Only this package asks for the machine's time: everything else has the node's. The rules of pipes have a setting of their
// own for it.
func TestOnlyThisPackageAsksTheMachine(t *testing.T) {
	root := filepath.Join("..", "..")
	read := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch name := filepath.ToSlash(path); {
		case err != nil:
			return err
		case entry.IsDir() && (name == "../../internal/clock" || name == "../../internal/dtl"):
			return filepath.SkipDir
		case entry.IsDir(), !strings.HasSuffix(name, ".go"), strings.HasSuffix(name, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		read++
		if found := machineTime.FindString(string(text)); found != "" {
			t.Errorf("%s uses %s; use the node's clock", path, found)
		}
		return nil
	})
	if err != nil || read < 80 {
		t.Errorf("%d files, %v", read, err)
	}
}
