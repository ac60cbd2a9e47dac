package processes

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// stopTimeout is how long a program may take to stop.
const stopTimeout = 15 * time.Second

// process is one program, started and ready.
type process struct {
	name string
	url  string
	cmd  *exec.Cmd
	logs *logBuffer
	done chan struct{}
}

// start runs the program and waits for its "ready http://…" line.
func start(ctx context.Context, name, binary string, environment, args []string, logs *logBuffer) (*process, error) {
	cmd := exec.CommandContext(context.WithoutCancel(ctx), binary, args...) //nolint:gosec // the binary was built by this package
	cmd.Env = environment
	cmd.Stderr = logs
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{name: name, cmd: cmd, logs: logs, done: make(chan struct{})}
	ready := make(chan string, 1)
	go func() {
		defer close(p.done)
		scanOutput(stdout, ready, logs)
		_ = cmd.Wait() // the logs show how it ended
	}()
	select {
	case p.url = <-ready:
		return p, nil
	case <-p.done:
		return nil, fmt.Errorf("%s ended before it was ready:\n%s", name, logs)
	case <-ctx.Done():
		return nil, errors.Join(fmt.Errorf("%s was not ready: %w\n%s", name, ctx.Err(), logs), p.kill())
	}
}

// scanOutput announces the URL in the ready line and copies the rest to logs.
func scanOutput(stdout io.Reader, ready chan<- string, logs io.Writer) {
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if address, ok := strings.CutPrefix(lines.Text(), "ready "); ok {
			ready <- address
			continue
		}
		_, _ = fmt.Fprintln(logs, lines.Text())
	}
}

// stop asks the program to stop, and kills it if it does not.
func (p *process) stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-p.done:
		return nil
	case <-time.After(stopTimeout):
		return errors.Join(fmt.Errorf("%s did not stop within %s", p.name, stopTimeout), p.kill())
	}
}

// kill ends the program without giving it a chance to clean up.
func (p *process) kill() error {
	if err := p.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-p.done
	return nil
}

// logBuffer collects what a program writes; safe for concurrent use.
type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
