package config

import (
	"errors"
	"strings"
)

// Levels of an Error.
const (
	// LevelError makes a component invalid.
	LevelError = "error"
)

// Error is one fault of a component, in the shape a node answers with.
type Error struct {
	Level string `json:"level"`
	// Msg says in which file and where, what is wrong, and what would be right. It holds no secret.
	Msg string `json:"msg"`
	// Elements are the paths at fault, as "source.supports_since".
	Elements []string `json:"elements"`
}

// Posted identifies the component a fault belongs to.
type Posted struct {
	ID string `json:"_id"`
}

// Invalid is one faulty component.
type Invalid struct {
	Posted Posted  `json:"posted-config"`
	Errors []Error `json:"config-errors"`
}

// InvalidError is every fault of a configuration. Its JSON is the body of a 400 answer to PUT /api/config.
type InvalidError struct {
	ValidationErrors []Invalid `json:"validation_errors"`
}

// Error lists all faults, one a line.
func (e *InvalidError) Error() string {
	lines := []string{"the configuration is not valid:"}
	for _, component := range e.ValidationErrors {
		for _, fault := range component.Errors {
			lines = append(lines, "  "+fault.Msg)
		}
	}
	return strings.Join(lines, "\n")
}

var (
	// ErrUnreadable means that a text cannot be split into components at all.
	ErrUnreadable = errors.New("this is not a configuration")
	// ErrNoSystem means that the configuration has no system of that ID.
	ErrNoSystem = errors.New("there is no system")
)
