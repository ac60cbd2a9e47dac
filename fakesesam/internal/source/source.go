// Package source reads what pipes read: JSON over HTTP, datasets of this node, and entities written in the configuration.
package source

import (
	"context"
	"fmt"
	"iter"
)

// Source is where a pipe reads its entities.
type Source interface {
	// Read gives the entities after an offset, or all when since is nil: each as one JSON object, valid until the next
	// is asked for. An error ends the sequence; it is a *ReadError unless ctx ended.
	Read(ctx context.Context, since *string) iter.Seq2[[]byte, error]
}

// Codes of a read error, as the execution log has them.
const (
	// CodeCommunication is a source that could not be asked or that refused.
	CodeCommunication = 0
	// CodeEntity is an answer in which an entity could not be read.
	CodeEntity = 1
)

// ReadError is a failed read.
type ReadError struct {
	// Code is one of the Code… constants.
	Code int
	// Status is the HTTP status of the answer, 0 when there was none.
	Status int
	// Source says what was read: a method and an address.
	Source string
	// Err is what went wrong.
	Err error
}

// Error names the source and what went wrong.
func (e *ReadError) Error() string { return fmt.Sprintf("reading %s: %v", e.Source, e.Err) }

// Unwrap gives what went wrong.
func (e *ReadError) Unwrap() error { return e.Err }
