// Package dtl compiles and runs the part of Sesam's data transformation language that inbound pipes use.
package dtl

import (
	"encoding/json"
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
	// AddNamespaces prefixes _id and every property before the first transform.
	AddNamespaces bool
	// Now is the clock of ["now"]; nil means time.Now.
	Now func() time.Time
}

// Error is one fault of a transform.
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
	if path == "" || path[0] == '[' {
		return outer + path
	}
	return outer + "." + path
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

// Program is a compiled transform; many goroutines may apply it at once.
type Program struct{}

// Compile reads a transform: {"type":"dtl","rules":{"default":[…]}}, a list of those, or nothing at all (nil, "null",
// "[]"), which gives each entity as it is. All faults are found at once; Faults takes the error apart.
func Compile(_ json.RawMessage, _ Options) (*Program, error) { return &Program{}, nil }

// Apply transforms one entity. The source is not changed; the target shares values with it.
func (p *Program) Apply(source map[string]any) (target map[string]any, keep bool, err error) {
	return source, true, nil
}

// Simple tells what the program does when it only copies everything and then sets properties to constants or to
// properties of the source. ok is false for any other program: only Apply will do.
func (p *Program) Simple() (adds []SimpleAdd, ok bool) { return nil, false }

// SimpleAdd is one ["add", …] of a simple program, in order; a later one of the same property wins.
type SimpleAdd struct {
	// Property is set on the target.
	Property string
	// Path leads to the value in the source; nil when Constant is the value.
	Path []string
	// Constant is the value when Path is nil.
	Constant any
	// Prefix goes before a value that is text ("hubspot-contacts-collect:" for _id with namespaces); mostly empty.
	Prefix string
}
