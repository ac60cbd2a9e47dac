package hubspot

import "strings"

// Object describes one type of CRM record. Everything that differs between types is in it, and nowhere else.
type Object struct {
	Name     string // in the connector's paths, log and metrics: "contacts"
	Path     string // in HubSpot's paths
	Singular string // one record in a message: "contact"
	TypeID   string // HubSpot's ID of the type: "0-1"; empty if it is not known

	Modified string   // property that holds the time of the last change
	Merged   string   // property that lists the IDs of the records that were merged into a record
	Defaults []string // properties that are read when none is named

	CertainDefaults bool // HubSpot itself is known to return Defaults if a list names no properties

	Scope       string // scope that reading records needs
	SchemaScope string // scope that listing the properties needs

	// Key is the unique property by which a record is found whose ID is not known, "" if HubSpot has defined none.
	Key string
	// OtherKeys are, by unique property, the properties that list more values by which HubSpot finds the record.
	OtherKeys map[string][]string

	Unsearchable   bool // HubSpot has no search for it: there are no reads since an offset
	Unarchivable   bool // HubSpot has no archive of it: only a full read shows that a record is gone
	VersionedPaths bool // HubSpot serves it under /objects/{version} only, also in v3

	TextIDs bool // IDs need not be digits
}

// PropertyID is the property that holds the ID of a record, whatever its type.
const PropertyID = "hs_object_id"

// propertyMerged is the property that lists merged IDs, whatever the type.
const propertyMerged = "hs_merged_object_ids"

// WriteScope is the scope that writing records needs.
func (o *Object) WriteScope() string {
	if area, ok := strings.CutSuffix(o.Scope, ".read"); ok {
		return area + ".write"
	}
	return o.Scope // one scope for both
}

// Goes reports whether the object type goes by the name: that in paths, or the ID.
func (o *Object) Goes(name string) bool {
	return name == o.Name || name != "" && name == o.TypeID
}
