package monitoring

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// dashboard is dashboard.json, as far as the tests look at it.
type dashboard struct {
	Title  string  `json:"title"`
	Panels []panel `json:"panels"`
}

type panel struct {
	Title       string                   `json:"title"`
	Description string                   `json:"description"`
	Place       struct{ X, Y, W, H int } `json:"gridPos"`
	Config      struct {
		Defaults struct {
			Unit string `json:"unit"`
		} `json:"defaults"`
	} `json:"fieldConfig"`
	Targets []struct {
		Expr   string `json:"expr"`
		Legend string `json:"legendFormat"`
	} `json:"targets"`
}

func readDashboard(t *testing.T) dashboard {
	t.Helper()
	var d dashboard
	if err := json.Unmarshal([]byte(file(t, folder+"/dashboard.json")), &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Panels) < 8 {
		t.Fatalf("dashboard.json has only %d panels; the test reads it wrong", len(d.Panels))
	}
	return d
}

// Prometheus itself parses every query, as the expression of a rule.
func TestEveryQueryOfTheDashboardParses(t *testing.T) {
	var rule strings.Builder
	rule.WriteString("groups:\n- name: dashboard\n  rules:\n")
	for i, p := range readDashboard(t).Panels {
		for j, target := range p.Targets {
			fmt.Fprintf(&rule, "  - {record: 'panel:query%d_%d', expr: %q}\n", i, j, target.Expr)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "dashboard.yml"), []byte(rule.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := promtool(t, dir, "check", "rules", "dashboard.yml"); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// No panel hides another, and each says what it shows.
func TestPanelsHaveAPlaceOfTheirOwn(t *testing.T) {
	taken := map[[2]int]string{}
	for _, p := range readDashboard(t).Panels {
		if p.Description == "" || len(p.Targets) == 0 || p.Config.Defaults.Unit == "" {
			t.Errorf("%s has no description, no query or no unit", p.Title)
		}
		for x := p.Place.X; x < p.Place.X+p.Place.W; x++ {
			for y := p.Place.Y; y < p.Place.Y+p.Place.H; y++ {
				if other := taken[[2]int{x, y}]; other != "" {
					t.Fatalf("%s lies on %s", p.Title, other)
				}
				taken[[2]int{x, y}] = p.Title
			}
		}
		if p.Place.X+p.Place.W > 24 {
			t.Errorf("%s is wider than the page", p.Title)
		}
	}
}
