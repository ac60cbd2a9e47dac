package monitoring

import (
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

var building sync.Mutex

// promtool runs Prometheus's tool in a folder. It is built first, which takes two minutes of two processors on a machine that has
// never done so, and no time later.
func promtool(t *testing.T, folder string, args ...string) (string, error) {
	t.Helper()
	building.Lock()
	defer building.Unlock()
	tool := filepath.Join(root(t), ".cache", "promtool")
	build := exec.CommandContext(t.Context(), "go", "build", "-tags", "remove_all_sd", "-o", tool, "github.com/prometheus/prometheus/cmd/promtool")
	build.Dir = filepath.Join(root(t), "tools", "prometheus")
	build.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building promtool: %v\n%s", err, out)
	}
	run := exec.CommandContext(t.Context(), tool, args...)
	run.Dir = folder
	out, err := run.CombinedOutput()
	return string(out), err
}
