package deploy

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// builtConnector builds the program for all tests, once one needs it, and returns its path.
var builtConnector = sync.OnceValues(func() (string, error) {
	top, err := stack.Root()
	if err != nil {
		return "", err
	}
	program := filepath.Join(programs, "connector")
	build := exec.Command("go", "build", "-C", filepath.Join(top, "connector"), "-tags", "nomsgpack", "-o", program, "./cmd/connector")
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the connector: %w\n%s", err, output)
	}
	return program, nil
})

// programs is the folder of what was built.
var programs string

func TestMain(m *testing.M) {
	var err error
	if programs, err = os.MkdirTemp("", "hubspot-to-sesam-deploy-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(programs)
	os.Exit(code)
}
