package config

import "encoding/json"

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

	// Dataset is the dataset a dataset source reads.
	Dataset string
	// IncludePreviousVersions makes a dataset source read every version, not only the latest.
	IncludePreviousVersions bool

	// Entities are the entities of an embedded source, in order.
	Entities []json.RawMessage
}
