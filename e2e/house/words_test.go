package house

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector"
)

var metricName = regexp.MustCompile(`\b(?:connector|hubspot)_[a-z_]+_(?:total|seconds|cursor)\b|\bconnector_cursors\b|\bhubspot_limit(?:_left)?\b`)

// A metric that a document names is in the table of docs/monitoring.md, which a test holds to what the connector exposes.
func TestMetricsInDocumentsExist(t *testing.T) {
	table := read(t, filepath.Join(root(t), "docs", "monitoring.md"))
	named := 0
	for _, document := range documents(t) {
		for _, code := range document.Code() {
			for _, name := range metricName.FindAllString(code.Text, -1) {
				named++
				if base := regexp.MustCompile(`_(?:bucket|sum|count)$`).ReplaceAllString(name, ""); !strings.Contains(table, "\n| `"+base+"` | ") {
					t.Errorf("%s: there is no metric %s", document.Place(code.Line), name)
				}
			}
		}
	}
	if named < 25 {
		t.Errorf("only %d names of metrics were found", named)
	}
}

// A test that a document names exists.
func TestTestsInDocumentsExist(t *testing.T) {
	tests := declared(t)
	tests["TestGliders"] = true // which a recipe makes
	for _, document := range documents(t) {
		for _, code := range document.Code() {
			if name := namedTest.FindStringSubmatch("`" + code.Text + "`"); name != nil && !tests[name[1]] {
				t.Errorf("%s: there is no test %s", document.Place(code.Line), name[1])
			}
		}
	}
}

// The settings in the README of the repository are some of the connector's, with their defaults.
func TestSettingsInTheReadme(t *testing.T) {
	defaults := map[string]string{}
	for _, setting := range connector.Settings() {
		fallback := setting.Default
		if setting.Required {
			fallback = "required"
		}
		for _, name := range append(setting.Aliases, setting.Name) {
			defaults[name] = fallback
		}
	}
	_, table, _ := strings.Cut(read(t, filepath.Join(root(t), "README.md")), "\n## Environment of the connector\n")
	table, _, _ = strings.Cut(table, "\n## ")
	rows := regexp.MustCompile("(?m)^\\| (`[^|]+`) \\| ([^|]+) \\| .+ \\|$").FindAllStringSubmatch(table, -1)
	if len(rows) < 8 {
		t.Errorf("%d rows of settings", len(rows))
	}
	for _, row := range rows {
		shown := strings.Split(strings.ReplaceAll(row[2], "`", ""), ", ")
		for i, name := range strings.Split(strings.ReplaceAll(row[1], "`", ""), ", ") {
			want, known := defaults[name]
			if want == "" {
				want = "HubSpot's defaults"
			}
			if !known || i >= len(shown) || shown[i] != want {
				t.Errorf("README.md: %s, known: %t, has the default %q, want %q", name, known, row[2], want)
			}
		}
	}
}
