// Package dtl compiles and runs the part of Sesam's data transformation language that inbound pipes use.
//
// A transform passes through these steps: JSON → compile.go (errors with their path) → steps (transforms.go) and
// expressions (one file per family of functions) → Apply. Every function is one entry in the table of its family, from
// which docs/dtl.md is generated; a test requires that it is tested.
//
// Values are those of encoding/json with UseNumber: nil, bool, string, json.Number, []any, map[string]any. Typed
// strings keep their transit prefix: "~t" for a datetime, "~:" for a namespaced identifier, "~r" for a URI.
package dtl

import (
	"errors"
	"time"
)

// Options is what a transform depends on besides its own text.
type Options struct {
	// Pipe is the pipe's ID, which is also the namespace of its entities unless the next two are set.
	Pipe string
	// IdentityNamespace and PropertyNamespace are the pipe's namespaces; "" means Pipe.
	IdentityNamespace, PropertyNamespace string
	// Namespaced turns the namespace functions on: ["add","_id",…] prefixes the identity namespace, and so on.
	Namespaced bool
	// AddNamespaces prefixes _id and every property before the first transform. It needs Namespaced.
	AddNamespaces bool
	// Now is the clock of ["now"]; nil means time.Now.
	Now func() time.Time
}

// Error is one error in a transform, found when it is compiled.
type Error struct {
	// Path is the place in the transform, such as "rules.default[2]"; "" for the transform itself.
	Path string
	// Msg says what is wrong and what would be right.
	Msg string
	// Cause is a *NotSupported if that is what is wrong, otherwise nil.
	Cause error
}

// Error returns the path and the message.
func (e *Error) Error() string { return At("transform", e.Path) + ": " + e.Msg }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// At joins two paths: At("transform", "[0].rules") is "transform[0].rules".
func At(outer, path string) string {
	switch {
	case outer == "":
		return path
	case path == "" || path[0] == '[':
		return outer + path
	default:
		return outer + "." + path
	}
}

// Errors splits an error of Compile into its parts.
func Errors(err error) []*Error {
	if joined, ok := errors.AsType[joinedError](err); ok {
		var all []*Error
		for _, each := range joined.Unwrap() {
			all = append(all, Errors(each)...)
		}
		return all
	}
	if one, ok := errors.AsType[*Error](err); ok {
		return []*Error{one}
	}
	return []*Error{{Msg: err.Error()}}
}

// joinedError is what errors.Join returns.
type joinedError interface {
	error
	Unwrap() []error
}
