package connector_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/connector"
)

// The table in README.md has every metric of the connector's own, and no other.
func TestTheTableOfMetrics(t *testing.T) {
	source, err := os.ReadFile("internal/server/metrics.go")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(readme), "\n## Metrics\n")
	table, _, _ = strings.Cut(table, "\n## ")
	find := func(expression, text string) (names []string) {
		for _, found := range regexp.MustCompile(expression).FindAllStringSubmatch(text, -1) {
			names = append(names, found[1])
		}
		slices.Sort(names)
		return names
	}
	made := find(`"((?:hubspot|connector)_[a-z_]+)"`, string(source))
	if diff := cmp.Diff(made, find("(?m)^\\| `([a-z_]+)` ", table)); diff != "" || len(made) < 15 {
		t.Errorf("%d metrics; -made +in README.md:\n%s", len(made), diff)
	}
}

// A setting that is read and checked, and then reaches nothing, would only seem to be one.
func TestEverySettingIsPassedOn(t *testing.T) {
	var sources strings.Builder
	for _, pattern := range []string{"connector.go", "unencrypted.go", "cmd/connector/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v, %v", pattern, files, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			sources.Write(text)
		}
	}
	for field := range reflect.TypeFor[connector.Config]().Fields() {
		// The one since-field that is accepted is that of the object type.
		if field.Name != "SinceField" && !regexp.MustCompile(`\bcfg\.`+field.Name+`\b`).MatchString(sources.String()) {
			t.Errorf("nothing gets %s", field.Name)
		}
	}
}
