// Package source reads what pipes read: JSON over HTTP, datasets of this node, and entities of the configuration.
package source

import (
	"context"
	"fmt"
	"iter"
)

// Source is where a pipe reads its entities.
type Source interface {
	// Read returns the entities after an offset, or all if since is nil: each is one JSON object, valid until the next
	// one is read. An error ends the sequence; it is a *ReadError unless ctx ended.
	Read(ctx context.Context, since *string) iter.Seq2[[]byte, error]
}

// Codes of a read error, as in the execution log.
const (
	// CodeCommunication means that the source could not be reached, or returned an error.
	CodeCommunication = 0
	// CodeEntity means that an entity of the response could not be read.
	CodeEntity = 1
)

// ReadError is a failed read.
type ReadError struct {
	// Code is one of the Code… constants.
	Code int
	// Status is the HTTP status of the response, 0 if there was none.
	Status int
	// Source is what was read: a method and a URL.
	Source string
	// Err is what went wrong.
	Err error
}

// Error returns the source and what went wrong.
func (e *ReadError) Error() string { return fmt.Sprintf("reading %s: %v", e.Source, e.Err) }

// Unwrap returns what went wrong.
func (e *ReadError) Unwrap() error { return e.Err }
