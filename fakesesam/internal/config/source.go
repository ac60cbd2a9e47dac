package config

import (
	"encoding/json"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/subset"
)

// Types of source.
const (
	SourceJSON     = "json"
	SourceDataset  = "dataset"
	SourceEmbedded = "embedded"
	// SourceEmpty has no entities.
	SourceEmpty = "empty"
	// SourceHTTPEndpoint receives POST /api/receivers/{pipe}/entities; its pipe has no schedule.
	SourceHTTPEndpoint = "http_endpoint"
)

// Source is where a pipe reads. Fields of other types of source have their zero value.
type Source struct {
	// Type is one of the Source… constants, or a type that only a real node runs.
	Type string

	// System is the ID of the system that the source reads from; empty if there is none.
	System string
	// URL is the json source's path, relative to the system (a leading slash is optional), or an absolute URL.
	URL string
	// Headers are sent with each request of a json source.
	Headers map[string]string
	// PageSize is the limit that a json source sends; with 0 it reads everything at once.
	PageSize int
	// IfSourceEmpty is "accept" or "fail".
	IfSourceEmpty string

	SupportsSince     bool
	IsSinceComparable bool
	IsChronological   bool
	// InitialSinceValue is sent as since while there is no offset; nil if it is not set. An integer is written in decimal.
	InitialSinceValue *string

	// Subset is the part that a json or dataset source reads; nil for all of it.
	Subset *subset.Subset

	// Dataset is the dataset a dataset source reads.
	Dataset string
	// IncludePreviousVersions makes a dataset source read every version instead of the latest.
	IncludePreviousVersions bool
	// IncludeReplaced makes a dataset source read entities that have $replaced true (true).
	IncludeReplaced bool
	// Completeness are the IDs of datasets: a dataset source reads entities no newer than the lowest completeness of these
	// datasets. Empty means no limit.
	Completeness []string
	// SupportsSignalling makes a pipe due as soon as the dataset of its source changes.
	SupportsSignalling bool

	// AutoPopulate makes the dataset of a receiver populated as soon as the pipe is configured (true).
	AutoPopulate bool

	// Entities are the entities of an embedded source, in order.
	Entities []json.RawMessage
}

// sourceTypes are the types of source, each with what reads its properties.
var sourceTypes = []kind[Source]{
	{SourceJSON, (*Source).readJSON},
	{SourceDataset, (*Source).readDataset},
	{SourceEmbedded, (*Source).readEmbedded},
	{SourceEmpty, func(s *Source, o *object, set *Set) { s.readEmpty(o, set.Metadata) }},
	{SourceHTTPEndpoint, (*Source).readHTTPEndpoint},
}

// readSource reads the property "source".
func (set *Set) readSource(pipe *object) Source {
	o := part(pipe, "source")
	if o == nil {
		return Source{}
	}
	s := Source{Type: o.required("type", SourceJSON)}
	o.ignored("comment", "name")
	if s.Type == "" { // which has been reported
		return s
	}
	if readKind(&s, s.Type, sourceTypes, o, set) {
		return s
	}
	if kind := find(sourcesElsewhere, s.Type); kind != nil {
		s.readElsewhere(o, set, kind)
	} else {
		unknownKind(o, s.Type, sourceTypes, sourcesElsewhere)
	}
	return s
}

func (s *Source) readJSON(o *object, set *Set) {
	s.URL = o.text("url", "")
	absolute := strings.HasPrefix(s.URL, "http://") || strings.HasPrefix(s.URL, "https://")
	s.System = set.readSystemID(o, !absolute, NotHere)
	s.Headers = o.texts("headers", false)
	s.Subset = readSubset(o)
	// Tutorials set completeness on a json source, but nothing documents an effect there.
	o.ignored("completeness", "supports_signalling")
	o.unsupported("payload", "method")
	s.readContinuation(o)
	s.readEmpty(o, set.Metadata)
}

func (s *Source) readHTTPEndpoint(o *object, _ *Set) {
	s.AutoPopulate = o.boolean("auto_populate_dataset", true)
	o.ignored("supports_signalling", "system", "do_float_as_decimal", "do_float_as_int", "trace")
	o.ineffective("validation_expression")
}

func (s *Source) readEmbedded(o *object, set *Set) {
	// A node only shows it.
	o.ignored("system")
	s.Entities = readEntities(o)
	s.readContinuation(o)
	s.readEmpty(o, set.Metadata)
}

// readContinuation reads what determines the strategy, and paging, which requires all three properties.
func (s *Source) readContinuation(o *object) {
	s.SupportsSince = o.boolean("supports_since", false)
	s.IsSinceComparable = o.boolean("is_since_comparable", true)
	s.IsChronological = o.boolean("is_chronological", false)
	s.InitialSinceValue = readSince(o)
	if find(sourcesElsewhere, s.Type) == nil { // some of those have these themselves
		o.unsupported("updated_expression", "since_property_name", "since_property_location")
	}
	if s.Type != SourceJSON {
		return
	}
	s.PageSize = o.integer("page_size", 0)
	if s.PageSize > 0 && (!s.SupportsSince || !s.IsSinceComparable || !s.IsChronological) {
		o.reject(o.at("page_size"), "needs a source whose entities are ordered by _updated; for a source whose entities are not, "+
			"such as the HubSpot connector, remove page_size: to declare an order that does not exist would lose updates")
	}
}

func (s *Source) readEmpty(o *object, metadata *Metadata) {
	s.IfSourceEmpty = o.oneOf("if_source_empty", metadata.IfSourceEmpty, "accept", "fail")
}

func readSince(o *object) *string {
	value, ok := o.optional("initial_since_value")
	if !ok || value == nil {
		return nil
	}
	switch v := value.(type) {
	case text:
		return &v.real
	case json.Number:
		if since := v.String(); !strings.ContainsAny(since, ".eE") {
			return &since
		}
	}
	o.reject(o.at("initial_since_value"), "must be a string or an integer, got %s", described(value))
	return nil
}

// readEntities reads the entities of an embedded source: a list of objects.
func readEntities(o *object) []json.RawMessage {
	value, ok := o.optional("entities")
	list, isList := value.([]any)
	if !ok || !isList {
		o.reject(o.at("entities"), "must be a list of entities ([{\"_id\": …}, …]), got %s", kindOf(value))
		return nil
	}
	entities := make([]json.RawMessage, 0, len(list))
	for i, entity := range list {
		if _, isObject := entity.(map[string]any); !isObject {
			o.reject(indexed(o.at("entities"), i), "must be an entity ({…}), got %s", kindOf(entity))
			continue
		}
		entities = append(entities, mustMarshal(revealed(entity)))
	}
	return entities
}

// part reads a part of a pipe that must be set.
func part(pipe *object, name string) *object {
	value, ok := pipe.optional(name)
	if !ok {
		if pipe.given(name) { // a variable that is not set, which has been reported
			return nil
		}
		pipe.reject(pipe.at(name), "is missing; it must be an object with a type")
		return nil
	}
	if _, reported := value.(undecided); reported {
		return nil
	}
	values, isObject := value.(map[string]any)
	if !isObject {
		pipe.mistyped(name, "an object ({…})", value)
		return nil
	}
	pipe.values[name] = values
	return &object{path: pipe.at(name), values: values, report: pipe.report}
}
