package release

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

const changelog = `# Changelog

## [Unreleased]

- Later.

## [1.4.0] - 2026-12-01

### Added

- Something.

## [1.3.0]

- No date.

## [1.2.0] - 2026-10-01

## [1.1.0] - 2026-09-01

- The first.
`

func TestNotes(t *testing.T) {
	for version, want := range map[Version]string{"1.4.0": "### Added\n\n- Something.\n", "1.1.0": "- The first.\n"} {
		if got, err := Notes(changelog, version); err != nil || got != want {
			t.Errorf("the notes of %s are %q and %v, want %q", version, got, err, want)
		}
	}
	for version, want := range map[Version]string{
		"1.5.0": "no section for 1.5.0",
		"1.4":   "no section for 1.4",
		"1.3.0": "does not say when 1.3.0 was released",
		"1.2.0": "the section of 1.2.0 in CHANGELOG.md is empty",
	} {
		if _, err := Notes(changelog, version); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the notes of %s: error is %v, want %q", version, err, want)
		}
	}
}

// A section of the real changelog is found when it is renamed for a release.
func TestTheChangelogCanBeReleased(t *testing.T) {
	root, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "CHANGELOG.md"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(text), "\n## [Unreleased]\n") != 1 {
		t.Fatal("CHANGELOG.md has no section \"## [Unreleased]\", which the next release begins with")
	}
	released := strings.Replace(string(text), "## [Unreleased]", "## [Unreleased]\n\n## [99.0.0] - 2026-12-01", 1)
	if notes, err := Notes(released, "99.0.0"); err != nil && !strings.Contains(err.Error(), "is empty") {
		t.Errorf("the notes are %q and the error %v", notes, err)
	}
}
