// Package siege tests what the connector's image withstands: many nodes at once, clients that are slow or vanish, requests that are
// none, an account of a million contacts, all of it in a container with little memory and no rights.
package siege

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
	"github.com/hubspot-to-sesam/testbed/e2e/stack/containers"
	"github.com/hubspot-to-sesam/testbed/e2e/stack/processes"
)

// siegeTimeout bounds one test, the first build of the images included.
const siegeTimeout = 15 * time.Minute

var (
	onContainers = &containers.Driver{}
	onProcesses  = &processes.Driver{}
)

func TestMain(m *testing.M) {
	code := m.Run()
	if err := onProcesses.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// The least memory that the connector is said to need, and the setting that goes with it: twice page-memory and 32 MiB.
const (
	memory     = 64 << 20
	pageMemory = "16MiB"

	// roomy is what it may take of that, so that something is left.
	roomy = memory * 7 / 8
)

// besieged runs story on a stack of containers, of which the connector's has no more memory than it is said to need.
func besieged(t *testing.T, options stack.Options, story func(ctx context.Context, t *testing.T, s *stack.Stack)) {
	t.Helper()
	options.ConnectorMemory = memory
	if options.Environment == nil {
		options.Environment = map[string]string{}
	}
	options.Environment["page-memory"] = pageMemory
	on(t, onContainers, options, story)
}

// on runs story on one stack.
func on(t *testing.T, driver stack.Driver, options stack.Options, story func(ctx context.Context, t *testing.T, s *stack.Stack)) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("what a process uses is only known on Linux")
	}
	ctx, cancel := context.WithTimeout(t.Context(), siegeTimeout)
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
				t.Logf("end of the log of %s:\n%s", program, log[max(0, len(log)-5000):])
			}
		}
		if err := s.Close(); err != nil {
			t.Errorf("stopping the stack: %v", err)
		}
	})
	story(ctx, t, s)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
