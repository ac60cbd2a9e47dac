package config

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

// Pipe is a pipe of the configuration with every default applied.
//
// A run uses Source, Sink, Pump and Program, in which $ENV(…) and $SECRET(…) are resolved. Original and Effective may be
// shown to anyone: they contain the text $SECRET(…), never a secret.
type Pipe struct {
	// ID is the pipe's _id.
	ID string
	// File is the file the pipe was read from, "pipes/<id>.conf.json" unless the upload had another name.
	File string

	Source Source
	Sink   Sink
	Pump   Pump
	// Program is the compiled transform; for a pipe without a transform, it copies the entity. It is nil if the pipe has
	// Errors.
	Program *dtl.Program

	// BatchSize is how many entities are transformed and written at a time (100).
	BatchSize int
	// CheckpointInterval is the number of batches after which a chronological offset is saved during a run (100).
	CheckpointInterval int
	// Namespaced reports whether namespaced identifiers are on for this pipe.
	Namespaced bool
	// AddNamespaces reports whether source entities get namespaces before the first transform. Program adds them.
	AddNamespaces bool
	// RemoveNamespaces reports whether namespaces are removed from entities before the sink; only endpoint sinks do that here.
	RemoveNamespaces bool
	// DisableSetLastSeen forbids update-last-seen, resets included.
	DisableSetLastSeen bool

	// Original is the configuration as it was posted: one JSON object, compact.
	Original json.RawMessage
	// Effective is Original with $ENV(…) resolved and every default filled in.
	Effective json.RawMessage
	// Errors is why the pipe cannot run; empty if it can.
	Errors []Error
}

// Valid reports whether the pipe can run.
func (p *Pipe) Valid() bool { return len(p.Errors) == 0 }

// Strategy returns how the pipe continues after a run.
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

// Strategy is how a pipe determines its next offset.
type Strategy string

// The three continuation strategies, with the names that a real node shows.
const (
	// StrategyChronological stores the last _updated seen, during a run too.
	StrategyChronological Strategy = "Chronological"
	// StrategyMax stores the largest _updated seen, compared byte by byte, at the end of a successful run.
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
	pipe.Sink = s.readSink(o, c.id)
	pipe.Pump = readPump(o, c.id, pipe.Source, pipe.Sink)
	pipe.Pump.EnableBackgroundRescan = o.boolean("enable_background_rescan", s.Metadata.EnableBackgroundRescan)
	// Entities of any other source come from outside; those of a dataset already have namespaces.
	external := pipe.Source.Type != SourceDataset
	pipe.AddNamespaces = o.boolean("add_namespaces", pipe.Namespaced && external) && pipe.Namespaced
	pipe.RemoveNamespaces = o.boolean("remove_namespaces", pipe.Namespaced && pipe.Sink.removesNamespaces()) && pipe.Namespaced
	if pipe.RemoveNamespaces && pipe.Sink.Type == SinkDataset {
		o.reject(o.at("remove_namespaces"), "must be false for a sink of type %s: this node removes namespaces for endpoints only", SinkDataset)
	}
	pipe.Program = readTransform(o, pipe)
	o.done()
	pipe.Effective = mustMarshal(o.values)
	pipe.Errors = report.errors
	return pipe
}

// checkID reports an _id that could not be part of a URL.
func checkID(o *object, id string) {
	o.optional("_id")
	if strings.ContainsAny(id, "/?#% \t\n") || len(id) > 200 {
		o.reject("_id", "must have at most 200 characters and no space, /, ?, # or %%, for example \"hubspot-contacts\"")
	}
}

// readTransform compiles the transform; it is nil if the transform is invalid.
//
// A transform that contains a secret is compiled twice: with the text $SECRET(…) to find errors that can be shown, then
// with the secret for use. The text of an error found only then is not shown, because it may quote the secret.
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
		for _, invalid := range dtl.Errors(err) {
			o.reject(dtl.At("transform", invalid.Path), "%s", invalid.Msg)
		}
		return nil
	}
	if bytes.Equal(shown, real) {
		return program
	}
	program, err = dtl.Compile(real, options)
	if err != nil {
		o.reject("transform", "is invalid once its secrets are filled in")
		return nil
	}
	return program
}

// chosen resolves a conditional: {"type":"conditional","condition":…,"alternatives":{…}} stands for the alternative
// that the condition names, so that one configuration serves several environments. If there is no such alternative, it
// reports an error, and ok is false.
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
		c.reject(c.at("alternatives"), "is missing; it must be an object with one %s for each condition", name)
		return nil, false
	}
	alternative, ok = alternatives.values[condition]
	if !ok && condition != "" {
		c.reject(c.at("condition"), "is %s, but the alternatives are %s",
			described(conditional["condition"]), spelling.Choices(slices.Sorted(maps.Keys(alternatives.values))))
	}
	return alternative, ok
}
