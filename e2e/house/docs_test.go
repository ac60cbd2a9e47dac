package house

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// pages are the documents that belong to no module.
var pages = []string{
	"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "docs/correctness.md", "docs/images.md", "docs/monitoring.md", "docs/performance.md",
	"docs/recipes.md", "docs/releasing.md", "docs/troubleshooting.md", "examples/README.md",
	"examples/hubspot-go/README.md", "examples/hubspot-python/README.md", "examples/sesam-go/README.md", "examples/sesam-python/README.md",
}

var (
	link      = regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
	namedFile = regexp.MustCompile("`((?:connector|fakehubspot|fakesesam|e2e|tools|docs)/[A-Za-z0-9_./-]*)`")
)

// Every file that a page links to or names by its path exists.
func TestPagesNameFilesThatExist(t *testing.T) {
	for _, page := range pages {
		text := read(t, filepath.Join(root(t), page))
		var files []string
		for _, found := range link.FindAllStringSubmatch(text, -1) {
			files = append(files, filepath.Join(filepath.Dir(page), found[1]))
		}
		for _, found := range namedFile.FindAllStringSubmatch(text, -1) {
			files = append(files, found[1])
		}
		for _, file := range files {
			if _, err := os.Stat(filepath.Join(root(t), file)); err != nil {
				t.Errorf("%s names %s, which does not exist", page, file)
			}
		}
		if strings.HasPrefix(page, "docs/recipes") && len(files) < 20 {
			t.Errorf("%s names only %d files; the test reads it wrong", page, len(files))
		}
	}
}
