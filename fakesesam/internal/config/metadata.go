package config

import "encoding/json"

// metadataID is the _id of the node metadata.
const metadataID = "node"

// Metadata is the settings of the node (node-metadata.conf.json); without it, all defaults.
type Metadata struct {
	// Original is nil if the configuration has no metadata.
	Original json.RawMessage
	// NamespacedIdentifiers is the default for pipes (false).
	NamespacedIdentifiers bool
	// IfSourceEmpty is the default for sources: "accept" or "fail".
	IfSourceEmpty string
	// EnableBackgroundRescan is the default for pipes (false).
	EnableBackgroundRescan bool
	// DisableUserPipes prevents the schedule from starting any pump (false); the command-line client uploads true.
	DisableUserPipes bool
}

// readMetadata reads the metadata component, if there is one.
//
// A real node has many more settings than are relevant here. Unlike in pipes and systems, an unknown one is accepted,
// unless it looks like a misspelling of one that is relevant.
func (s *Set) readMetadata() (file string, errors []Error) {
	s.Metadata = &Metadata{IfSourceEmpty: "accept"}
	for _, c := range s.components {
		if kind, _ := c.decoded["type"].(string); kind != "metadata" {
			continue
		}
		report := &report{file: c.file}
		o := s.variables.resolveComponent(c, report)
		if id := o.required("_id", metadataID); id != metadataID {
			report.reject("_id", "the _id of the node metadata must be %q, got %q", metadataID, c.id)
		}
		o.text("type", "")
		s.Metadata.Original = compacted(c.body)
		s.Metadata.NamespacedIdentifiers = o.boolean("namespaced_identifiers", false)
		defaults := o.section("global_defaults")
		s.Metadata.IfSourceEmpty = defaults.oneOf("if_source_empty", "accept", "accept", "fail")
		s.Metadata.EnableBackgroundRescan = defaults.boolean("enable_background_rescan", false)
		defaults.ignored("eager_load_microservices")
		tasks := o.section("task_manager")
		s.Metadata.DisableUserPipes = tasks.boolean("disable_user_pipes", false)
		tasks.misspelt()
		o.misspelt()
		defaults.misspelt()
		return c.file, report.errors
	}
	return "", nil
}

// misspelt reports the properties that were not read but have a name similar to one that was.
func (o *object) misspelt() {
	for name, hint := range o.unread() {
		if hint != "" {
			o.reject(o.at(name), "unknown property%s", hint)
		}
	}
}
