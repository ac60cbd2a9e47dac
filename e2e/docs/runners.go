package docs

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var testName = regexp.MustCompile(`^(?:Test|Example)\w*$`)

// CheckRunners reports the blocks of documents that are said to be run by what does not exist, or does not do the same.
func CheckRunners(ctx context.Context, root string, documents ...*Document) error {
	tests, err := Tests(ctx, root)
	if err != nil {
		return err
	}
	var faults []error
	for _, document := range documents {
		blocks, err := document.Blocks()
		faults = append(faults, err)
		for _, block := range blocks {
			switch runner := block.Directive.Text; {
			case block.Directive.Kind != RunBy:
			case !testName.MatchString(runner):
				if err := hasCommands(filepath.Join(root, runner), block); err != nil {
					faults = append(faults, fmt.Errorf("%s: %w", document.Place(block.Line), err))
				}
			case tests[runner] == "":
				faults = append(faults, fmt.Errorf("%s: there is no test %s", document.Place(block.Line), runner))
			}
		}
	}
	return errors.Join(faults...)
}

// hasCommands compares the commands of a block with the lines of a file that is said to run them.
func hasCommands(file string, block Block) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for command := range strings.Lines(block.Text) {
		command, _, _ = strings.Cut(command, " #")
		if command = strings.TrimSpace(command); !strings.Contains("\n"+string(content), "\n"+command+"\n") {
			return fmt.Errorf("%s has no line %q", filepath.Base(file), command)
		}
	}
	return nil
}

var testFunction = regexp.MustCompile(`(?m)^func ((?:Test|Example|Fuzz|Benchmark)\w*)\(`)

// Tests returns the names of all tests of the repository, each with the folder it is in.
func Tests(ctx context.Context, root string) (map[string]string, error) {
	files, err := Files(ctx, root)
	if err != nil {
		return nil, err
	}
	tests := map[string]string{}
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			return nil, err
		}
		for _, found := range testFunction.FindAllSubmatch(source, -1) {
			tests[string(found[1])] = filepath.Dir(file)
		}
	}
	return tests, nil
}
