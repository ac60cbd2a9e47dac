package deploy

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// block is a fenced block of commands in docs/deploy.md that a test runs.
type block struct {
	line     int
	heading  string
	test     string // the test that runs it
	commands string
	output   string // what the document says that it prints; "" if it says nothing
}

const fence = "```"

// document returns the text of docs/deploy.md.
func document(t *testing.T) string {
	t.Helper()
	return page(t, filepath.Join("docs", "deploy.md"))
}

// page returns the text of a document of the project.
func page(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root(t), name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// documented returns the blocks of docs/deploy.md, each of which must say who runs it.
func documented(t *testing.T) []block {
	t.Helper()
	found, faults := blocksOf(document(t))
	for _, fault := range faults {
		t.Error(fault)
	}
	return found
}

func root(t *testing.T) string {
	t.Helper()
	dir, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

var marker = regexp.MustCompile(`^<!-- (run by: (\w+)|output|not run: .+) -->$`)

// blocksOf returns the blocks of commands of a document that a test runs, in their order. A fence without a marker before it is a
// fault, and so is an output without commands before it: nobody would run or compare it.
func blocksOf(text string) (found []block, faults []string) {
	heading, before := "", ""
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		if title, isHeading := strings.CutPrefix(strings.TrimLeft(line, "#"), " "); isHeading && strings.HasPrefix(line, "#") {
			heading = title
		}
		if language, opens := strings.CutPrefix(line, fence); opens {
			var body strings.Builder
			at := i + 1
			for i++; i < len(lines) && lines[i] != fence; i++ {
				body.WriteString(lines[i] + "\n")
			}
			mark := marker.FindStringSubmatch(before)
			switch {
			case mark == nil:
				faults = append(faults, fmt.Sprintf("line %d: the block has no marker before it", at))
			case mark[1] == "output" && len(found) > 0 && found[len(found)-1].output == "":
				found[len(found)-1].output = body.String()
			case mark[2] != "" && language == "sh":
				found = append(found, block{line: at, heading: heading, test: mark[2], commands: body.String()})
			case !strings.HasPrefix(mark[1], "not run"):
				faults = append(faults, fmt.Sprintf("line %d: %q does not suit the block", at, before))
			}
		}
		before = line
	}
	return found, faults
}

// pattern is what an output must look like: … stands for anything within a line.
func pattern(output string) *regexp.Regexp {
	return regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(output), "…", ".*") + "$")
}
