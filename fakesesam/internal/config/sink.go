package config

import (
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/publish"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

// Types of sink a pipe may have.
const (
	SinkDataset = "dataset"
	// The endpoint sinks have no pump: entities flow when somebody reads /api/publishers/{pipe}/….
	SinkHTTPEndpoint = "http_endpoint"
	SinkCSVEndpoint  = "csv_endpoint"
	SinkXMLEndpoint  = "xml_endpoint"
)

// When a dataset sink makes its dataset populated (set_initial_offset).
const (
	// PopulatedIfSource does so with the run that has read all of a source that is populated itself.
	PopulatedIfSource = "if-source-populated"
	// PopulatedNever leaves it to others.
	PopulatedNever = "never"
	// PopulatedAlways does so with each run that completes.
	PopulatedAlways = "always"
	// PopulatedInitially does so when a run begins.
	PopulatedInitially = "initially"
	// PopulatedOnload does so when the pipe is configured.
	PopulatedOnload = "onload"
)

// Sink is where a pipe writes. Fields that belong to another type of sink have their zero value.
type Sink struct {
	// Type is one of the Sink… constants.
	Type string
	// Dataset is the dataset a dataset sink writes; the pipe's id unless given.
	Dataset string
	// DeletionTracking makes entities that a complete full run did not see deleted (true).
	DeletionTracking bool
	// MarkDeletionTracked puts $deletion_tracked on what deletion tracking deletes.
	MarkDeletionTracked bool
	// SetInitialOffset is one of the Populated… constants.
	SetInitialOffset string
	// MaxEntityBytes is how large an entity may be, as it is stored (100 MB).
	MaxEntityBytes int
	// CircuitBreaker limits are 0 when the breaker is off.
	CircuitBreaker CircuitBreaker

	// Endpoint is what the endpoint sinks have in common.
	Endpoint Endpoint
	// CSV is how a csv_endpoint sink writes; nil for any other.
	CSV *publish.CSV
	// XML is how an xml_endpoint sink writes; nil for any other.
	XML *publish.XML
}

// CircuitBreaker is how many changed entities a run may bring to a populated dataset.
type CircuitBreaker struct {
	// Count is a number of entities, 0 for no such limit.
	Count int
	// Factor is a fraction of the dataset's size, 0 for no such limit.
	Factor float64
}

// readSink reads the property "sink"; without one a pipe writes the dataset named like itself.
func readSink(pipe *object, id string) Sink {
	if _, given := pipe.values["sink"]; !given {
		pipe.values["sink"] = map[string]any{"type": text{shown: SinkDataset, real: SinkDataset}}
	}
	o := alternative(pipe, "sink")
	if o == nil {
		return Sink{}
	}
	o.ignored("comment")
	kinds := []string{SinkDataset, SinkHTTPEndpoint, SinkCSVEndpoint, SinkXMLEndpoint}
	s := Sink{Type: o.text("type", SinkDataset)}
	switch s.Type {
	case SinkDataset:
		s.Dataset = o.text("dataset", id)
		s.DeletionTracking = o.boolean("deletion_tracking", true)
		s.MarkDeletionTracked = o.boolean("mark_deletion_tracked", false)
		s.SetInitialOffset = o.oneOf("set_initial_offset", PopulatedIfSource,
			PopulatedIfSource, PopulatedNever, PopulatedAlways, PopulatedInitially, PopulatedOnload)
		s.MaxEntityBytes = o.integer("max_entity_bytes_size", 100<<20, 1)
		s.CircuitBreaker.Count = o.integer("circuit_breaker_threshold_count", 0, 1)
		s.CircuitBreaker.Factor = o.fraction("circuit_breaker_threshold_factor")
		o.ignored("indexes", "supports_signalling")
		o.unsupported("ttl", "track_children", "prevent_multiple_versions", "suppress_filtered", "change_tracking")
	case SinkHTTPEndpoint:
		s.Endpoint.readFile(o)
	case SinkCSVEndpoint:
		s.Endpoint.readFile(o)
		s.Endpoint.SkipDeleted = o.boolean("skip-deleted-entities", true)
		s.CSV = readCSV(o)
	case SinkXMLEndpoint:
		s.Endpoint.readFile(o)
		s.Endpoint.SkipDeleted = o.boolean("skip-deleted-entities", true)
		s.XML = readXML(o)
	default:
		o.fault(o.at("type"), "must be %s, not %s%s", spelling.Choices(kinds), described(o.values["type"]),
			spelling.Hint(s.Type, kinds))
		return s
	}
	o.done()
	return s
}
