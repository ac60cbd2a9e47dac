package monitoring

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	inQuotes  = regexp.MustCompile(`"[^"]*"`)
	duration  = regexp.MustCompile(`\b\d+(?:\.\d+)?[smhd]?\b`)
	word      = regexp.MustCompile(`[a-zA-Z_][a-zA-Z0-9_]*`)
	selector  = regexp.MustCompile(`([a-z_]+)\{([^}]*)\}`)
	matcher   = regexp.MustCompile(`([a-z_]+)\s*(?:=~|!~|!=|=)\s*"([^"]*)"`)
	grouping  = regexp.MustCompile(`\bby \(([^)]*)\)`)
	inLegend  = regexp.MustCompile(`\{\{\s*([a-z_]+)\s*\}\}`)
	ofPromQL  = []string{"sum", "max", "by", "unless", "and", "or", "offset", "time", "absent", "changes", "increase", "rate", "max_over_time", "histogram_quantile"}
	byScrapes = []string{"job"} // a label that Prometheus adds
)

// unknownIn returns what a query names that is not exposed: words, labels of a metric, values of a label.
func unknownIn(query string, all exposed) (unknown []string) {
	add := func(ok bool, what string) {
		if !ok {
			unknown = append(unknown, what)
		}
	}
	labels := map[string]bool{}
	bare := inQuotes.ReplaceAllString(query, "")
	for _, w := range word.FindAllString(duration.ReplaceAllString(bare, ""), -1) {
		for label := range all[w] {
			labels[label] = true
		}
	}
	for _, w := range word.FindAllString(duration.ReplaceAllString(bare, ""), -1) {
		add(all[w] != nil || labels[w] || slices.Contains(ofPromQL, w) || slices.Contains(byScrapes, w), w)
	}
	for _, found := range selector.FindAllStringSubmatch(query, -1) {
		for _, m := range matcher.FindAllStringSubmatch(found[2], -1) {
			if slices.Contains(byScrapes, m[1]) {
				continue
			}
			values := all[found[1]][m[1]]
			add(values != nil, found[1]+"{"+m[1]+"}")
			for value := range strings.SplitSeq(m[2], "|") {
				add(values[value], m[1]+"="+value)
			}
		}
	}
	return unknown
}

// Every query of the alerts and of the dashboard names only metrics, labels and values that a connector exposes.
func TestQueriesNameWhatIsExposed(t *testing.T) {
	all := exposedBy(busy(t))
	all["up"] = map[string]map[string]bool{"job": {}} // Prometheus's own
	for _, group := range readRules(t).Groups {
		for _, rule := range group.Rules {
			for _, what := range unknownIn(rule.Expr, all) {
				t.Errorf("%s names %s, which the connector does not expose", rule.Alert, what)
			}
		}
	}
	for _, p := range readDashboard(t).Panels {
		for _, target := range p.Targets {
			for _, what := range unknownIn(target.Expr, all) {
				t.Errorf("the panel %q names %s, which the connector does not expose", p.Title, what)
			}
			kept := grouping.FindStringSubmatch(target.Expr)
			for _, found := range inLegend.FindAllStringSubmatch(target.Legend, -1) {
				if kept != nil && !slices.Contains(word.FindAllString(kept[1], -1), found[1]) {
					t.Errorf("the legend of the panel %q names %s, which its query does not keep", p.Title, found[1])
				}
			}
		}
	}
}

func TestUnknownIn(t *testing.T) {
	all := exposed{"runs_total": {"outcome": {"failed": true, "cut": true}}, "age": {}}
	for query, want := range map[string][]string{
		`sum by (job, outcome) (increase(runs_total{outcome=~"failed|cut"}[1h])) > 3600`: nil,
		`run_total > 0`:                          {"run_total"},
		`sum by (object) (rate(runs_total[5m]))`: {"object"},
		`runs_total{outcome="lost"}`:             {"outcome=lost"},
		`age{outcome="cut"}`:                     {"outcome", "age{outcome}", "outcome=cut"},
	} {
		if got := unknownIn(query, all); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}
