// Package scenarios tests what a pipe author sees, once for each way to run a
// stack.
package scenarios

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
	"github.com/hubspot-to-sesam/testbed/e2e/stack/containers"
	"github.com/hubspot-to-sesam/testbed/e2e/stack/processes"
)

// scenarioTimeout bounds one scenario, the first build of the programs or
// images included.
const scenarioTimeout = 15 * time.Minute

var (
	onProcesses  = &processes.Driver{Race: raceEnabled}
	onContainers = &containers.Driver{}
)

func TestMain(m *testing.M) {
	code := m.Run()
	if err := onProcesses.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// scenario runs story on a stack of processes and on one of containers. The
// containers are skipped only on a developer's machine without a Docker engine.
func scenario(t *testing.T, options stack.Options, story func(ctx context.Context, t *testing.T, s *stack.Stack)) {
	t.Helper()
	for _, driver := range []stack.Driver{onProcesses, onContainers} {
		t.Run(driver.Name(), func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), scenarioTimeout)
			t.Cleanup(cancel)
			if driver == onContainers {
				containers.Require(ctx, t)
			}
			s, err := stack.Up(ctx, driver, options)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if t.Failed() {
					for program, log := range s.Logs() {
						t.Logf("log of %s:\n%s", program, log)
					}
				}
				if err := s.Close(); err != nil {
					t.Errorf("stopping the stack: %v", err)
				}
			})
			story(ctx, t, s)
			noLeak(ctx, t, s)
		})
	}
}
