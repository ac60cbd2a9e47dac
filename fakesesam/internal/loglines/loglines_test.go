package loglines

import (
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
)

// A buffer has the last lines, the oldest first, however many were written.
func TestLines(t *testing.T) {
	for limit := 1; limit <= 8; limit++ {
		b := New(limit)
		var lines []string
		for i := range 3*limit + 1 {
			line := fmt.Sprintln("line", i)
			lines = append(lines, line)
			if n, err := b.Write([]byte(line)); n != len(line) || err != nil {
				t.Fatal(n, err)
			}
			last := strings.Join(lines[max(0, i+1-limit):], "")
			if got := string(b.Lines()); got != last {
				t.Fatalf("limit %d, %d lines: %q, want %q", limit, i+1, got, last)
			}
		}
	}
}

// Log handlers reuse memory for each line, and readers may change what they get.
func TestLinesAreCopies(t *testing.T) {
	b := New(2)
	line := []byte("first\n")
	_, _ = b.Write(line)
	copy(line, "other")
	got := b.Lines()
	if string(got) != "first\n" {
		t.Errorf("%q", got)
	}
	copy(got, "wrong")
	if got := b.Lines(); string(got) != "first\n" {
		t.Errorf("%q", got)
	}
}

func TestNothingWritten(t *testing.T) {
	if got := New(3).Lines(); len(got) > 0 {
		t.Errorf("%q", got)
	}
}

// With many writers, every line is complete and none is duplicated.
func TestManyWriters(t *testing.T) {
	b := New(1000)
	log := slog.New(slog.NewTextHandler(b, nil))
	var group sync.WaitGroup
	for i := range 10 {
		group.Go(func() {
			for j := range 100 {
				log.Info(fmt.Sprintf("<%d-%d>", i, j))
				b.Lines()
			}
		})
	}
	group.Wait()
	lines := strings.SplitAfter(string(b.Lines()), "\n")
	if len(lines) != 1001 {
		t.Fatalf("%d lines", len(lines)-1)
	}
	seen := map[string]bool{}
	for _, line := range lines[:1000] {
		_, message, _ := strings.Cut(line, "msg=")
		if !strings.HasPrefix(message, "<") || !strings.HasSuffix(message, ">\n") || seen[message] {
			t.Errorf("%q", line)
		}
		seen[message] = true
	}
}
