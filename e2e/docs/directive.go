package docs

import (
	"fmt"
	"slices"
	"strings"
)

// Directive is what a document says to the tests about the block that follows, in a comment on the line before it.
type Directive struct {
	Kind Kind
	// Text follows the colon: a reason, who runs the block, or what its output must contain.
	Text string
}

// Kind is the kind of a directive.
type Kind string

// The kinds of directives.
const (
	// None is a block without a directive: commands are run, other languages are read.
	None Kind = ""
	// NotRun is a block that cannot be run, for the reason in Text.
	NotRun Kind = "not run"
	// RunBy is a block that something else runs: a test, or a file of the repository with the same commands.
	RunBy Kind = "run by"
	// RunUntil is a block that is interrupted as soon as it has printed Text, and must then end by itself.
	RunUntil Kind = "run until"
	// RunBeside is a block that goes on beside those that follow in the document, which begin when it has printed Text. It is
	// interrupted at the end of the document, and must then end by itself.
	RunBeside Kind = "run beside"
	// IsOutput is a block that shows what the commands before it print; … stands for anything.
	IsOutput Kind = "output"
)

var kinds = []Kind{NotRun, RunBy, RunUntil, RunBeside, IsOutput}

// ParseDirective reads a comment. One that is no directive is an error: it is probably a misspelt one.
func ParseDirective(comment string) (Directive, error) {
	words, isComment := strings.CutPrefix(comment, "<!--")
	words, isClosed := strings.CutSuffix(words, "-->")
	name, text, hasText := strings.Cut(strings.TrimSpace(words), ":")
	directive := Directive{Kind: Kind(name), Text: strings.TrimSpace(text)}
	switch {
	case !isComment || !isClosed || !slices.Contains(kinds, directive.Kind):
		return Directive{}, fmt.Errorf("%s before a block is none of %s", comment, choices())
	case directive.Kind == IsOutput && hasText:
		return directive, fmt.Errorf("%s: nothing may follow \"output\"", comment)
	case directive.Kind != IsOutput && directive.Text == "":
		return directive, fmt.Errorf("%s: want a text after \"%s:\"", comment, directive.Kind)
	}
	return directive, nil
}

func choices() string {
	names := make([]string, len(kinds))
	for i, kind := range kinds {
		names[i] = "<!-- " + string(kind) + ": … -->"
		if kind == IsOutput {
			names[i] = "<!-- output -->"
		}
	}
	return strings.Join(names, ", ")
}
