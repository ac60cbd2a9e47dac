package api

import (
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// labels are what people call the records of an object type.
type labels struct {
	Singular string `json:"singular"`
	Plural   string `json:"plural"`
}

// objectDefinition is an object type, its fields in the order in which HubSpot sends them.
type objectDefinition struct {
	Labels      labels   `json:"labels"`
	Required    []string `json:"requiredProperties"`
	Searchable  []string `json:"searchableProperties"`
	Primary     string   `json:"primaryDisplayProperty,omitempty"`
	Secondary   []string `json:"secondaryDisplayProperties"`
	Description string   `json:"description,omitempty"`
	Sensitive   bool     `json:"allowsSensitiveProperties"`
	Archived    bool     `json:"archived"`
	Restorable  bool     `json:"restorable"`
	MetaType    string   `json:"metaType"`
	ID          string   `json:"id"`
	Qualified   string   `json:"fullyQualifiedName"`
	CreatedAt   string   `json:"createdAt"`
	UpdatedAt   string   `json:"updatedAt"`
	*audit
	TypeID string `json:"objectTypeId"`
	Portal int    `json:"portalId,omitzero"`
}

// audit says who made and changed an object type; nobody has HubSpot's own.
type audit struct {
	CreatedBy *int `json:"createdByUserId"`
	UpdatedBy *int `json:"updatedByUserId"`
}

// objectSchema is an object type with its properties and associations.
type objectSchema struct {
	objectDefinition
	Properties   []jsontext.Value        `json:"properties"`
	Associations []associationDefinition `json:"associations"`
	Name         string                  `json:"name"`
}

// definedObject is what the answer to a change shows.
type definedObject struct {
	objectDefinition
	Name string `json:"name"`
}

// parts are what an answer shows of schemas.
type parts struct{ properties, associations, audit bool }

var allParts = parts{properties: true, associations: true, audit: true}

// partsOf reads the parameters that leave parts out.
func partsOf(c *gin.Context) (parts, error) {
	show := allParts
	for name, part := range map[string]*bool{
		"includePropertyDefinitions": &show.properties, "includeAssociationDefinitions": &show.associations,
		"includeAuditMetadata": &show.audit,
	} {
		if c.Query(name) == "" {
			continue
		}
		wanted, err := flag(c, name)
		if err != nil {
			return parts{}, err
		}
		*part = wanted
	}
	return show, nil
}

// schemaOf is an object type with the parts.
func (show parts) schemaOf(a *store.Account, o *store.Store) (objectSchema, error) {
	shown := objectSchema{
		objectDefinition: definition(o), Properties: []jsontext.Value{}, Associations: []associationDefinition{}, Name: schemaName(o.Type),
	}
	if !show.audit {
		shown.audit = nil
	}
	if show.associations {
		shown.Associations = associationsFrom(a, o)
	}
	if !show.properties {
		return shown, nil
	}
	for _, p := range o.Schema.Properties(false) {
		without := []string{"hubspotDefined"}
		if p.HubSpotDefined {
			without = notListed
		}
		one, err := shape(p, without)
		if err != nil {
			return objectSchema{}, err
		}
		shown.Properties = append(shown.Properties, one)
	}
	return shown, nil
}

// definitionOf is an object type without properties and associations.
func definitionOf(o *store.Store) definedObject {
	shown := definedObject{definition(o), schemaName(o.Type)}
	shown.Portal = refusal.PortalID
	return shown
}

func definition(o *store.Store) objectDefinition {
	d := o.Definition()
	s := d.Settings.Labelled(o.Type.Names)
	shown := objectDefinition{
		Labels:   labels{s.Singular, s.Plural},
		Required: listed(s.Required), Searchable: listed(s.Searchable), Primary: s.Primary, Secondary: listed(s.Secondary),
		Description: s.Description, Sensitive: s.Sensitive, Archived: d.Archived != 0, Restorable: true, MetaType: "HUBSPOT",
		ID: strconv.FormatInt(o.Number(), 10), Qualified: o.Type.Word(),
		CreatedAt: record.Stamp(d.Created), UpdatedAt: record.Stamp(d.Updated), audit: &audit{}, TypeID: o.Type.TypeID,
	}
	if o.Type.Own != "" {
		user, _ := strconv.Atoi(object.UserNumber) // a constant
		shown.MetaType, shown.Qualified, shown.audit = "PORTAL_SPECIFIC", o.Type.Plural, &audit{&user, &user}
	}
	return shown
}

// schemaName is the internal name of an object type.
func schemaName(t *object.Type) string { return t.Word() }

// listed is a list that JSON shows as one even if it is empty.
func listed(names []string) []string {
	if names == nil {
		return []string{}
	}
	return names
}
