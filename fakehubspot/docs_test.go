package fakehubspot_test

import (
	"encoding/json"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// TestReadmeCallsWork sends every curl line of README.md.
func TestReadmeCallsWork(t *testing.T) {
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	c := start(t, fakehubspot.Contacts(1000))
	part := regexp.MustCompile(`'([^']*)'|(\S+)`)
	lines := regexp.MustCompile(`(?m)^curl (.*)$`).FindAllStringSubmatch(string(page), -1)
	if len(lines) < 4 {
		t.Fatalf("only %d calls", len(lines))
	}
	for _, line := range lines {
		method, path, body := http.MethodGet, "", ""
		words := part.FindAllStringSubmatch(line[1], -1)
		for i := 0; i < len(words); i++ {
			value := func() string { i++; return words[i][1] + words[i][2] }
			switch word := words[i][1] + words[i][2]; word {
			case "-X":
				method = value()
			case "-d":
				body = value()
			case "-H":
				if header := value(); header != "Authorization: Bearer "+fakehubspot.DefaultToken {
					t.Errorf("%s: the header %s is not what this test sends", line[0], header)
				}
			default:
				path = strings.TrimPrefix(word, "http://127.0.0.1:8080")
			}
		}
		if status, answer := c.call(strings.TrimSpace(method + " " + path + " " + body)); status >= 300 {
			t.Errorf("%s: %d %s", line[0], status, answer)
		}
	}
	if n := c.hub.CountRequests(fakehubspot.Filter{Path: "/crm/*"}); n != 1 {
		t.Errorf("HubSpot's API got %d calls, want the one of the page", n)
	}
}

// TestReadmeNamesEverything keeps the tables of README.md complete.
func TestReadmeNamesEverything(t *testing.T) {
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	c := start(t)
	var answer struct {
		Kinds, Habits    []string
		Scenarios, Plans []struct{ Name string }
	}
	for _, path := range []string{"/_fake/faults", "/_fake/scenarios", "/_fake/limits", "/_fake/cursors"} {
		if err := json.Unmarshal([]byte(c.want(http.StatusOK, "GET "+path)), &answer); err != nil {
			t.Fatal(err)
		}
	}
	names := slices.Concat(answer.Kinds, answer.Habits)
	for _, one := range slices.Concat(answer.Scenarios, answer.Plans) {
		names = append(names, one.Name)
	}
	routes, err := os.ReadFile("internal/admin/routes.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, route := range regexp.MustCompile(`router\.[A-Z]+\("/([^"]+)"`).FindAllStringSubmatch(string(routes), -1) {
		names = append(names, regexp.MustCompile(`:(\w+)`).ReplaceAllString(route[1], "{$1}"))
	}
	if len(names) < 70 {
		t.Fatalf("only %d names", len(names))
	}
	for _, name := range names {
		if !strings.Contains(string(page), "`"+name+"`") {
			t.Errorf("README.md does not name %s", name)
		}
	}
}

// TestControlTableIsComplete holds the table of docs/control-api.md to the routes and to the methods of Server and Object: neither
// has something that the table does not show, and the table shows nothing that does not exist.
func TestControlTableIsComplete(t *testing.T) {
	page, err := os.ReadFile("docs/control-api.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("internal/admin/routes.go")
	if err != nil {
		t.Fatal(err)
	}
	var routes, methods []string
	for _, route := range regexp.MustCompile(`router\.([A-Z]+)\("(/[^"]+)"`).FindAllStringSubmatch(string(source), -1) {
		routes = append(routes, route[1]+" /_fake"+regexp.MustCompile(`:(\w+)`).ReplaceAllString(route[2], "{$1}"))
	}
	for method := range reflect.TypeFor[*fakehubspot.Server]().Methods() {
		methods = append(methods, method.Name)
	}
	for method := range reflect.TypeFor[*fakehubspot.Object]().Methods() {
		methods = append(methods, "Object."+method.Name)
	}
	var shownRoutes, shownMethods []string
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(line, "|")
		if len(cells) < 4 || !strings.HasPrefix(cells[1], " `") {
			continue
		}
		quoted := regexp.MustCompile("`([^`]+)`")
		names := cells[1]
		if strings.Contains(cells[1], " /") {
			if strings.Contains(cells[1], " /_fake/") {
				shownRoutes = append(shownRoutes, quoted.FindStringSubmatch(cells[1])[1])
			}
			names = cells[2]
		}
		for _, name := range quoted.FindAllStringSubmatch(names, -1) {
			if !strings.HasSuffix(name[1], "()") { // a function of the package
				shownMethods = append(shownMethods, name[1])
			}
		}
	}
	for what, both := range map[string][2][]string{"routes": {routes, shownRoutes}, "methods": {methods, shownMethods}} {
		slices.Sort(both[0])
		slices.Sort(both[1])
		if len(both[0]) < 30 || !slices.Equal(both[0], both[1]) {
			t.Errorf("%s: there are\n%v\nand docs/control-api.md has\n%v", what, both[0], both[1])
		}
	}
}

// TestControlSession makes the calls of the session in docs/control-api.md, which has every route, and compares the answers.
func TestControlSession(t *testing.T) {
	page, err := os.ReadFile("docs/control-api.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("internal/admin/routes.go")
	if err != nil {
		t.Fatal(err)
	}
	_, session, _ := strings.Cut(string(page), "\n## A session")
	_, session, _ = strings.Cut(session, "```text\n")
	session, _, _ = strings.Cut(session, "```")
	lines := strings.Split(strings.TrimSpace(session), "\n")
	c := start(t, fakehubspot.Contacts(3))
	made := map[string]bool{}
	for i := 0; i+1 < len(lines); i += 2 {
		method, rest, _ := strings.Cut(lines[i], " ")
		path, body, _ := strings.Cut(rest, " ")
		path, _, _ = strings.Cut(path, "?")
		made[method+" "+path] = true
		w := direct(c.hub, method, strings.Fields(rest)[0], body)
		got := strings.TrimSpace(strconv.Itoa(w.Code) + " " + w.Body.String())
		parts := strings.Split(lines[i+1], "…")
		for j, part := range parts {
			parts[j] = regexp.QuoteMeta(part)
		}
		if !regexp.MustCompile(`(?s)^` + strings.Join(parts, ".*") + `$`).MatchString(got) {
			t.Errorf("%s\ngot  %s\nwant %s", lines[i], got, lines[i+1])
		}
	}
	routes := regexp.MustCompile(`router\.([A-Z]+)\("(/[^"]+)"`).FindAllStringSubmatch(string(source), -1)
	if len(routes) < 30 {
		t.Fatalf("only %d routes", len(routes))
	}
	for _, route := range routes {
		pattern := regexp.MustCompile(`^` + route[1] + ` /_fake` + regexp.MustCompile(`:\w+`).ReplaceAllString(route[2], `[^/]+`) + `$`)
		if !slices.ContainsFunc(slices.Collect(maps.Keys(made)), pattern.MatchString) {
			t.Errorf("the session has no call of %s %s", route[1], route[2])
		}
	}
}

// TestEveryOptionIsAFlag holds the table of flags in README.md to the options of the library.
func TestEveryOptionIsAFlag(t *testing.T) {
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("options.go")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "\n## Flags")
	section, _, _ = strings.Cut(section, "\n## ")
	options := regexp.MustCompile(`(?m)^func ([A-Z]\w+)\(.*\) Option`).FindAllStringSubmatch(string(source), -1)
	if len(options) < 15 {
		t.Fatalf("only %d options", len(options))
	}
	for _, option := range options {
		if !strings.Contains(section, "`"+option[1]+"`") {
			t.Errorf("README.md does not say which flag is the option %s", option[1])
		}
	}
}

// TestFidelityNamesTestsThatExist holds docs/fidelity.md to tests that exist.
func TestFidelityNamesTestsThatExist(t *testing.T) {
	page, err := os.ReadFile("docs/fidelity.md")
	if err != nil {
		t.Fatal(err)
	}
	var sources strings.Builder
	err = fs.WalkDir(os.DirFS("."), ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		sources.Write(source)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`(Test[A-Za-z]+)`").FindAllStringSubmatch(string(page), -1)
	if len(named) < 50 {
		t.Fatalf("only %d tests are named", len(named))
	}
	for _, name := range named {
		if !strings.Contains(sources.String(), "func "+name[1]+"(") {
			t.Errorf("there is no %s", name[1])
		}
	}
}
