package terminal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// job is a program that goes on until it is interrupted.
type job struct {
	group  int // of all its processes
	output string
}

// start runs commands in a process group of their own, so that an interrupt reaches all of them and nothing else, as on a screen.
func (t *Terminal) start(commands, output string) (*job, error) {
	said, err := t.ask("set -m; ( " + commands + " ) & set +m; echo $! >&3")
	if err != nil {
		return nil, err
	}
	group, err := strconv.Atoi(said)
	return &job{group: group, output: output}, err
}

// await returns when the job has printed the text.
func (t *Terminal) await(j *job, text string) error {
	printed := func() bool {
		output, err := os.ReadFile(j.output)
		return err == nil && bytes.Contains(output, []byte(text))
	}
	ended := func() bool { return len(members(j.group)) == 0 }
	if !within(t.options.Limit, func() bool { return printed() || ended() }) {
		return fmt.Errorf("%q was not printed within %s", text, t.options.Limit)
	}
	if !printed() {
		return fmt.Errorf("ended without having printed %q", text)
	}
	return nil
}

// interrupt ends a job as Ctrl-C does. It may say that it was interrupted, but not that it has failed, and must leave nothing behind.
func (t *Terminal) interrupt(j *job) error {
	_ = syscall.Kill(-j.group, syscall.SIGINT)
	if !within(t.options.Limit, func() bool { return len(members(j.group)) == 0 }) {
		left := members(j.group)
		kill(j.group)
		return fmt.Errorf("interrupted, and after %s still running: %q\n%s", t.options.Limit, left, tail(j.output))
	}
	status, err := t.ask(fmt.Sprintf("status=0; wait %d || status=$?; echo $status >&3", j.group))
	if errors.Is(err, errEnded) {
		return nil // another step has failed, which was said
	}
	interrupted := strconv.Itoa(128 + int(syscall.SIGINT))
	if err == nil && status != "0" && status != interrupted {
		return fmt.Errorf("interrupted, and ended with exit status %s\n%s", status, tail(j.output))
	}
	return err
}

func kill(group int) { _ = syscall.Kill(-group, syscall.SIGKILL) }

// within waits for a condition.
func within(limit time.Duration, holds func() bool) bool {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(limit); ; <-tick.C {
		if holds() {
			return true
		}
		if time.Now().After(end) {
			return false
		}
	}
}

// members returns the command lines of the processes of a group that have not ended.
func members(group int) []string {
	var running []string
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range stats {
		stat, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended meanwhile
		}
		// After the name in parentheses: the state, the parent and the group.
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		if len(fields) < 3 || fields[2] != strconv.Itoa(group) || fields[0] == "Z" || fields[0] == "X" {
			continue
		}
		command, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "cmdline"))
		running = append(running, strings.TrimSpace(strings.ReplaceAll(string(command), "\x00", " ")))
	}
	return running
}
