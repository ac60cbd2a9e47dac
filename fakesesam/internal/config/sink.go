package config

import "github.com/hubspot-to-sesam/testbed/fakesesam/internal/publish"

// Types of sink.
const (
	SinkDataset = "dataset"
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
	// Type is one of the Sink… constants.
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
	o := alternative(pipe, "sink")
	if o == nil {
		return Sink{}
	}
	o.ignored("comment")
	s := Sink{Type: o.text("type", SinkDataset), Dataset: id}
	readKind(&s, s.Type, sinkTypes, o, set)
	if s.Type != SinkDataset {
		s.Dataset = ""
	}
	return s
}

func (s *Sink) readDataset(o *object, _ *Set) {
	s.Dataset = o.text("dataset", s.Dataset)
	s.DeletionTracking = o.boolean("deletion_tracking", true)
	s.MarkDeletionTracked = o.boolean("mark_deletion_tracked", false)
	s.SetInitialOffset = o.oneOf("set_initial_offset", PopulatedIfSource,
		PopulatedIfSource, PopulatedNever, PopulatedAlways, PopulatedInitially, PopulatedOnload)
	s.MaxEntityBytes = o.integer("max_entity_bytes_size", 100<<20, 1)
	s.CircuitBreaker.Count = o.integer("circuit_breaker_threshold_count", 0, 1)
	s.CircuitBreaker.Factor = o.fraction("circuit_breaker_threshold_factor")
	o.ignored("indexes", "supports_signalling")
	o.unsupported("ttl", "track_children", "prevent_multiple_versions", "suppress_filtered", "change_tracking")
}
