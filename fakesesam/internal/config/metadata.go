package config

import (
	"encoding/json"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

// metadataID is the _id of the node metadata.
const metadataID = "node"

// Metadata is the node's own settings (node-metadata.conf.json); all defaults when there is none.
type Metadata struct {
	// Original is nil when the configuration has no metadata.
	Original json.RawMessage
	// NamespacedIdentifiers is what pipes take that do not say themselves (false).
	NamespacedIdentifiers bool
	// IfSourceEmpty is what sources take that do not say themselves: "accept" or "fail".
	IfSourceEmpty string
	// EnableBackgroundRescan is what pipes take that do not say themselves (false).
	EnableBackgroundRescan bool
	// DisableUserPipes keeps the schedule from starting any pump (false); the command-line client uploads it so.
	DisableUserPipes bool
}

// readMetadata reads the metadata component, if there is one.
//
// A real node has many more settings than matter here. Unlike in pipes and systems an unknown one is let through,
// unless it looks like a misspelling of one that does matter.
func (s *Set) readMetadata() []Error {
	s.Metadata = &Metadata{IfSourceEmpty: "accept"}
	for _, c := range s.components {
		if kind, _ := c.decoded["type"].(string); kind != "metadata" {
			continue
		}
		report := &report{file: c.file}
		values, _ := s.variables.resolve(c.decoded, "", report).(map[string]any)
		o := &object{values: values, report: report}
		if id := o.required("_id", metadataID); id != metadataID {
			report.fault("_id", "the node metadata has the _id %q, not %q", metadataID, c.id)
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
		return report.faults
	}
	return nil
}

// misspelt reports the properties nobody asked for whose name is near one that was asked for.
func (o *object) misspelt() {
	for _, name := range sortedKeys(o.values) {
		if slices.Contains(o.known, name) {
			continue
		}
		if hint := spelling.Hint(name, o.known); hint != "" {
			o.fault(o.at(name), "unknown property%s", hint)
		}
	}
}
