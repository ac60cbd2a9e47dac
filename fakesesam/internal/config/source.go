package config

import (
	"encoding/json"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/subset"
)

// Types of source a pipe may have.
const (
	SourceJSON     = "json"
	SourceDataset  = "dataset"
	SourceEmbedded = "embedded"
	// SourceHTTPEndpoint is fed by POST /api/receivers/{pipe}/entities; it has no pump schedule.
	SourceHTTPEndpoint = "http_endpoint"
)

// Source is where a pipe reads. Fields that belong to another type of source have their zero value.
type Source struct {
	// Type is one of the Source… constants.
	Type string

	// System is the id of the system a json source asks.
	System string
	// URL is the json source's path, relative to the system (a leading slash is optional), or an absolute URL.
	URL string
	// Headers are sent with each request of a json source.
	Headers map[string]string
	// PageSize is sent as limit by a json source; 0 asks for everything at once.
	PageSize int
	// IfSourceEmpty is "accept" or "fail".
	IfSourceEmpty string

	SupportsSince     bool
	IsSinceComparable bool
	IsChronological   bool
	// InitialSinceValue is sent as since while no offset is stored; nil when not given, else text (an integer is
	// written in decimal).
	InitialSinceValue *string

	// Subset is the part that a json or dataset source reads; nil for everything.
	Subset *subset.Subset

	// Dataset is the dataset a dataset source reads.
	Dataset string
	// IncludePreviousVersions makes a dataset source read every version, not only the latest.
	IncludePreviousVersions bool
	// IncludeReplaced makes a dataset source read entities that have $replaced true; as a rule it does.
	IncludeReplaced bool
	// Completeness are the ids of datasets: a dataset source reads what is not newer than the least of their
	// completeness. None for no bound.
	Completeness []string
	// SupportsSignalling makes a pipe due as soon as its source's dataset has changed.
	SupportsSignalling bool

	// Entities are the entities of an embedded source, in order.
	Entities []json.RawMessage
}

// readSource reads the property "source".
func (set *Set) readSource(pipe *object) Source {
	o := alternative(pipe, "source")
	if o == nil {
		return Source{}
	}
	kinds := []string{SourceJSON, SourceDataset, SourceEmbedded, SourceHTTPEndpoint}
	s := Source{Type: o.required("type", SourceJSON)}
	o.ignored("comment")
	switch s.Type {
	case SourceJSON:
		s.readJSON(o, set.Systems)
		s.readContinuation(o)
		s.readEmpty(o, set.Metadata)
	case SourceDataset:
		s.readDataset(o)
		s.readEmpty(o, set.Metadata)
	case SourceEmbedded:
		s.Entities = readEntities(o)
		s.readContinuation(o)
		s.readEmpty(o, set.Metadata)
	case SourceHTTPEndpoint:
		o.ignored("supports_signalling")
	case "":
		return s // required has reported it
	default:
		o.fault(o.at("type"), "must be %s, not %s%s", spelling.Choices(kinds), described(o.values["type"]),
			spelling.Hint(s.Type, kinds))
		return s
	}
	o.done()
	return s
}

func (s *Source) readJSON(o *object, systems map[string]*System) {
	s.URL = o.text("url", "")
	absolute := strings.HasPrefix(s.URL, "http://") || strings.HasPrefix(s.URL, "https://")
	if absolute {
		s.System = o.text("system", "")
	} else {
		s.System = o.required("system", "hubspot")
	}
	if _, there := systems[s.System]; !there && s.System != "" {
		o.fault(o.at("system"), "there is no system %s%s", described(o.values["system"]), spelling.Hint(s.System, sortedKeys(systems)))
	}
	s.Headers = o.texts("headers", false)
	s.Subset = readSubset(o)
	// The tutorials put completeness on a json source, where no source says that it does anything.
	o.ignored("completeness", "supports_signalling")
	o.unsupported("payload", "method")
}

// readContinuation reads what decides the strategy, and paging, which needs all three promises.
func (s *Source) readContinuation(o *object) {
	s.SupportsSince = o.boolean("supports_since", false)
	s.IsSinceComparable = o.boolean("is_since_comparable", true)
	s.IsChronological = o.boolean("is_chronological", false)
	s.InitialSinceValue = readSince(o)
	if s.Type != SourceJSON {
		return
	}
	s.PageSize = o.integer("page_size", 0, 1)
	if s.PageSize > 0 && (!s.SupportsSince || !s.IsSinceComparable || !s.IsChronological) {
		o.fault(o.at("page_size"), "needs supports_since, is_since_comparable and is_chronological to be true")
	}
}

func (s *Source) readEmpty(o *object, metadata *Metadata) {
	s.IfSourceEmpty = o.oneOf("if_source_empty", metadata.IfSourceEmpty, "accept", "fail")
}

func readSince(o *object) *string {
	value, ok := o.optional("initial_since_value")
	if !ok {
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
	o.fault(o.at("initial_since_value"), "must be text or a whole number, not %s", described(value))
	return nil
}

// readEntities reads the entities of an embedded source: a list of objects.
func readEntities(o *object) []json.RawMessage {
	value, ok := o.optional("entities")
	list, isList := value.([]any)
	if !ok || !isList {
		o.fault(o.at("entities"), "must be a list of entities ([{\"_id\": …}, …]), not %s", kindOf(value))
		return nil
	}
	entities := make([]json.RawMessage, 0, len(list))
	for i, entity := range list {
		if _, isObject := entity.(map[string]any); !isObject {
			o.fault(indexed(o.at("entities"), i), "must be an entity ({…}), not %s", kindOf(entity))
			continue
		}
		entities = append(entities, mustMarshal(revealed(entity)))
	}
	return entities
}

// alternative asks for a part of a pipe that must be there, and follows a conditional.
func alternative(pipe *object, name string) *object {
	value, ok := pipe.optional(name)
	if !ok {
		pipe.fault(pipe.at(name), "is missing; it must be an object with a type")
		return nil
	}
	value, ok = chosen(pipe, name, value)
	if !ok {
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
