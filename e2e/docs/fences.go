package docs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Checkers have a function for each language of blocks that are not run; nil where nothing can be checked.
func Checkers(goCode func(string) error) map[string]func(context.Context, string) error {
	return map[string]func(context.Context, string) error{
		"go":         func(_ context.Context, text string) error { return goCode(text) },
		"json":       func(_ context.Context, text string) error { return checkJSON(text) },
		"yaml":       func(_ context.Context, text string) error { return checkYAML(text) },
		"python":     checkPython,
		"mermaid":    func(_ context.Context, text string) error { return checkMermaid(text) },
		"text":       nil,
		"dockerfile": nil, // only an engine reads it
		"java":       nil, // needs a compiler and Testcontainers for Java
		"js":         nil, // needs Testcontainers for Node
	}
}

// CheckFences reports the blocks of a document that are not what their language says. Commands are run instead, and so is what is
// compared with their output.
func (d *Document) CheckFences(ctx context.Context, checkers map[string]func(context.Context, string) error) error {
	blocks, err := d.Blocks()
	faults := []error{err}
	for _, block := range blocks {
		checker, known := checkers[block.Language]
		switch {
		case block.IsShell() || block.Language == "" || block.Directive.Kind == IsOutput:
			continue
		case !known:
			err = errors.New("the language is unknown to this test")
		case checker != nil:
			err = checker(ctx, block.Text)
		default:
			continue
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %s: %w", d.Place(block.Line), block.Language, err))
		}
	}
	return errors.Join(faults...)
}

// checkJSON takes one value or several, one after the other. A … is nothing special: it may stand in texts.
func checkJSON(text string) error {
	for values := json.NewDecoder(strings.NewReader(text)); ; {
		var value any
		if err := values.Decode(&value); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func checkYAML(text string) error {
	for documents := yaml.NewDecoder(strings.NewReader(text)); ; {
		var document any
		if err := documents.Decode(&document); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func checkPython(ctx context.Context, text string) error {
	python := exec.CommandContext(ctx, "python3", "-c", "import sys; compile(sys.stdin.read(), 'block', 'exec')")
	python.Stdin = strings.NewReader(text)
	if output, err := python.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, output)
	}
	return nil
}

// diagrams are the kinds of diagrams that GitHub draws and the documents may have.
var diagrams = []string{"flowchart", "graph", "sequenceDiagram", "stateDiagram-v2", "classDiagram"}

// opens says which lines of a diagram are closed by an "end".
var opens = []string{"subgraph", "loop", "alt", "opt", "par", "critical", "break", "rect", "box"}

// checkMermaid finds what is not closed, and diagrams that do not say their kind.
func checkMermaid(text string) error {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	kind, _, _ := strings.Cut(strings.TrimSpace(first), " ")
	if !slices.Contains(diagrams, kind) {
		return fmt.Errorf("begins with %q, want one of %v", kind, diagrams)
	}
	depth := 0
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		switch {
		case len(words) > 0 && slices.Contains(opens, words[0]):
			depth++
		case len(words) == 1 && words[0] == "end":
			depth--
		}
		if depth < 0 {
			return errors.New("an end closes nothing")
		}
		for _, pair := range []string{"[]", "{}"} {
			if strings.Count(line, pair[:1]) != strings.Count(line, pair[1:]) {
				return fmt.Errorf("%s is not closed in %q", pair, strings.TrimSpace(line))
			}
		}
		if strings.Count(line, `"`)%2 != 0 {
			return fmt.Errorf("a quotation mark is not closed in %q", strings.TrimSpace(line))
		}
	}
	if depth != 0 {
		return fmt.Errorf("%d not closed by an end", depth)
	}
	return nil
}
