package house

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/docs"
)

var (
	// readVariable is where a variable of the environment is read: in Go, by name or through a constant, in a script and in Compose,
	// and where make has a variable.
	readVariable = regexp.MustCompile(`(?:Getenv|LookupEnv|setting)\((?:t, )?"([A-Z][A-Z0-9_]+)"|const built = "([A-Z0-9_]+)"|` +
		`\$\{([A-Z][A-Z0-9_]+):?[-?]|(?m:^([A-Z][A-Z0-9_]+) \?= )|\$\((?:or|if) \$\(([A-Z]+)\)`)
	variableRow  = regexp.MustCompile("(?m)^\\| ((?:`[A-Z][A-Z0-9_]*`(?:, )?)+) \\| .+ \\|$")
	constantWord = regexp.MustCompile(`\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b`)
)

// variablesOfOthers are read by the code of an example, of the bench's own comparison, or by none of ours.
var variablesOfOthers = []string{"BANK_URL", "HUBSPOT_TOKEN", "HUBSPOT_URL", "GOTOOLCHAIN", "BASH_SOURCE", "PATH"}

// Every variable that tests and scripts read is in a document, and the table of them has no other.
func TestVariablesAreThoseThatAreRead(t *testing.T) {
	documented := map[string]bool{}
	for _, document := range documents(t) {
		for _, code := range document.Code() {
			for _, word := range regexp.MustCompile(`\b[A-Z][A-Z0-9_]*\b`).FindAllString(code.Text, -1) {
				documented[word] = true
			}
		}
	}
	isRead := map[string]bool{}
	for _, file := range sources(t) {
		for _, found := range readVariable.FindAllStringSubmatch(file, -1) {
			isRead[strings.Join(found[1:], "")] = true
		}
	}
	if len(isRead) < 20 {
		t.Errorf("only %v were found", isRead)
	}
	for name := range isRead {
		if !documented[name] && !slices.Contains(variablesOfOthers, name) {
			t.Errorf("no document names the variable %s", name)
		}
	}
	rows := variableRow.FindAllStringSubmatch(read(t, filepath.Join(root(t), "CONTRIBUTING.md")), -1)
	if len(rows) < 5 {
		t.Errorf("CONTRIBUTING.md has %d rows of variables", len(rows))
	}
	for _, row := range rows {
		for _, name := range inCode.FindAllStringSubmatch(row[1], -1) {
			if !isRead[name[1]] {
				t.Errorf("CONTRIBUTING.md has the variable %s, which nothing reads", name[1])
			}
		}
	}
}

// constantsOfOthers stand in the documents, and nothing of ours has them.
var constantsOfOthers = map[string]string{"LEAD_GUID": "HubSpot's, which the fake does not have"}

// What looks like a variable or a constant in a document is one: it is in the code, too, or is the variable of a flag.
func TestConstantsInDocumentsExist(t *testing.T) {
	known := map[string]bool{}
	for _, file := range sources(t) {
		for _, word := range constantWord.FindAllString(file, -1) {
			known[word] = true
		}
	}
	for program, folder := range commands {
		files, err := filepath.Glob(filepath.Join(root(t), folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			for _, flag := range declaredFlag.FindAllStringSubmatch(read(t, file), -1) {
				known[strings.ToUpper(program+"_"+strings.ReplaceAll(flag[1], "-", "_"))] = true
			}
		}
	}
	for _, document := range documents(t) {
		for _, code := range document.Code() {
			for _, word := range constantWord.FindAllString(code.Text, -1) {
				if !known[word] && constantsOfOthers[word] == "" {
					t.Errorf("%s: nothing has %s", document.Place(code.Line), word)
				}
			}
		}
	}
}

// sources returns the files of the project that are no documents, but for these tests.
func sources(t *testing.T) []string {
	t.Helper()
	files, err := docs.Files(t.Context(), root(t))
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, file := range files {
		if strings.HasSuffix(file, ".md") || strings.HasPrefix(file, "e2e/house/") || strings.HasPrefix(file, "docs/") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root(t), file))
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	return texts
}
