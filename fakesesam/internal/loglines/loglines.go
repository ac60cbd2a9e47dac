// Package loglines keeps the last lines of the node's own log for GET /api/logs.
package loglines

import (
	"bytes"
	"sync"
)

// Buffer is a writer of whole lines that keeps the last ones.
type Buffer struct {
	mu    sync.Mutex
	limit int
	lines [][]byte
	next  int
}

// New returns a buffer of at most limit lines.
func New(limit int) *Buffer { return &Buffer{limit: limit} }

// Write adds one line; a log handler writes each record with one call.
func (b *Buffer) Write(line []byte) (int, error) {
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

// Lines returns the lines kept, the oldest first.
func (b *Buffer) Lines() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []byte
	for i := range b.lines {
		out = append(out, b.lines[(b.next+i)%len(b.lines)]...)
	}
	return out
}
