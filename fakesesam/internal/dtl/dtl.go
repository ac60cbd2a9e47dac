// Package dtl compiles and runs Sesam's data transformation language.
//
// A transform passes through these steps: JSON → compile.go (errors with their path) → steps (transforms.go) and
// expressions (one file per family of functions) → Apply. Every function is one entry in the table of its family, from
// which docs/dtl.md is generated; a test requires that it is tested.
//
// Values are those of encoding/json with UseNumber: nil, bool, string, json.Number, []any, map[string]any. Typed
// strings keep their transit prefix: "~t" for a datetime, "~:" for a namespaced identifier, "~r" for a URI. While a program
// runs there are two more (types.go): a decimal, and a text that only looks like a typed string.
//
// The work on one entity is limited (evaluation.go), and it ends when its context does.
package dtl

import (
	"context"
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
	// Triggers say, for each transform of a list, which entities it takes; the others pass by. It is empty, or nil for a
	// transform that takes all.
	Triggers []*Trigger
}

// Env is the node around a program while it runs. Every field is required.
type Env struct {
	// Now is the node's clock, for ["now"].
	Now func() time.Time
	// NewID returns a new random UUID, for ["uuid"].
	NewID func() string
	// Datasets are those of the node, for ["hops", …].
	Datasets *Datasets
}

// Output is an entity that a program emits. If Keep is false, it is not to be written: after a filter the target is
// {"_id":…,"_filtered":true}, with which a dataset sink deletes the entity of that _id; after a discard it is nil.
type Output struct {
	Target map[string]any
	Keep   bool
}

// Result is what a program makes of one entity.
type Result struct {
	Output
	// Created are the entities that ["create", …] has emitted, in order; they come before the target.
	Created []Output
}

// Apply transforms one entity. The source is not changed; the target shares values with it, and is the source itself if
// there is nothing to transform.
//
// An error is one of the entity, which it quotes nothing of except its _id; or it is the cause of the context's end.
func (p *Program) Apply(ctx context.Context, env Env, source map[string]any) (Result, error) {
	e := &evaluation{ctx: ctx, env: env, entity: source}
	result, err := p.apply(e, source)
	switch {
	case e.interrupted:
		return Result{}, context.Cause(ctx)
	case err != nil:
		return Result{}, err
	}
	return result, nil
}
