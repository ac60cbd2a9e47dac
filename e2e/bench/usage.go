package bench

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

const mebi = 1 << 20

// errNoUsage is returned if the system does not report what a process uses.
var errNoUsage = errors.New("the usage of another process is only known on Linux")

// ticks is the number of units of /proc's processor time in a second.
const ticks = 100

// peakMemory returns the peak resident memory of the process in bytes.
func peakMemory(pid int) (int64, error) { return statusBytes(pid, "VmHWM:") }

// residentMemory returns the current resident memory of the process in bytes.
func residentMemory(pid int) (int64, error) { return statusBytes(pid, "VmRSS:") }

func statusBytes(pid int, field string) (int64, error) {
	text, err := proc(pid, "status")
	if err != nil {
		return 0, err
	}
	return parseStatus(text, field)
}

func parseStatus(text []byte, field string) (int64, error) {
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, field); ok {
			kibi, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return kibi << 10, err
		}
	}
	return 0, fmt.Errorf("no %s in the process's status", field)
}

// processorTime returns the processor time that the process has used, in user
// and in kernel mode.
func processorTime(pid int) (time.Duration, error) {
	text, err := proc(pid, "stat")
	if err != nil {
		return 0, err
	}
	return parseStat(text)
}

// parseStat reads fields 14 and 15; the second field is the program's name in
// parentheses and may hold anything.
func parseStat(text []byte) (time.Duration, error) {
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	const user, system = 14 - 3, 15 - 3
	if len(fields) <= system {
		return 0, fmt.Errorf("only %d fields in the process's stat", len(fields))
	}
	sum := 0
	for _, field := range []string{fields[user], fields[system]} {
		n, err := strconv.Atoi(field)
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return time.Duration(sum) * time.Second / ticks, nil
}

func proc(pid int, file string) ([]byte, error) {
	if runtime.GOOS != "linux" {
		return nil, errNoUsage
	}
	return os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, file))
}
