package api_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/api"
)

// TestFidelityListsEveryRoute holds docs/fidelity.md to the routes: each is listed with the family that its table of
// families explains, and nothing is listed that is not served.
func TestFidelityListsEveryRoute(t *testing.T) {
	page, err := os.ReadFile("../../docs/fidelity.md")
	if err != nil {
		t.Fatal(err)
	}
	quoted := regexp.MustCompile("`([^`]+)`")
	families := map[string][]string{}
	var listed []string
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(line, "|")
		if len(cells) < 3 {
			continue
		}
		for _, name := range quoted.FindAllStringSubmatch(cells[1], -1) {
			method, path, isRoute := strings.Cut(name[1], " ")
			if paths := quoted.FindAllStringSubmatch(cells[2], -1); !isRoute && len(cells) == 4 {
				for _, one := range paths {
					families[name[1]] = append(families[name[1]], one[1])
				}
			}
			family, rest, deeper := strings.Cut(path, "/")
			if deeper {
				rest = "/" + rest
			}
			for _, root := range families[family] {
				listed = append(listed, method+" "+root+rest)
			}
			if isRoute && families[family] == nil && regexp.MustCompile(`^(GET|POST|PUT|PATCH|DELETE)$`).MatchString(method) {
				t.Errorf("%s: the table of families has no %s", name[1], family)
			}
		}
	}
	routes := api.Routes()
	slices.Sort(listed)
	for i, one := range listed {
		if i > 0 && one == listed[i-1] {
			t.Errorf("%s is listed twice", one)
		}
		if !slices.Contains(routes, one) {
			t.Errorf("%s is listed and not served", one)
		}
	}
	for _, one := range routes {
		if !slices.Contains(listed, one) {
			t.Errorf("%s is served and not listed", one)
		}
	}
	if len(routes) < 100 {
		t.Errorf("only %d routes", len(routes))
	}
}
