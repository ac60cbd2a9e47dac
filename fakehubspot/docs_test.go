package fakehubspot_test

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// TestReadmeCallsWork sends every curl line of README.md as it stands there.
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
		t.Errorf("the vendor's side got %d calls, want the one of the page", n)
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
		Kinds            []string
		Scenarios, Plans []struct{ Name string }
	}
	for _, path := range []string{"/_fake/faults", "/_fake/scenarios", "/_fake/limits"} {
		if err := json.Unmarshal([]byte(c.want(http.StatusOK, "GET "+path)), &answer); err != nil {
			t.Fatal(err)
		}
	}
	names := slices.Clone(answer.Kinds)
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
	if len(names) < 60 {
		t.Fatalf("only %d names", len(names))
	}
	for _, name := range names {
		if !strings.Contains(string(page), "`"+name+"`") {
			t.Errorf("README.md does not name %s", name)
		}
	}
}

// TestFidelityNamesTestsThatExist keeps docs/fidelity.md from promising what nothing checks.
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
