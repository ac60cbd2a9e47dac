package docs

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Step is what is run of a document: the commands of one block, with the output that the document shows for them.
type Step struct {
	// Line is that of the first command in the document.
	Line     int
	Commands string
	// Directive is None, RunUntil or RunBeside.
	Directive Directive
	// Output is what the document says that the commands print, nil if it does not say.
	Output *Expected
}

// shells are the languages of blocks that are run.
var shells = []string{"sh", "bash", "shell", "console"}

// IsShell reports whether the block has commands.
func (b Block) IsShell() bool { return slices.Contains(shells, b.Language) }

// Steps returns what is to be run of the document, in order. The error lists every block that cannot be made one.
func (d *Document) Steps() ([]Step, error) {
	blocks, err := d.Blocks()
	return d.steps(blocks, err)
}

// StepsRunBy returns the steps of the blocks that a test of this name runs.
func (d *Document) StepsRunBy(test string) ([]Step, error) {
	blocks, err := d.Blocks()
	var own []Block
	for _, block := range blocks {
		if block.Directive == (Directive{RunBy, test}) {
			block.Directive = Directive{}
			own = append(own, block)
		}
	}
	return d.steps(own, err)
}

func (d *Document) steps(blocks []Block, err error) ([]Step, error) {
	faults := []error{err}
	var steps []Step
	for i, block := range blocks {
		fault := func(format string, args ...any) {
			faults = append(faults, fmt.Errorf("%s: %s", d.Place(block.Line), fmt.Sprintf(format, args...)))
		}
		switch kind := block.Directive.Kind; {
		case kind == IsOutput:
			if i == 0 || !blocks[i-1].IsShell() || block.IsShell() {
				fault("an output must follow a block of commands")
				continue
			}
			switch before := blocks[i-1]; {
			case before.Directive.Kind == RunBeside:
				fault("the commands before it go on, so their output is not complete")
			case before.Language == "console":
				fault("the console before it shows its output itself")
			case before.Directive.Kind == None || before.Directive.Kind == RunUntil:
				steps[len(steps)-1].Output = &Expected{Line: block.Line, JSON: block.Language == "json", Text: block.Text}
			}
		case !block.IsShell():
			if kind != None {
				fault("%q is for blocks of commands; this is %s", kind, block.Language)
			}
		case block.Language == "console":
			shown, err := console(block)
			if err != nil {
				fault("%v", err)
			}
			if kind == RunUntil || kind == RunBeside {
				fault("%q is not for a console", kind)
			}
			if kind == None {
				steps = append(steps, shown...)
			}
		case kind != NotRun && kind != RunBy:
			steps = append(steps, Step{Line: block.Line, Commands: block.Text, Directive: block.Directive})
		}
	}
	return steps, errors.Join(faults...)
}

// prompt opens a command in a console. A command goes on in the next line after a backslash.
var prompt = regexp.MustCompile(`^\$ `)

// console reads a block of commands after prompts, each followed by its output.
func console(block Block) ([]Step, error) {
	var steps []Step
	goesOn := false
	line := block.Line
	for text := range strings.Lines(block.Text) {
		switch last := len(steps) - 1; {
		case goesOn:
			steps[last].Commands += text
			goesOn = strings.HasSuffix(text, "\\\n")
		case prompt.MatchString(text):
			steps = append(steps, Step{Line: line, Commands: text[len("$ "):], Output: &Expected{Line: line + 1}})
			goesOn = strings.HasSuffix(text, "\\\n")
		case last < 0:
			return nil, errors.New(`a console must begin with "$ " and a command`)
		default:
			steps[last].Output.Text += text
		}
		line++
	}
	return steps, nil
}
