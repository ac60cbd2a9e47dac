package hubspot

// Object describes one type of CRM record. Everything that differs between types is in it, and nowhere else.
type Object struct {
	Name     string // in HubSpot's paths and in the connector's own: "contacts"
	Singular string // one record in a message: "contact"
	TypeID   string // HubSpot's ID of the type: "0-1"

	Modified string   // property that holds the time of the last change
	Merged   string   // property that lists the IDs of the records that were merged into a record
	Defaults []string // properties HubSpot returns when none is named

	Scope       string // scope that reading records needs
	SchemaScope string // scope that listing the properties needs
}

// Contacts is the object type of contacts. It is the only one whose time of change is lastmodifieddate.
var Contacts = &Object{
	Name:        "contacts",
	Singular:    "contact",
	TypeID:      "0-1",
	Modified:    "lastmodifieddate",
	Merged:      "hs_merged_object_ids",
	Defaults:    []string{"createdate", "email", "firstname", PropertyID, "lastmodifieddate", "lastname"},
	Scope:       "crm.objects.contacts.read",
	SchemaScope: "crm.schemas.contacts.read",
}

// Objects is every object type that the connector reads.
var Objects = []*Object{Contacts}

// PropertyID is the property that holds the ID of a record, whatever its type.
const PropertyID = "hs_object_id"
