package release

import (
	"fmt"
	"regexp"
	"strings"
)

// heading is the line that begins a section of the changelog: "## [1.4.0] - 2026-12-01".
var heading = regexp.MustCompile(`(?m)^## \[([^\]]+)\](?: - (\S+))?[ \t]*$`)

// date is how a section says when it was released.
var date = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// Notes returns what the changelog says about a version.
func Notes(changelog string, version Version) (string, error) {
	found := heading.FindAllStringSubmatchIndex(changelog, -1)
	for i, at := range found {
		if changelog[at[2]:at[3]] != string(version) {
			continue
		}
		if at[4] < 0 || !date.MatchString(changelog[at[4]:at[5]]) {
			return "", fmt.Errorf("CHANGELOG.md does not say when %s was released: want the heading \"## [%s] - 2026-12-01\"", version, version)
		}
		end := len(changelog)
		if i+1 < len(found) {
			end = found[i+1][0]
		}
		notes := strings.TrimSpace(changelog[at[1]:end])
		if notes == "" {
			return "", fmt.Errorf("the section of %s in CHANGELOG.md is empty: say what has changed for users", version)
		}
		return notes + "\n", nil
	}
	return "", fmt.Errorf("CHANGELOG.md has no section for %s: want a heading \"## [%s] - 2026-12-01\" with what has changed below it", version, version)
}
