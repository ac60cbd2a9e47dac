package terminal

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/hubspot-to-sesam/testbed/e2e/docs"
)

// Do runs a step, and compares what it prints with what the document shows.
func (t *Terminal) Do(step docs.Step) error {
	t.steps++
	script := filepath.Join(t.options.Scratch, fmt.Sprintf("step-%d.sh", t.steps))
	output := strings.TrimSuffix(script, ".sh") + ".txt"
	// The lines have the numbers that they have in the document, so that the shell names those.
	if err := os.WriteFile(script, []byte(strings.Repeat("\n", step.Line-1)+step.Commands), 0o600); err != nil {
		return err
	}
	if err := t.run(step, script, output); err != nil {
		return fmt.Errorf("%w\n%s", err, tail(output))
	}
	if step.Output == nil {
		return nil
	}
	printed, err := os.ReadFile(output)
	if err != nil {
		return err
	}
	return step.Output.Check(string(printed))
}

func (t *Terminal) run(step docs.Step, script, output string) error {
	run := fmt.Sprintf(". '%s' </dev/null >'%s' 2>&1 3>&-", script, output)
	switch step.Directive.Kind {
	case docs.RunUntil, docs.RunBeside:
		job, err := t.start(run, output)
		if err != nil {
			return err
		}
		if err := t.await(job, step.Directive.Text); err != nil {
			kill(job.group)
			return err
		}
		if step.Directive.Kind == docs.RunBeside {
			t.beside = append(t.beside, job)
			return nil
		}
		return t.interrupt(job)
	default:
		_, err := t.ask(run + "\necho done >&3")
		if err != nil {
			kill(t.shell.Process.Pid)
		}
		return err
	}
}

// tail is the end of what a step has printed.
func tail(output string) string {
	printed, err := os.ReadFile(output)
	if err != nil {
		return err.Error()
	}
	const enough = 6000
	if len(printed) > enough {
		return "…" + string(printed[len(printed)-enough:])
	}
	return string(printed)
}
