package monitoring

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var metricRow = regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| ([a-z]+) \\| ([^|]*) \\| [^|]+ \\| [^|]+ \\| [^|]+ \\|$")

// The table of docs/monitoring.md has every metric that the connector exposes, with its type and labels, and no other.
func TestEveryMetricIsDocumented(t *testing.T) {
	type metric struct{ kind, labels string }
	want := map[string]metric{}
	labels := map[string]map[string]bool{}
	for _, s := range busy(t) {
		name := s.family()
		if s.kind == "counter" || s.kind == "gauge" {
			name = s.name
		}
		if labels[name] == nil {
			labels[name] = map[string]bool{}
		}
		for label := range s.labels {
			if label != "le" && label != "quantile" {
				labels[name]["`"+label+"`"] = true
			}
		}
		want[name] = metric{s.kind, strings.Join(slices.Sorted(maps.Keys(labels[name])), ", ")}
	}
	for name := range metricNames(t) {
		if want[name].kind == "" {
			t.Errorf("%s is registered, and a connector that did everything does not show it", name)
		}
	}
	documented := map[string]bool{}
	for _, row := range metricRow.FindAllStringSubmatch(file(t, "docs/monitoring.md"), -1) {
		documented[row[1]] = true
		if got := (metric{row[2], row[3]}); got != want[row[1]] {
			t.Errorf("docs/monitoring.md says of %s: %+v, want %+v", row[1], got, want[row[1]])
		}
	}
	for name := range want {
		if own := strings.HasPrefix(name, "hubspot_") || strings.HasPrefix(name, "connector_"); own && !documented[name] {
			t.Errorf("docs/monitoring.md has no row for %s", name)
		}
	}
}
