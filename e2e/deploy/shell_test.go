package deploy

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// shell is one bash in which blocks run one after the other. A command that fails ends it.
type shell struct {
	t      *testing.T
	input  io.Writer
	output *bufio.Reader
	wait   func() error
	errors *bytes.Buffer // may be read when the shell has ended
}

// newShell starts a bash in a folder. It ends with the test.
func newShell(t *testing.T, dir string) *shell {
	t.Helper()
	bash := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail")
	bash.Dir = dir
	s := &shell{t: t, errors: &bytes.Buffer{}, wait: bash.Wait}
	bash.Stderr = s.errors
	input, err := bash.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := bash.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.input, s.output = input, bufio.NewReader(output)
	if err := bash.Start(); err != nil {
		t.Fatal(err)
	}
	return s
}

// ended is what the shell prints after each block.
const ended = "\x04\n"

// run runs commands and returns what they print. What follows the block reads nothing of the shell's own input.
func (s *shell) run(commands string) string {
	s.t.Helper()
	if _, err := fmt.Fprintf(s.input, "{\n%s\n} </dev/null\nprintf '\\x04\\n'\n", commands); err != nil {
		s.t.Fatal(err)
	}
	var printed strings.Builder
	for {
		line, err := s.output.ReadString('\n')
		if err != nil {
			_ = s.wait()
			s.t.Fatalf("the commands failed:\n%s%s%s", commands, printed.String()+line, s.errors)
		}
		if last, found := strings.CutSuffix(line, ended); found {
			return printed.String() + last
		}
		printed.WriteString(line)
	}
}
