package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// LevelError is the level of an Error that makes a component invalid; there is no other.
const LevelError = "error"

// Error is one error in a component, in the form in which a node returns it.
type Error struct {
	Level string `json:"level"`
	// Msg says in which file and where, what is wrong, and what would be right. It contains no secret.
	Msg string `json:"msg"`
	// Elements are the paths of the invalid properties, such as "source.supports_since".
	Elements []string `json:"elements"`
}

// Posted identifies the component that an error belongs to.
type Posted struct {
	ID string `json:"_id"`
}

// Invalid is a component with errors.
type Invalid struct {
	Posted Posted  `json:"posted-config"`
	Errors []Error `json:"config-errors"`
}

// InvalidError is every error in a configuration. Its JSON is the body of a 400 response to PUT /api/config.
type InvalidError struct {
	ValidationErrors []Invalid `json:"validation_errors"`
}

// Error lists all errors, one per line.
func (e *InvalidError) Error() string {
	lines := []string{"the configuration is invalid:"}
	for _, component := range e.ValidationErrors {
		for _, invalid := range component.Errors {
			lines = append(lines, "  "+invalid.Msg)
		}
	}
	return strings.Join(lines, "\n")
}

var (
	// ErrUnreadable means that a text cannot be split into components at all.
	ErrUnreadable = errors.New("not a configuration")
	// ErrNoSystem means that the configuration has no system of that ID.
	ErrNoSystem = errors.New("there is no system")
)

// report collects the errors of one component.
type report struct {
	file   string
	errors []Error
}

// reject adds an error: where it is, and what would be right.
func (r *report) reject(path, format string, args ...any) {
	r.errors = append(r.errors, Error{
		Level:    LevelError,
		Msg:      r.file + ": " + path + ": " + fmt.Sprintf(format, args...),
		Elements: []string{path},
	})
}

func joined(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func indexed(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
