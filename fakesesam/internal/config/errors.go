package config

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Levels of an Error, as a node names them.
const (
	// LevelError is the level of what makes a component invalid.
	LevelError = "error"
	// LevelWarning is the level of what is valid on a real node, and is missing on this one.
	LevelWarning = "warning"
)

// Kind is what follows from an Error.
type Kind int

// Kinds of Error, the worst first.
const (
	// Unusable is a component that could not even be kept: it is refused, even if forced.
	Unusable Kind = iota
	// Broken is a component that no node could run: it is refused, unless forced.
	Broken
	// Unset is a component with a variable or secret that is not set, and does not run before that is set. In a whole
	// configuration it is accepted: the secrets of a test are seldom those of production. On its own it is refused, unless
	// forced.
	Unset
	// Dependent is a pipe whose system is Broken or Unset: it is accepted, and does not run before the system is corrected.
	Dependent
	// NotHere is a component with something that only a real node has: it is accepted and does not run here.
	NotHere
	// NoEffect is something that only a real node has, without which the component runs all the same.
	NoEffect
)

// Error is one error in a component, in the form in which a node returns it.
type Error struct {
	Kind  Kind   `json:"-"`
	Level string `json:"level"`
	// Msg says in which file and where, what is wrong, and what would be right. It contains no secret.
	Msg string `json:"msg"`
	// Elements are the paths of the properties in question, such as "source.supports_since".
	Elements []string `json:"elements"`
}

// within reports whether the error is in one part of a component, such as "source".
func (e Error) within(part string) bool {
	rest, found := strings.CutPrefix(e.Elements[0], part)
	return found && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// Posted identifies the component that an error belongs to.
type Posted struct {
	ID string `json:"_id"`
}

// Invalid is a component with errors.
type Invalid struct {
	Posted Posted  `json:"posted-config"`
	Errors []Error `json:"config-errors"`
	// File is the file of the component.
	File string `json:"-"`
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

// RefusalError is why a component does not run.
type RefusalError struct {
	// Kind is the worst kind of the errors.
	Kind   Kind
	Errors []Error
}

// Error lists the errors.
func (e *RefusalError) Error() string {
	var reasons []string
	for _, each := range e.Errors {
		reasons = append(reasons, each.Msg)
	}
	return strings.Join(reasons, "; ")
}

var (
	// ErrUnreadable means that a text cannot be split into components at all.
	ErrUnreadable = errors.New("not a configuration")
	// ErrNoSystem means that the configuration has no system of that ID.
	ErrNoSystem = errors.New("there is no system")
)

// valid reports whether no error is of level error.
func valid(errors []Error) bool { return worst(errors) > Dependent }

// worst returns the worst kind of several errors; without errors, it is better than any.
func worst(errors []Error) Kind {
	kind := NoEffect + 1
	for _, each := range errors {
		kind = min(kind, each.Kind)
	}
	return kind
}

// upTo returns the errors that are of a kind or worse.
func upTo(kind Kind, errors []Error) []Error {
	var out []Error
	for _, each := range errors {
		if each.Kind <= kind {
			out = append(out, each)
		}
	}
	return out
}

// refusal returns why a component with these errors does not run: a *RefusalError, or nil if it does.
func refusal(errors []Error) error {
	if kind := worst(errors); kind <= NotHere {
		return &RefusalError{kind, upTo(max(kind, Dependent), errors)}
	}
	return nil
}

// Refused returns an *InvalidError with the components because of which this configuration may not replace another one,
// those with an error of the kind or a worse one; nil if it may. Components that had the same errors before are no reason,
// unless they are among those that were posted.
func (s *Set) Refused(before *Set, limit Kind, posted ...string) error {
	var refused []Invalid
	for _, each := range s.invalid {
		if worst(each.Errors) <= limit && (slices.Contains(posted, each.Posted.ID) || !before.had(each)) {
			refused = append(refused, Invalid{each.Posted, upTo(Dependent, each.Errors), each.File})
		}
	}
	if len(refused) == 0 {
		return nil
	}
	return &InvalidError{refused}
}

// had reports whether the configuration has the same component with the same errors.
func (s *Set) had(invalid Invalid) bool {
	if s == nil {
		return false
	}
	for _, each := range s.invalid {
		if reflect.DeepEqual(each, invalid) {
			return true
		}
	}
	return false
}

// maxReported is how many errors of one component are reported, unless a later one is worse than those before.
const maxReported = 100

// report collects the errors of one component.
type report struct {
	file   string
	errors []Error
}

// add adds an error: where it is, and what would be right.
func (r *report) add(kind Kind, path, format string, args ...any) {
	if len(r.errors) >= maxReported && worst(r.errors) <= kind {
		return
	}
	level := LevelError
	if kind >= NotHere {
		level = LevelWarning
	}
	msg := r.file + ": "
	if path != "" {
		msg += path + ": "
	}
	r.errors = append(r.errors, Error{Kind: kind, Level: level, Msg: msg + fmt.Sprintf(format, args...), Elements: []string{path}})
}

// reject adds an error that makes the component Broken.
func (r *report) reject(path, format string, args ...any) { r.add(Broken, path, format, args...) }

// missing adds what this node does not have.
func (r *report) missing(path, format string, args ...any) { r.add(NotHere, path, format, args...) }
