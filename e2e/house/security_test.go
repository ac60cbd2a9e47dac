package house

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	namedTest    = regexp.MustCompile("`((?:Test|Fuzz)[A-Z]\\w*)`")
	declaredTest = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Z]\w*)\((?:t|f|tb) \*testing`)
)

// In SECURITY.md, each threat has the test that shows the defence, and each test that is named there exists.
func TestEveryThreatHasATest(t *testing.T) {
	page := read(t, filepath.Join(root(t), "SECURITY.md"))
	for _, complaint := range untested(page, declared(t)) {
		t.Error(complaint)
	}
}

// untested returns what is wrong with the tables of threats on a page, given the tests that there are.
func untested(page string, tests map[string]bool) (complaints []string) {
	rows := 0
	for line := range strings.Lines(page) {
		for _, name := range namedTest.FindAllStringSubmatch(line, -1) {
			if !tests[name[1]] {
				complaints = append(complaints, "there is no "+name[1])
			}
		}
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 5 || strings.Trim(cells[1], "- ") == "" || strings.TrimSpace(cells[1]) == "threat" {
			continue
		}
		rows++
		if !namedTest.MatchString(cells[3]) {
			complaints = append(complaints, "no test shows that this is defended:"+cells[1])
		}
		if strings.TrimSpace(cells[2]) == "" {
			complaints = append(complaints, "nothing is said to defend against:"+cells[1])
		}
	}
	if rows < 2 {
		complaints = append(complaints, "there are no rows of threats")
	}
	return complaints
}

func TestThreatsWithoutATestAreFound(t *testing.T) {
	const head = "| threat | defence | tests |\n|---|---|---|\n| a | b | `TestA` |\n"
	for page, want := range map[string]string{
		head + "| c | d | `TestA`, `FuzzB` |\n": "",
		head + "| c | d | `TestGone` |\n":       "there is no TestGone",
		head + "| c | d | careful reading |\n":  "no test shows that this is defended: c ",
		head + "| c |  | `TestA` |\n":           "nothing is said to defend against: c ",
		head:                                    "there are no rows of threats",
	} {
		got := strings.Join(untested(page, map[string]bool{"TestA": true, "FuzzB": true}), "; ")
		if got != want {
			t.Errorf("%q: %q, want %q", page, got, want)
		}
	}
}

// declared returns the names of all tests of the project.
func declared(t *testing.T) map[string]bool {
	t.Helper()
	tests := map[string]bool{}
	for _, p := range packages(t) {
		files, err := filepath.Glob(filepath.Join(p.Dir, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range declaredTest.FindAllSubmatch(text, -1) {
				tests[string(name[1])] = true
			}
		}
	}
	if len(tests) < 500 {
		t.Fatalf("only %d tests were found", len(tests))
	}
	return tests
}
