package house

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// namedFile is a file of the project, as the documents name one.
var namedFile = regexp.MustCompile("`(?:connector|fakehubspot|fakesesam|e2e|tools|docs)/[A-Za-z0-9_./-]*`")

// A decision is short, says what would change it, and names a place and a test that there are. So does the architecture.
func TestDecisionsNameWhereTheyAre(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root(t), "docs", "decisions", "*.md"))
	if err != nil || len(files) < 9 {
		t.Fatalf("%d decisions, %v", len(files), err)
	}
	tests := declared(t)
	for i, file := range files {
		name, text := filepath.Base(file), read(t, file)
		if number := fmt.Sprintf("%04d-", i+1); !strings.HasPrefix(name, number) {
			t.Errorf("%s is the decision %s…", name, number)
		}
		if lines := strings.Count(text, "\n"); lines > 40 {
			t.Errorf("%s has %d lines, at most 40 are read", name, lines)
		}
		for _, section := range []string{"Context", "Decision", "Consequences", "Where it is", "What would change our mind"} {
			if !strings.Contains(text, "\n## "+section+"\n\n") {
				t.Errorf("%s has no section %s", name, section)
			}
		}
		if !namedFile.MatchString(text) || !namedTest.MatchString(text) {
			t.Errorf("%s names no package, or no test", name)
		}
	}
	for _, file := range append(files, filepath.Join(root(t), "docs", "architecture.md"), filepath.Join(root(t), "docs", "recipes.md")) {
		for _, test := range namedTest.FindAllStringSubmatch(read(t, file), -1) {
			if !tests[test[1]] && test[1] != "TestGliders" { // which the recipe makes
				t.Errorf("%s names %s, which does not exist", filepath.Base(file), test[1])
			}
		}
	}
}
