package siege

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// vitals are what the connector uses.
type vitals struct {
	pid        int
	goroutines int
	files      int // and connections
	resident   int // bytes
}

// look reads them from the connector's own metrics.
func look(ctx context.Context, s *stack.Stack) (vitals, error) {
	pid, err := s.ConnectorPID(ctx)
	if err != nil {
		return vitals{}, err
	}
	text, err := stack.Read(ctx, entrance(s)+"/metrics")
	if err != nil {
		return vitals{}, err
	}
	v := vitals{pid: pid}
	for name, to := range map[string]*int{"go_goroutines": &v.goroutines, "process_open_fds": &v.files, "process_resident_memory_bytes": &v.resident} {
		_, after, found := strings.Cut(text, "\n"+name+" ")
		if !found {
			return v, fmt.Errorf("the metrics have no %s", name)
		}
		line, _, _ := strings.Cut(after, "\n")
		value, err := strconv.ParseFloat(line, 64)
		if err != nil {
			return v, err
		}
		*to = int(value)
	}
	return v, nil
}

// entrance is the connector's URL for those who may come in.
func entrance(s *stack.Stack) string {
	return strings.Replace(s.ConnectorURL(), "://", "://"+username+":"+password+"@", 1)
}

// openFiles is how many files and connections a process has.
func openFiles(pid int) (int, error) {
	files, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	return len(files), err
}

// child is the process that this one has started of a program.
func child(program string) (int, error) {
	lists, err := filepath.Glob("/proc/self/task/*/children")
	for _, list := range lists {
		pids, errRead := os.ReadFile(list)
		err = errors.Join(err, errRead)
		for pid := range strings.FieldsSeq(string(pids)) {
			if name, err := os.ReadFile("/proc/" + pid + "/comm"); err == nil && strings.TrimSpace(string(name)) == program {
				return strconv.Atoi(pid)
			}
		}
	}
	return 0, errors.Join(err, fmt.Errorf("no process %s", program))
}

// What may remain of a siege: the connections of the one who asks, and those to HubSpot that wait to be used again.
const (
	goroutinesMayRemain = 40
	filesMayRemain      = 20
)

// recovers waits until nothing is left of what has happened since before was looked at. The process must be the same.
func recovers(ctx context.Context, t *testing.T, s *stack.Stack, before vitals) {
	t.Helper()
	var now vitals
	err := stack.Await(ctx, "nothing to be left", func() bool {
		var err error
		if now, err = look(ctx, s); err != nil {
			t.Fatal(err)
		}
		return now.goroutines <= before.goroutines+goroutinesMayRemain && now.files <= before.files+filesMayRemain
	})
	if err != nil {
		t.Fatalf("%v: %+v, before %+v", err, now, before)
	}
	if now.pid != before.pid {
		t.Fatalf("the connector is another process: %d, before %d", now.pid, before.pid)
	}
	if _, err := stack.Read(ctx, s.ConnectorURL()+"/healthz"); err != nil {
		t.Fatal(err)
	}
	t.Logf("before %+v, afterwards %+v", before, now)
}

// groupMemory is how often a process's control group was refused memory because it had reached its limit, and the most it has had.
func groupMemory(pid int) (refused, peak int, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/cgroup", pid))
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(text)) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		switch {
		case len(parts) == 3 && parts[1] == "memory": // version 1
			dir := filepath.Join("/sys/fs/cgroup/memory", parts[2])
			refused, errRefused := number(filepath.Join(dir, "memory.failcnt"), "")
			peak, errPeak := number(filepath.Join(dir, "memory.max_usage_in_bytes"), "")
			return refused, peak, errors.Join(errRefused, errPeak)
		case len(parts) == 3 && parts[0] == "0": // version 2
			dir := filepath.Join("/sys/fs/cgroup", parts[2])
			refused, err = number(filepath.Join(dir, "memory.events"), "oom ")
			peak, errPeak := number(filepath.Join(dir, "memory.peak"), "")
			if errors.Is(errPeak, fs.ErrNotExist) { // there is version 1 beside it
				continue
			}
			return refused, peak, errors.Join(err, errPeak)
		}
	}
	return 0, 0, errors.New("the process has no control group for its memory")
}

// number reads the number in a file that follows after.
func number(file, after string) (int, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(text), after)
	line, _, _ := strings.Cut(rest, "\n")
	return strconv.Atoi(strings.TrimSpace(line))
}
