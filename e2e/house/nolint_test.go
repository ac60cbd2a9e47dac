package house

import (
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	enabledLinter = regexp.MustCompile(`(?m)^    - ([a-z]+)$`)
	nolint        = regexp.MustCompile(`//nolint:([a-z,]+)`)
)

// A nolint comment for a linter that is off hides nothing; it only claims to.
func TestNolintNamesLintersThatAreOn(t *testing.T) {
	enable, _, found := strings.Cut(read(t, filepath.Join(root(t), ".golangci.yml")), "\n  settings:")
	var enabled []string
	for _, match := range enabledLinter.FindAllStringSubmatch(enable, -1) {
		enabled = append(enabled, match[1])
	}
	if !found || len(enabled) < 10 || !slices.Contains(enabled, "errcheck") {
		t.Fatalf(".golangci.yml seems to enable only %v", enabled)
	}
	for _, module := range modules {
		err := filepath.WalkDir(filepath.Join(root(t), module), func(file string, _ fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(file) != ".go" {
				return err
			}
			for _, match := range nolint.FindAllStringSubmatch(read(t, file), -1) {
				for linter := range strings.SplitSeq(match[1], ",") {
					if !slices.Contains(enabled, linter) {
						t.Errorf("%s: nolint names %s, which .golangci.yml does not enable", file, linter)
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
