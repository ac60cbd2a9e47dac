package config

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
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
	// Program is the compiled transform; for a pipe without a transform, it copies the entity. It is nil if the transform is
	// invalid or does not run here.
	Program *dtl.Program
	// Calls are the http transforms, in order, each with what follows it; Program is what precedes them.
	Calls []*Call

	// BatchSize is how many entities are transformed and written at a time (100).
	BatchSize int
	// CheckpointInterval is the number of batches after which a chronological offset is saved during a run (100).
	CheckpointInterval int
	// Namespaced reports whether namespaced identifiers are on for this pipe.
	Namespaced bool
	// AddNamespaces reports whether source entities get namespaces before the first transform. Program adds them.
	AddNamespaces bool
	// RemoveNamespaces reports whether namespaces are removed from entities before the sink; of the sinks that run here, json and
	// endpoint sinks do that.
	RemoveNamespaces bool
	// DisableSetLastSeen forbids update-last-seen, resets included.
	DisableSetLastSeen bool

	// Original is the configuration as it was posted: one JSON object, compact.
	Original json.RawMessage
	// Effective is Original with $ENV(…) resolved and every default filled in.
	Effective json.RawMessage
	// Errors is what is wrong with the pipe, and what this node does not have of it.
	Errors []Error

	// transform is the text of Program and Calls, with their secrets filled in.
	transform []byte
}

// Equal reports whether two pipes do the same, also with the secrets that their configuration does not show.
func (p *Pipe) Equal(q *Pipe) bool {
	return bytes.Equal(p.Effective, q.Effective) && bytes.Equal(p.transform, q.transform) &&
		reflect.DeepEqual(p.Source, q.Source) && reflect.DeepEqual(p.Sink, q.Sink) && reflect.DeepEqual(p.Pump, q.Pump) &&
		reflect.DeepEqual(p.Errors, q.Errors)
}

// Valid reports whether the pipe could run on a real node: it has no error of level error.
func (p *Pipe) Valid() bool { return valid(p.Errors) }

// Refusal returns why the pipe does not run here, a *RefusalError; nil if it does.
func (p *Pipe) Refusal() error { return refusal(p.Errors) }

// Readable reports whether this node can read the source, even if the pipe does not run because of its transform, its sink or
// its schedule: a test of a pipe asks for its entities, and not for its target system.
func (p *Pipe) Readable() bool {
	for _, each := range upTo(NotHere, p.Errors) {
		if each.Kind <= Broken || each.within("source") {
			return false
		}
	}
	return true
}

// Untransformed returns why the pipe has no Program, a *RefusalError. What is wrong with the sink and the schedule is no
// reason, unless nothing else is.
func (p *Pipe) Untransformed() error {
	var reasons []Error
	for _, each := range upTo(NotHere, p.Errors) {
		if each.within("transform") {
			reasons = append(reasons, each)
		}
	}
	if len(reasons) == 0 {
		return p.Refusal()
	}
	return &RefusalError{worst(reasons), reasons}
}

// Systems returns the IDs of the systems that the pipe reads from, calls, and writes to.
func (p *Pipe) Systems() []string {
	out := []string{p.Source.System}
	for _, call := range p.Calls {
		out = append(out, call.System)
	}
	if p.Sink.Service != nil {
		out = append(out, p.Sink.Service.System)
	}
	return slices.DeleteFunc(out, func(id string) bool { return id == "" })
}

// Reads returns the datasets that the transforms are joined with.
func (p *Pipe) Reads() []string {
	out := p.Program.Reads()
	for _, call := range p.Calls {
		out = append(out, call.Then.Reads()...)
	}
	return out
}

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
	o := s.variables.resolveComponent(c, report)
	pipe := &Pipe{ID: c.id, File: c.file, Original: compacted(c.body)}
	checkID(o, c.id)
	o.text("type", "")
	o.ignored("name", "description", "comment", "metadata", "permissions", "compaction", "dependency_tracking",
		"exclude_completeness", "include_completeness", "infer_pipe_entity_types", "max_entity_bytes_size",
		"reprocessing_policy", "rescan_when_config_changes", "trace")
	pipe.BatchSize = o.integer("batch_size", 100)
	checkpoint := 100
	if pipe.BatchSize == 1 {
		checkpoint = 1
	}
	pipe.CheckpointInterval = o.integer("checkpoint_interval", checkpoint)
	pipe.DisableSetLastSeen = o.boolean("disable_set_last_seen", false)
	pipe.Namespaced = o.boolean("namespaced_identifiers", s.Metadata.NamespacedIdentifiers)

	pipe.Source = s.readSource(o)
	pipe.Sink = s.readSink(o, c.id)
	pipe.populateReceiver()
	pipe.Pump = readPump(o, c.id, pipe.Source, pipe.Sink)
	if pipe.Sink.Type == SinkJSON { // a rescan in the background would send what is older than what has been sent
		o.ineffective("enable_background_rescan")
	} else {
		pipe.Pump.EnableBackgroundRescan = o.boolean("enable_background_rescan", s.Metadata.EnableBackgroundRescan)
	}
	// Entities of any other source come from outside; those of a dataset already have namespaces.
	external := !pipe.Source.readsDatasets()
	pipe.AddNamespaces = o.boolean("add_namespaces", pipe.Namespaced && external) && pipe.Namespaced
	pipe.RemoveNamespaces = o.boolean("remove_namespaces", pipe.Namespaced && pipe.Sink.removesNamespaces()) && pipe.Namespaced
	if pipe.RemoveNamespaces && pipe.Sink.Type == SinkDataset {
		o.reject(o.at("remove_namespaces"), "must be false for a sink of type %s: this node removes them for a json sink and for endpoints only", SinkDataset)
	}
	pipe.Program = s.readTransform(o, pipe)
	o.done()
	pipe.Effective = mustMarshal(o.values)
	pipe.Errors = report.errors
	return pipe
}

// populateReceiver makes a receiver populate its dataset from the beginning: it has no source that could be populated before.
// A set_initial_offset of its sink decides otherwise.
func (p *Pipe) populateReceiver() {
	if p.Source.AutoPopulate && p.Sink.SetInitialOffset == PopulatedIfSource {
		p.Sink.SetInitialOffset = PopulatedOnload
	}
}

// maxID is the longest _id, in characters; a store has a limit for names.
const maxID = 200

// checkID reports an _id that could not be part of a URL.
func checkID(o *object, id string) {
	o.optional("_id")
	control := strings.ContainsFunc(id, unicode.IsControl)
	if strings.Contains(id, "/") || control || id == "." || id == ".." {
		o.reject("_id", "must not contain a / or a control character, nor be . or .., for example \"hubspot-contacts\"")
	}
}
