package chaos

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// stage is the three programs of docker-compose.yml, and the wires between them.
type stage struct {
	*testing.T

	project     string
	environment []string
	hubspot     *stack.HubSpot
	sesam       *stack.Sesam
	// urls are those of the programs and of the wires on this machine, containers their IDs.
	urls, containers map[string]string

	// giveUp ends the run, once; doing is what happens meanwhile.
	giveUp context.CancelCauseFunc
	once   sync.Once
	mu     sync.Mutex
	doing  string
	lost   int // packets
	wrong  atomic.Int64
}

// readyTag is the environment variable with the tag of images of the three programs that are tested as they are.
const readyTag = "E2E_TAG"

// up starts the programs from docker-compose.yml and compose.yml, as a project of its own, which ends with the test.
func up(ctx context.Context, t *testing.T, seed uint64, giveUp context.CancelCauseFunc) *stage {
	t.Helper()
	s := &stage{
		T: t, project: fmt.Sprintf("chaos-seed-%d-%d", seed, os.Getpid()), environment: os.Environ(),
		urls: map[string]string{}, containers: map[string]string{}, giveUp: giveUp,
	}
	for name, variable := range map[string]string{
		"fakehubspot": "FAKEHUBSPOT_PORT", "connector": "CONNECTOR_PORT", "fakesesam": "FAKESESAM_PORT", "wires": "WIRES_PORT",
	} {
		port, err := stack.FreePort()
		if err != nil {
			t.Fatal(err)
		}
		s.environment = append(s.environment, variable+"="+port)
		s.urls[name] = "http://127.0.0.1:" + port
	}
	t.Cleanup(s.down)
	build := []string{"build"}
	if tag := os.Getenv(readyTag); tag != "" {
		t.Logf("the images of the three programs with the tag %s exist already, and are tested as they are", tag)
		build = append(build, "wires")
	} else {
		t.Log("building the images; the first time this takes some minutes")
	}
	s.must(s.compose(ctx, buildLimit, build...))
	s.must(s.compose(ctx, startLimit, "up", "--no-build", "--detach"))
	for _, service := range append([]string{"wires", "holder"}, programs...) {
		s.containers[service] = strings.TrimSpace(s.must(s.compose(ctx, answerLimit, "ps", "-q", service)))
	}
	s.hubspot = stack.NewHubSpot(func() string { return s.urls["fakehubspot"] }, "test-token")
	s.sesam = stack.NewSesam(func() string { return s.urls["fakesesam"] })
	s.connect(ctx)
	return s
}

// down removes everything of the project. A Ctrl-C is not for the commands that do so.
func (s *stage) down() {
	ctx := context.WithoutCancel(s.Context())
	if s.wrong.Load() > 0 {
		logs, err := s.compose(ctx, answerLimit, "logs", "--no-color", "--tail", "60")
		s.Logf("the ends of all logs: %v\n%s", err, logs)
	}
	if output, err := s.compose(ctx, startLimit, "down", "--volumes", "--timeout", "1"); err != nil {
		s.Errorf("%v; remove what is left of the project %s by hand\n%s", err, s.project, output)
	}
}

// must returns what a command of Compose has printed, or ends the test.
func (s *stage) must(output string, err error) string {
	s.Helper()
	if err != nil {
		s.Errorf("%v", err)
		s.FailNow()
	}
	return output
}

// compose runs a command of Compose for no longer than limit.
func (s *stage) compose(ctx context.Context, limit time.Duration, args ...string) (string, error) {
	root, err := stack.Root()
	if err != nil {
		return "", err
	}
	files := []string{"--project-name", s.project, "--file", "docker-compose.yml", "--file", "e2e/chaos/compose.yml"}
	return s.run(ctx, limit, root, filepath.Join(root, ".ci", "compose"), append(files, args...)...)
}

// docker runs a command of Docker's client about a program's container, and ends the run if it fails.
func (s *stage) docker(ctx context.Context, program string, args ...string) {
	if _, err := s.run(ctx, answerLimit, "", "docker", args...); err != nil {
		s.fail(ctx, program, err.Error())
	}
}

// run runs a command in a process group of its own, which ends with ctx or after limit.
func (s *stage) run(ctx context.Context, limit time.Duration, dir, name string, args ...string) (string, error) {
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	command := exec.CommandContext(limited, name, args...)
	command.Dir, command.Env = dir, s.environment
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGTERM) }
	command.WaitDelay = 10 * time.Second
	var output, problems bytes.Buffer
	command.Stdout, command.Stderr = &output, &problems
	if err := command.Run(); err != nil {
		if ctx.Err() != nil {
			return "", context.Cause(ctx)
		}
		return "", fmt.Errorf("%s %s: %w (it may take %s)\n%s%s", filepath.Base(name), strings.Join(args, " "), err, limit, &output, &problems)
	}
	return output.String(), nil
}
