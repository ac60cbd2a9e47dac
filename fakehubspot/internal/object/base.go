package object

import (
	"maps"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// modified is the property with the time of change of every object type but contacts.
const modified = "hs_lastmodifieddate"

// withBase completes a type with what all types have in common except contacts, which are older. The type itself says
// what is its own: its Defaults without those that every answer shows, its properties without those of every type, and
// the name of the property with the time of creation. All its standard properties are in its first group.
func withBase(t Type) *Type {
	created := t.Schema.Created
	t.Schema.Modified = modified
	t.Schema.Properties = slices.Concat(t.Schema.Properties, baseProperties(t.Schema.Groups[0].Name, created))
	t.Schema.Formats = currencyFormats(t.Schema.Properties)
	derived := map[string]schema.Computed{
		"hs_object_source": or("hs_object_source", SourceUI), "hs_object_source_id": or("hs_object_source_id", UserID),
		"hs_object_source_label": or("hs_object_source_label", SourceUI),
	}
	maps.Copy(derived, t.Schema.Computed)
	t.Schema.Computed = derived
	t.Always = []string{created, modified, "hs_object_id"}
	t.Defaults = slices.Concat(t.Defaults, t.Always)
	sources := []string{"hs_object_source", "hs_object_source_id", "hs_object_source_label"}
	t.Created, t.Updated = slices.Concat(t.Created, sources), slices.Concat(t.Updated, sources)
	t.Merged = slices.Concat(t.Merged, []string{"hs_merged_object_ids"})
	return &t
}

// baseProperties are those that every object type has. The time of creation has one of two names.
func baseProperties(group, created string) []*schema.Property {
	return []*schema.Property{
		unique(computed(group, "hs_object_id", "Record ID", schema.Number, "number")),
		computed(group, created, "Create date", schema.DateTime, "date"),
		computed(group, modified, "Last modified date", schema.DateTime, "date"),
		open(computed(group, "hs_merged_object_ids", "Merged record IDs", schema.Enumeration, "checkbox")),
		computed(group, "hs_object_source", "Record creation source", schema.String, "text"),
		computed(group, "hs_object_source_id", "Record creation source ID", schema.String, "text"),
		computed(group, "hs_object_source_label", "Record source", schema.Enumeration, "select", "INTEGRATION", "CRM_UI", "IMPORT"),
		open(writable(group, "hubspot_owner_id", "Owner", schema.Enumeration, "select")),
		computed(group, "hs_unique_creation_key", "Unique creation key", schema.String, "text"),
	}
}
