package schema

import (
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// Definition is what every account knows of the properties of one object type, before anybody changes them.
type Definition struct {
	// Created and Modified are the names of the properties with the times of a record.
	Created, Modified string
	Groups            []Group
	// NoUnique keeps an account from making properties of its own whose values are unique.
	NoUnique bool
	// Properties are HubSpot's own. Their order decides their keys: it must stay.
	Properties []*Property
	// Computed are the properties that are derived from the others instead of stored, by name.
	Computed map[string]Computed
	// Formats bring values into the form in which they are stored, where the type of the property does not say it, by
	// name. A value that is invalid has a reason.
	Formats map[string]func(value string) (stored string, invalid Reason)
}

// Computed returns what reads a computed property; key returns the keys of those from which it is derived.
type Computed func(key func(name string) record.Key) record.Getter

// The names that the ID of a record and of those merged into it have in every object type.
const (
	nameID     = "hs_object_id"
	nameMerged = "hs_merged_object_ids"
)

// fixedNames are the names behind the fixed keys of package record, in their order.
func (d *Definition) fixedNames() []string {
	return []string{record.KeyID: nameID, record.KeyCreated: d.Created, record.KeyModified: d.Modified, record.KeyMerged: nameMerged}
}
