package monitoring

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/goccy/go-yaml"
)

const folder = "connector/monitoring"

// rules is alerts.yml.
type rules struct {
	Groups []struct {
		Rules []struct{ Alert, Expr string }
	}
}

func readRules(t *testing.T) rules {
	t.Helper()
	var r rules
	if err := yaml.Unmarshal([]byte(file(t, folder+"/alerts.yml")), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRulesAreValidAndPassTheirTests(t *testing.T) {
	for _, args := range [][]string{{"check", "rules", "alerts.yml"}, {"test", "rules", "alerts_test.yml"}} {
		if out, err := promtool(t, filepath.Join(root(t), folder), args...); err != nil {
			t.Errorf("promtool %q: %v\n%s", args, err, out)
		}
	}
}

// Every alert is tested: once it fires, and at least four times, in different circumstances, it does not.
func TestEveryAlertIsTestedBothWays(t *testing.T) {
	var tests struct {
		Tests []struct {
			Cases []struct {
				Alert string `yaml:"alertname"`
				Want  []any  `yaml:"exp_alerts"`
			} `yaml:"alert_rule_test"`
		}
	}
	if err := yaml.Unmarshal([]byte(file(t, folder+"/alerts_test.yml")), &tests); err != nil {
		t.Fatal(err)
	}
	fires, silent := map[string]int{}, map[string]int{}
	for _, test := range tests.Tests {
		for _, c := range test.Cases {
			if len(c.Want) > 0 {
				fires[c.Alert]++
			} else {
				silent[c.Alert]++
			}
		}
	}
	var alerts []string
	for _, group := range readRules(t).Groups {
		for _, rule := range group.Rules {
			alerts = append(alerts, rule.Alert)
			if fires[rule.Alert] == 0 || silent[rule.Alert] < 4 {
				t.Errorf("%s fires in %d tests and is silent in %d, want at least 1 and 4", rule.Alert, fires[rule.Alert], silent[rule.Alert])
			}
		}
	}
	if len(alerts) < 10 {
		t.Errorf("alerts.yml has only %d alerts; the test reads it wrong", len(alerts))
	}
	for alert := range silent {
		if !slices.Contains(alerts, alert) {
			t.Errorf("alerts_test.yml tests %s, which alerts.yml does not have", alert)
		}
	}
}
