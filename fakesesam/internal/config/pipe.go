package config

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
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
	// AddNamespaces tells whether source entities get namespaces before the first transform. Program does that.
	AddNamespaces bool
	// RemoveNamespaces tells whether what enters the sink loses its namespaces; only endpoint sinks do that here.
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

// readPipe reads one pipe strictly.
func (s *Set) readPipe(c component) *Pipe {
	report := &report{file: c.file}
	values, _ := s.variables.resolve(c.decoded, "", report).(map[string]any)
	o := &object{values: values, report: report}
	pipe := &Pipe{ID: c.id, File: c.file, Original: compacted(c.body)}
	checkID(o, c.id)
	o.text("type", "")
	o.ignored("name", "description", "comment", "metadata", "permissions", "compaction",
		"exclude_completeness", "include_completeness", "infer_pipe_entity_types", "max_entity_bytes_size")
	pipe.BatchSize = o.integer("batch_size", 100, 1)
	checkpoint := 100
	if pipe.BatchSize == 1 {
		checkpoint = 1
	}
	pipe.CheckpointInterval = o.integer("checkpoint_interval", checkpoint, 1)
	pipe.DisableSetLastSeen = o.boolean("disable_set_last_seen", false)
	pipe.Namespaced = o.boolean("namespaced_identifiers", s.Metadata.NamespacedIdentifiers)

	pipe.Source = s.readSource(o)
	pipe.Sink = readSink(o, c.id)
	pipe.Pump = readPump(o, c.id, pipe.Source, pipe.Sink)
	pipe.Pump.EnableBackgroundRescan = o.boolean("enable_background_rescan", s.Metadata.EnableBackgroundRescan)
	// Only these sources bring entities from outside; a dataset's have their namespaces already.
	external := pipe.Source.Type != SourceDataset
	pipe.AddNamespaces = o.boolean("add_namespaces", pipe.Namespaced && external) && pipe.Namespaced
	pipe.RemoveNamespaces = o.boolean("remove_namespaces", pipe.Namespaced && pipe.Sink.removesNamespaces()) && pipe.Namespaced
	if pipe.RemoveNamespaces && pipe.Sink.Type == SinkDataset {
		o.fault(o.at("remove_namespaces"), "must be false for a sink of type %s: this node removes them for endpoints only", SinkDataset)
	}
	pipe.Program = readTransform(o, pipe)
	o.done()
	pipe.Effective = mustMarshal(o.values)
	pipe.Errors = report.faults
	return pipe
}

// checkID finds an _id that could not be part of an address.
func checkID(o *object, id string) {
	o.optional("_id")
	if strings.ContainsAny(id, "/?#% \t\n") || len(id) > 200 {
		o.fault("_id", "must be at most 200 characters without spaces and none of / ? # %%, as \"hubspot-contacts\"")
	}
}

// readTransform compiles the transform; nil when it has faults.
//
// It is compiled twice when it holds a secret: with the text $SECRET(…) to find faults that can be told, then with the
// secret for use. A fault found only then is told without its words, for they may quote the secret.
func readTransform(o *object, pipe *Pipe) *dtl.Program {
	namespaces := o.object("namespaces")
	identity, property := pipe.ID, pipe.ID
	if namespaces != nil {
		identity, property = namespaces.text("identity", pipe.ID), namespaces.text("property", pipe.ID)
		namespaces.done()
	}
	options := dtl.Options{
		Pipe: pipe.ID, IdentityNamespace: identity, PropertyNamespace: property,
		Namespaced: pipe.Namespaced, AddNamespaces: pipe.AddNamespaces,
	}
	transform, given := o.optional("transform")
	if !given {
		transform = []any{}
	}
	transform, ok := chosen(o, "transform", transform)
	if !ok {
		return nil
	}
	shown, real := mustMarshal(transform), mustMarshal(revealed(transform))
	program, err := dtl.Compile(shown, options)
	if err != nil {
		for _, fault := range dtl.Faults(err) {
			o.fault(dtl.At("transform", fault.Path), "%s", fault.Msg)
		}
		return nil
	}
	if bytes.Equal(shown, real) {
		return program
	}
	program, err = dtl.Compile(real, options)
	if err != nil {
		o.fault("transform", "is not valid once its secrets are put in place")
		return nil
	}
	return program
}

// chosen follows a conditional: {"type":"conditional","condition":…,"alternatives":{…}} stands for the alternative
// that the condition names. It is how one configuration serves several environments. ok is false, and the fault
// reported, when there is no such alternative.
func chosen(o *object, name string, value any) (alternative any, ok bool) {
	conditional, _ := value.(map[string]any)
	if kind, _ := conditional["type"].(text); kind.real != "conditional" {
		return value, true
	}
	c := &object{path: o.at(name), values: conditional, report: o.report}
	c.text("type", "")
	condition := c.required("condition", "$ENV(node-env)")
	alternatives := c.object("alternatives")
	c.done()
	if alternatives == nil {
		c.fault(c.at("alternatives"), "is missing; it must be an object with a %s for each condition", name)
		return nil, false
	}
	alternative, ok = alternatives.values[condition]
	if !ok && condition != "" {
		c.fault(c.at("condition"), "is %s, and there is no such alternative; there are %s",
			described(conditional["condition"]), spelling.Choices(sortedKeys(alternatives.values)))
	}
	return alternative, ok
}
