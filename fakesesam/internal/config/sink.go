package config

import "github.com/hubspot-to-sesam/testbed/fakesesam/internal/publish"

// Types of sink.
const (
	SinkDataset = "dataset"
	// SinkJSON posts to a service.
	SinkJSON = "json"
	// The endpoint sinks have no pump: entities are read through /api/publishers/{pipe}/….
	SinkHTTPEndpoint = "http_endpoint"
	SinkCSVEndpoint  = "csv_endpoint"
	SinkXMLEndpoint  = "xml_endpoint"
)

// Values of set_initial_offset: when a dataset sink marks its dataset as populated.
const (
	// PopulatedIfSource marks it after a run that has read all of a source that is itself populated.
	PopulatedIfSource = "if-source-populated"
	// PopulatedNever leaves it to other pipes.
	PopulatedNever = "never"
	// PopulatedAlways marks it after every run that completes.
	PopulatedAlways = "always"
	// PopulatedInitially marks it when a run begins.
	PopulatedInitially = "initially"
	// PopulatedOnload marks it when the pipe is configured.
	PopulatedOnload = "onload"
)

// Sink is where a pipe writes. Fields of other types of sink have their zero value.
type Sink struct {
	// Type is one of the Sink… constants, or a type that only a real node runs.
	Type string
	// Dataset is the dataset that a dataset sink writes; by default the pipe's ID.
	Dataset string
	// DeletionTracking deletes entities that a complete full run did not see (true).
	DeletionTracking bool
	// MarkDeletionTracked adds $deletion_tracked to entities that deletion tracking deletes.
	MarkDeletionTracked bool
	// SetInitialOffset is one of the Populated… constants.
	SetInitialOffset string
	// MaxEntityBytes is the largest size of an entity as it is stored (100 MB).
	MaxEntityBytes int
	// CircuitBreaker has limits of 0 if the breaker is off.
	CircuitBreaker CircuitBreaker

	// Service is where a json sink posts; nil for other sinks.
	Service *Service

	// Endpoint is what the endpoint sinks have in common.
	Endpoint Endpoint
	// CSV is how a csv_endpoint sink writes; nil for other sinks.
	CSV *publish.CSV
	// XML is how an xml_endpoint sink writes; nil for other sinks.
	XML *publish.XML
}

// CircuitBreaker limits how many entities a run may change in a populated dataset.
type CircuitBreaker struct {
	// Count is a number of entities; 0 means no such limit.
	Count int
	// Factor is a fraction of the dataset's size; 0 means no such limit.
	Factor float64
}

// sinkTypes are the types of sink, each with what reads its properties.
var sinkTypes = []kind[Sink]{
	{SinkDataset, (*Sink).readDataset},
	{SinkJSON, func(s *Sink, o *object, set *Set) { s.Service = set.readService(o) }},
	{SinkHTTPEndpoint, func(s *Sink, o *object, _ *Set) { s.Endpoint.readFile(o) }},
	{SinkCSVEndpoint, func(s *Sink, o *object, _ *Set) {
		s.Endpoint.readFile(o)
		s.Endpoint.readSkipDeleted(o)
		s.CSV = readCSV(o)
	}},
	{SinkXMLEndpoint, func(s *Sink, o *object, _ *Set) {
		s.Endpoint.readFile(o)
		s.Endpoint.readSkipDeleted(o)
		s.XML = readXML(o)
	}},
}

// readSink reads the property "sink"; without it, a pipe writes the dataset that has its own name.
func (set *Set) readSink(pipe *object, id string) Sink {
	if _, given := pipe.values["sink"]; !given {
		pipe.values["sink"] = map[string]any{"type": text{shown: SinkDataset, real: SinkDataset}}
	}
	o := part(pipe, "sink")
	if o == nil {
		return Sink{}
	}
	o.ignored("comment", "name")
	s := Sink{Type: o.text("type", SinkDataset)}
	if s.Type == SinkDataset {
		s.Dataset = id
	}
	if readKind(&s, s.Type, sinkTypes, o, set) {
		return s
	}
	if kind := find(sinksElsewhere, s.Type); kind != nil {
		s.readElsewhere(o, set, kind)
	} else {
		unknownKind(o, s.Type, sinkTypes, sinksElsewhere)
	}
	return s
}

func (s *Sink) readDataset(o *object, _ *Set) {
	s.Dataset = o.dataset("dataset", s.Dataset)
	s.DeletionTracking = o.boolean("deletion_tracking", true)
	s.MarkDeletionTracked = o.boolean("mark_deletion_tracked", false)
	o.renamed("set-initial-offset", "set_initial_offset")
	s.SetInitialOffset = o.oneOf("set_initial_offset", PopulatedIfSource,
		PopulatedIfSource, PopulatedNever, PopulatedAlways, PopulatedInitially, PopulatedOnload)
	s.MaxEntityBytes = o.integer("max_entity_bytes_size", 100<<20)
	s.CircuitBreaker.Count = o.integer("circuit_breaker_threshold_count", 0)
	s.CircuitBreaker.Factor = o.fraction("circuit_breaker_threshold_factor")
	o.ignored("indexes", "supports_signalling", "bitset_commit_interval", "suppress_filtered")
	o.ineffective("enable_optimistic_locking")
	o.unsupported("ttl", "track_children", "prevent_multiple_versions")
	// Without change tracking, a node stores every version; what is unset or true is what happens here.
	if o.given("change_tracking") && !o.boolean("change_tracking", true) {
		o.missing(o.at("change_tracking"), "false is not supported here, although a real node has it; remove it to run this here")
	}
}
