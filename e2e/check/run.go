package check

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// step is a command of a plan.
type step struct {
	what string
	// dir is relative to the repository's root.
	dir string
	env []string
	run []string
}

// Run checks what has changed in the working tree at root. All steps are run,
// whatever becomes of the earlier ones; the error names those that failed.
func Run(ctx context.Context, root string, output io.Writer) error {
	changes, err := ChangesIn(ctx, root)
	if err != nil {
		return err
	}
	say := func(format string, values ...any) { _, _ = fmt.Fprintf(output, "check: "+format+"\n", values...) } // a closed terminal stops nothing
	if len(changes.Files) == 0 {
		say("nothing has changed since %s", changes.Base)
		return nil
	}
	packages, err := PackagesIn(ctx, root)
	if err != nil {
		return err
	}
	say("%d files have changed since %s", len(changes.Files), changes.Base)
	var failed []string
	for _, s := range PlanFor(changes.Files, packages).steps(root) {
		say("%s", s.what)
		began := time.Now()
		command := exec.CommandContext(ctx, s.run[0], s.run[1:]...) //nolint:gosec // made in steps
		command.Dir = filepath.Join(root, s.dir)
		command.Env = append(os.Environ(), s.env...)
		command.Stdout, command.Stderr = output, output
		if err := command.Run(); err != nil {
			failed = append(failed, s.what)
		}
		say("took %s", time.Since(began).Round(100*time.Millisecond))
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	if failed != nil {
		return errors.New("failed: " + strings.Join(failed, "; "))
	}
	say("passed; containers, scenarios and the race detector are left to `make test`")
	return nil
}

// steps are the commands of a plan, the quickest to fail first.
func (p Plan) steps(root string) []step {
	var steps []step
	add := func(what, dir string, env []string, run ...string) { steps = append(steps, step{what, dir, env, run}) }
	if len(p.Vet) > 0 {
		add(count(p.Vet)+" to vet", "", nil, append([]string{"go", "vet", "-tags", "nomsgpack,mutants"}, dotted(p.Vet, "")...)...)
	}
	if len(p.Test) > 0 {
		add(count(p.Test)+" to test", "", nil, append([]string{"go", "test", "-short", "-tags", "nomsgpack"}, dotted(p.Test, "")...)...)
	}
	if p.Mutants {
		add("mutants to fit", "", nil, "go", "test", "-tags", "nomsgpack,mutants", "-run", "^TestEveryMutantFits$", "-count=1", "./e2e/mutants")
	}
	for _, module := range slices.Sorted(maps.Keys(p.Lint)) {
		lint := []string{"go", "tool", "-modfile=" + filepath.Join(root, "tools", "go.mod"), "golangci-lint", "run", "--allow-serial-runners"}
		add(count(p.Lint[module])+" of "+module+" to lint", module, []string{"GOWORK=off"}, append(lint, dotted(p.Lint[module], module)...)...)
	}
	return steps
}

func count(dirs []string) string {
	if len(dirs) == 1 {
		return "1 package"
	}
	return fmt.Sprintf("%d packages", len(dirs))
}

// dotted returns the directories as arguments of the go command that is run in
// the directory below.
func dotted(dirs []string, below string) []string {
	all := make([]string, len(dirs))
	for i, dir := range dirs {
		all[i] = "./" + strings.TrimPrefix(strings.TrimPrefix(dir, below), "/")
	}
	return all
}
