// Package dtl compiles and runs the part of Sesam's data transformation language that inbound pipes use.
//
// The way of a transform: JSON → compile.go (faults with their path) → steps (transforms.go) and expressions (one file
// for each family of functions) → Apply. Every function is an entry in a registry (registry.go), from which the table
// in docs/dtl.md is made.
//
// Values are those of encoding/json with UseNumber: nil, bool, string, json.Number, []any, map[string]any. Typed
// strings keep their transit prefix: "~t" for a datetime, "~:" for a namespaced identifier, "~r" for a URI.
package dtl

import (
	"errors"
	"time"
)

// Options is what a transform depends on beside its own text.
type Options struct {
	// Pipe is the pipe's id; its entities' namespace unless the next two say otherwise.
	Pipe string
	// IdentityNamespace and PropertyNamespace are the pipe's namespaces; empty means Pipe.
	IdentityNamespace, PropertyNamespace string
	// Namespaced turns the namespace functions on: ["add","_id",…] prefixes the identity namespace, and so on.
	Namespaced bool
	// AddNamespaces prefixes _id and every property before the first transform. It needs Namespaced.
	AddNamespaces bool
	// Now is the clock of ["now"]; nil means time.Now.
	Now func() time.Time
}

// Error is one fault of a transform, found when it is compiled.
type Error struct {
	// Path is where in the transform: "rules.default[2]"; empty for the transform itself.
	Path string
	// Msg says what is wrong and what would be right.
	Msg string
}

// Error gives path and message.
func (e *Error) Error() string { return At("transform", e.Path) + ": " + e.Msg }

// At puts a path inside another: At("transform", "[0].rules") is "transform[0].rules".
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

// Faults takes an error of Compile apart.
func Faults(err error) []*Error {
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		var faults []*Error
		for _, each := range joined.Unwrap() {
			faults = append(faults, Faults(each)...)
		}
		return faults
	}
	if fault, ok := errors.AsType[*Error](err); ok {
		return []*Error{fault}
	}
	return []*Error{{Msg: err.Error()}}
}
