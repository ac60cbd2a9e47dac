package house

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// An action of somebody else's runs as the commit that was looked at: a tag can be moved.
func TestActionsArePinnedToACommit(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root(t), ".github", "workflows", "*.yml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, uses := range regexp.MustCompile(`(?m)^[ -]*uses: *(\S+)(.*)$`).FindAllSubmatch(text, -1) {
			if !regexp.MustCompile(`^(\./.*|[^@]+@[0-9a-f]{40})$`).Match(uses[1]) {
				t.Errorf("%s uses %s, which is no commit", filepath.Base(file), uses[1])
			}
		}
	}
}
