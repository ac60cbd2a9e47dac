// Package dtl compiles and runs the part of Sesam's data transformation language that inbound pipes use.
//
// A transform passes through these steps: JSON → compile.go (errors with their path) → steps (transforms.go) and
// expressions (one file per family of functions) → Apply. Every function is one entry in the table of its family, from
// which docs/dtl.md is generated; a test requires that it is tested.
//
// Values are those of encoding/json with UseNumber: nil, bool, string, json.Number, []any, map[string]any. Typed
// strings keep their transit prefix: "~t" for a datetime, "~:" for a namespaced identifier, "~r" for a URI.
package dtl

import "time"

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
