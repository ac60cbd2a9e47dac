package deploy

import (
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
	text, err := os.ReadFile(filepath.Join(root(t), "docs", "deploy.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
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

// blocksOf returns the blocks of commands of a document in their order. A fence of commands without a marker before it is an
// error, and so is an output without commands before it: nobody would run or compare it.
func blocksOf(t *testing.T, text string) []block {
	t.Helper()
	var found []block
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
				t.Errorf("line %d: the block has no marker before it", at)
			case mark[1] == "output" && len(found) > 0 && found[len(found)-1].output == "":
				found[len(found)-1].output = body.String()
			case mark[2] != "" && language == "sh":
				found = append(found, block{line: at, heading: heading, test: mark[2], commands: body.String()})
			case !strings.HasPrefix(mark[1], "not run"):
				t.Errorf("line %d: %q does not suit the block", at, before)
			}
		}
		before = line
	}
	return found
}

// pattern is what an output must look like: … stands for anything within a line.
func pattern(output string) *regexp.Regexp {
	return regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(output), "…", ".*") + "$")
}
