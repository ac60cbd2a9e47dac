// Package logbook keeps the last lines of a log, for those who ask the running program.
package logbook

import (
	"bytes"
	"sync"
)

// Book is a writer of whole lines that remembers the last of them.
type Book struct {
	mu    sync.Mutex
	limit int
	lines [][]byte
	next  int
}

// New makes a book of at most limit lines.
func New(limit int) *Book { return &Book{limit: limit} }

// Write takes one line; a log handler writes each record with one call.
func (b *Book) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	kept := bytes.Clone(line)
	if len(b.lines) < b.limit {
		b.lines = append(b.lines, kept)
		return len(line), nil
	}
	b.lines[b.next] = kept
	b.next = (b.next + 1) % b.limit
	return len(line), nil
}

// Lines gives what is remembered, the oldest first.
func (b *Book) Lines() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []byte
	for i := range b.lines {
		out = append(out, b.lines[(b.next+i)%len(b.lines)]...)
	}
	return out
}
