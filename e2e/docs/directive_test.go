package docs

import (
	"strings"
	"testing"
)

// What the documents say to the tests is said as it must be, and who is said to run a block exists.
func TestBlocksAreRunAsTheDocumentsSay(t *testing.T) {
	all := everyDocument(t)
	for _, document := range all {
		if _, err := document.Steps(); err != nil {
			t.Error(err)
		}
		blocks, _ := document.Blocks()
		for _, block := range blocks {
			if block.Directive.Kind == NotRun {
				t.Logf("not run: %s: %s", document.Place(block.Line), block.Directive.Text)
			}
		}
	}
	if err := CheckRunners(t.Context(), root(t), all...); err != nil {
		t.Error(err)
	}
}

func TestABlockThatIsNotAsItMustBe(t *testing.T) {
	for text, want := range map[string]string{
		"```\nx\n```\n":                                                             "page.md:2: the block does not say its language",
		"text\n\n    make demo\n":                                                   "page.md:3: an indented block",
		"<!-- notrun: x -->\n```sh\nx\n```\n":                                       "page.md:1: <!-- notrun: x --> before a block is none of",
		"<!-- not run: -->\n```sh\nx\n```\n":                                        `page.md:1: <!-- not run: -->: want a text after "not run:"`,
		"<!-- run until -->\n```sh\nx\n```\n":                                       `want a text after "run until:"`,
		"<!-- not run: x -->\n\n```sh\nx\n```\n":                                    "page.md:1: \"<!-- not run: x -->\" must be on the line before a block",
		"<!-- not run: x -->\n```json\n{}\n```\n":                                   "is for blocks of commands; this is json",
		"<!-- output -->\n```text\nx\n```\n":                                        "an output must follow a block of commands",
		"<!-- run beside: x -->\n```sh\nx\n```\n<!-- output -->\n```text\nx\n```\n": "their output is not complete",
		"```console\nx\n```\n":                                                      `must begin with "$ "`,
		"<!-- run by: TestNobodyHas -->\n```sh\nx\n```\n":                           "page.md:3: there is no test TestNobodyHas",
		"<!-- run by: .ci/run -->\n```sh\nmake nothing\n```\n":                      `page.md:3: run has no line "make nothing"`,
		"<!-- run by: .ci/nothing -->\n```sh\nx\n```\n":                             ".ci/nothing: no such file",
	} {
		page := Parse("page.md", []byte(text))
		_, err := page.Steps()
		if err == nil {
			err = CheckRunners(t.Context(), root(t), page)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}
