package house

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	routeOfGin   = regexp.MustCompile(`\b(r|open|own|guarded)\.(GET|POST|PUT|DELETE)\("([^"]+)"(\+file)?`)
	pathOfAPI    = regexp.MustCompile(`(?:^|[ "'])(?:(GET|POST|PUT|DELETE) )?(?:\$NODE|(?:https?://)?[\w.-]+:9042)?(/api(?:/[\w{}$.:-]+)+)`)
	parameter    = regexp.MustCompile(`:\w+|\*\w+`)
	pathConstant = regexp.MustCompile(`"(/[a-z_]*)[:"]`)
	firstCell    = regexp.MustCompile("(?m)^\\| (`[^|]+`) \\|")
)

// Every path of the node's API that a document shows is a route of fakesesam.
func TestRoutesOfTheNodeExist(t *testing.T) {
	var patterns []*regexp.Regexp
	for _, route := range routeOfGin.FindAllStringSubmatch(read(t, filepath.Join(root(t), "fakesesam/internal/api/routes.go")), -1) {
		path := parameter.ReplaceAllString(regexp.QuoteMeta(route[3]), `[^/]+`)
		if route[4] != "" {
			path += "(?:/[^/]+)?"
		}
		// A path that goes on is one below it, such as that of a proxy.
		patterns = append(patterns, regexp.MustCompile(`^(?:`+route[2]+`)? /api`+strings.TrimSuffix(path, "/")+`$`))
	}
	patterns = append(patterns, regexp.MustCompile(`^\w* /api/systems/[^/]+/proxy`))
	if len(patterns) < 40 {
		t.Fatalf("only %d routes", len(patterns))
	}
	shown := 0
	for _, document := range documents(t) {
		for _, code := range document.Code() {
			for _, path := range pathOfAPI.FindAllStringSubmatch(code.Text, -1) {
				shown++
				if !slices.ContainsFunc(patterns, func(p *regexp.Regexp) bool { return p.MatchString(path[1] + " " + strings.TrimRight(path[2], ".")) }) {
					t.Errorf("%s: fakesesam has no route %s of %q", document.Place(code.Line), strings.TrimSpace(path[1]+" "+path[2]), code.Text)
				}
			}
		}
	}
	if shown < 30 {
		t.Errorf("only %d paths were found", shown)
	}
}

// The table of routes in the connector's README has every path of the code, and no other.
func TestRoutesOfTheConnector(t *testing.T) {
	compare(t, "connector/README.md", "Routes", paths(t, "connector/internal/server/routes.go", pathConstant, nil),
		func(cell string) []string {
			cell = strings.TrimPrefix(cell, "POST ")
			path, _, _ := strings.Cut(cell, "?")
			return []string{strings.TrimSuffix(path, "contacts")}
		})
}

// The tables of web pages in the READMEs of the fakes have every page, and no other. What a page loads is no page.
func TestWebPages(t *testing.T) {
	whole := func(cell string) []string { return []string{cell} }
	compare(t, "fakehubspot/README.md", "The web pages",
		paths(t, "fakehubspot/internal/ui/ui.go", regexp.MustCompile(`"GET (/[^"]*)"`), []string{"/_ui/", "/_ui/assets/{file...}"}), whole)
	compare(t, "fakesesam/README.md", "The web pages",
		paths(t, "fakesesam/internal/ui/ui.go", regexp.MustCompile(`own\.GET\("(/[^"]*)"`), []string{"/assets/{file}", "/config/text"}), whole)
}

// paths returns the paths in a file, but for those left out, sorted.
func paths(t *testing.T, file string, pattern *regexp.Regexp, without []string) []string {
	t.Helper()
	var all []string
	for _, found := range pattern.FindAllStringSubmatch(read(t, filepath.Join(root(t), file)), -1) {
		path := regexp.MustCompile(`[:*](\w+)`).ReplaceAllString(strings.TrimSuffix(found[1], "{$}"), "{$1}")
		if !slices.Contains(without, path) && !slices.Contains(all, path) {
			all = append(all, path)
		}
	}
	slices.Sort(all)
	return all
}

// compare holds the paths in the first column of a section's table to those there are.
func compare(t *testing.T, file, section string, want []string, pathsOf func(cell string) []string) {
	t.Helper()
	_, text, _ := strings.Cut(read(t, filepath.Join(root(t), file)), "# "+section+"\n")
	text, _, _ = strings.Cut(text, "\n#")
	var got []string
	for _, row := range firstCell.FindAllStringSubmatch(text, -1) {
		for _, cell := range inCode.FindAllStringSubmatch(row[1], -1) {
			got = append(got, pathsOf(strings.NewReplacer("?id={_id}", "").Replace(cell[1]))...)
		}
	}
	slices.Sort(got)
	if got = slices.Compact(got); len(want) < 4 || !slices.Equal(got, want) {
		t.Errorf("%s has\n%q\nand the program\n%q", file, got, want)
	}
}
