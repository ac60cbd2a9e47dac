// Package terminal types the commands of documents into a shell, as a reader would, in a clone of the repository.
package terminal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// Terminal is a shell. What one step sets, those after it find.
type Terminal struct {
	options Options
	shell   *exec.Cmd
	types   io.WriteCloser
	says    chan string // closed when the shell has ended
	steps   int
	beside  []*job
}

// Options say where and how a terminal works.
type Options struct {
	// Dir is where the shell begins.
	Dir string
	// Scratch is an empty folder for the files of the terminal itself.
	Scratch string
	// Apart gives the shell a network of its own, in which no port is taken and nothing else can be reached.
	Apart bool
	// Limit bounds each wait: for a step to end, or to print what it is awaited for.
	Limit time.Duration
}

// curl fails where a reader would see that it has failed: also when the answer is an error, which it otherwise takes for a
// success. As on a screen, it shows no progress.
const curl = "#!/bin/sh\nexec %s --silent --show-error --fail-with-body \"$@\"\n"

// prelude makes the shell end at the first command that fails, and say which it was.
const prelude = `set -eE
trap 'status=$?; echo "line $LINENO: exit status $status of: $BASH_COMMAND" >&2' ERR
`

// Open starts a shell.
func Open(ctx context.Context, options Options) (*Terminal, error) {
	programs := filepath.Join(options.Scratch, "bin")
	if err := install(programs, "curl", curl); err != nil {
		return nil, err
	}
	said, toSay, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	command := []string{"bash", "--noprofile", "--norc"}
	if options.Apart {
		command = append([]string{"unshare", "--net", "--map-root-user", "sh", "-c", `ip link set lo up && exec "$@"`, "sh"}, command...)
	}
	shell := exec.CommandContext(ctx, command[0], command[1:]...)
	shell.Dir = options.Dir
	// A make that runs the tests would have those of the documents say which directory they are in.
	shell.Env = append(os.Environ(), "PATH="+programs+":"+os.Getenv("PATH"), "MAKEFLAGS=", "MAKELEVEL=")
	shell.ExtraFiles = []*os.File{toSay}                    // its descriptor 3
	shell.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // so that everything it starts can be found
	shell.Stderr = os.Stderr
	types, err := shell.StdinPipe()
	if err == nil {
		err = shell.Start()
	}
	_ = toSay.Close()
	if err != nil {
		return nil, errors.Join(err, said.Close())
	}
	t := &Terminal{options: options, shell: shell, types: types, says: make(chan string)}
	go t.listen(said)
	_, err = io.WriteString(types, prelude)
	return t, err
}

// install writes a program that stands before one of the same name.
func install(dir, name, text string) error {
	path, err := exec.LookPath(name)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name), fmt.Appendf(nil, text, path), 0o700) //nolint:gosec // it is a program
}

// Apart reports whether this machine lets a shell have a network of its own.
func Apart(ctx context.Context) bool {
	return exec.CommandContext(ctx, "unshare", "--net", "--map-root-user", "sh", "-c", "ip link set lo up").Run() == nil
}

func (t *Terminal) listen(said *os.File) {
	defer close(t.says)
	defer func() { _ = said.Close() }()
	for lines := bufio.NewScanner(said); lines.Scan(); {
		t.says <- lines.Text()
	}
}

var errEnded = errors.New("the shell has ended")

// ask types a line and returns what the shell says to it.
func (t *Terminal) ask(line string) (string, error) {
	if _, err := io.WriteString(t.types, line+"\n"); err != nil {
		return "", errEnded
	}
	limit := time.NewTimer(t.options.Limit)
	defer limit.Stop()
	select {
	case said, open := <-t.says:
		if !open {
			return "", errEnded
		}
		return said, nil
	case <-limit.C:
		return "", fmt.Errorf("not finished after %s", t.options.Limit)
	}
}

// Close interrupts what goes on beside, as with Ctrl-C, and ends the shell. Everything must then end by itself.
func (t *Terminal) Close() error {
	var faults []error
	for _, job := range t.beside {
		faults = append(faults, t.interrupt(job))
	}
	_ = t.types.Close()
	group := t.shell.Process.Pid
	limit := time.AfterFunc(t.options.Limit, func() { kill(group) })
	for range t.says { // so that the listener ends
	}
	_ = t.shell.Wait() // a step that failed has said so
	limit.Stop()
	if left := members(group); len(left) > 0 {
		faults = append(faults, fmt.Errorf("the commands leave running: %v", left))
		kill(group)
	}
	return errors.Join(faults...)
}
