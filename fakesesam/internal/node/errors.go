package node

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Errors that callers test for with errors.Is.
var (
	// ErrNotFound means that no pipe, system, variable or secret has the given name.
	ErrNotFound = errors.New("not found")
	// ErrExists means that the configuration already has a component with the given _id.
	ErrExists = errors.New("already exists")
)

// NotFoundError names what was not found; it matches ErrNotFound.
type NotFoundError struct {
	// Kind is "pipe", "system", "component", "variable" or "secret".
	Kind string
	ID   string
	// Known lists the names that exist.
	Known []string
}

// Error names what was not found and what exists.
func (e *NotFoundError) Error() string {
	known := make([]string, len(e.Known))
	for i, name := range e.Known {
		known[i] = strconv.Quote(name)
	}
	if len(known) == 0 {
		known = []string{"none"}
	}
	return fmt.Sprintf("%s %q not found; known %ss: %s", e.Kind, e.ID, e.Kind, strings.Join(known, ", "))
}

// Is reports whether target is ErrNotFound.
func (e *NotFoundError) Is(target error) bool { return target == ErrNotFound }

// unknown returns the NotFoundError for a name that is not a key of a map.
func unknown[M ~map[string]V, V any](m M, kind, name string) error {
	return &NotFoundError{Kind: kind, ID: name, Known: slices.Sorted(maps.Keys(m))}
}
