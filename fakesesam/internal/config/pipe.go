package config

import (
	"encoding/json"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
)

// Pipe is one pipe of the node's configuration with every default applied.
//
// Source, Sink, Pump and Program are what a run works with: $ENV(…) and $SECRET(…) are resolved in them. Original
// and Effective are what a person may see: they hold the text $SECRET(…), never a secret.
type Pipe struct {
	// ID is the pipe's _id.
	ID string
	// File is where the pipe came from, "pipes/<id>.conf.json" unless the upload named it otherwise.
	File string

	Source Source
	Sink   Sink
	Pump   Pump
	// Program is the compiled transform. A pipe without a transform has a program that copies the entity.
	// It is nil when Errors is not empty.
	Program *dtl.Program

	// BatchSize is how many entities are transformed and written at a time (100).
	BatchSize int
	// CheckpointInterval is after how many batches a chronological offset is saved during a run (100).
	CheckpointInterval int
	// Namespaced tells whether namespaced identifiers are on for this pipe.
	Namespaced bool
	// AddNamespaces tells whether source entities get namespaces before the first transform.
	AddNamespaces bool
	// RemoveNamespaces tells whether the sink takes the namespaces off again.
	RemoveNamespaces bool
	// DisableSetLastSeen forbids update-last-seen, resets included.
	DisableSetLastSeen bool

	// Original is the configuration as it was posted: one JSON object, compact.
	Original json.RawMessage
	// Effective is Original with $ENV(…) resolved and every default filled in.
	Effective json.RawMessage
	// Errors is why the pipe cannot run; empty when it can.
	Errors []Error
}

// Valid tells whether the pipe can run.
func (p *Pipe) Valid() bool { return len(p.Errors) == 0 }

// Strategy names how the pipe continues: StrategyChronological, StrategyMax or StrategyNone.
func (p *Pipe) Strategy() Strategy {
	switch {
	case p.Source.SupportsSince && p.Source.IsChronological:
		return StrategyChronological
	case p.Source.SupportsSince && p.Source.IsSinceComparable:
		return StrategyMax
	default:
		return StrategyNone
	}
}

// Strategy is the way a pipe finds its next offset.
type Strategy string

// The three continuation strategies, named as the node's own pages name them.
const (
	// StrategyChronological stores the last _updated seen, also in the middle of a run.
	StrategyChronological Strategy = "Chronological"
	// StrategyMax stores the bytewise largest _updated seen, at the end of a successful run.
	StrategyMax Strategy = "Max"
	// StrategyNone stores nothing and never sends since.
	StrategyNone Strategy = "None"
)
