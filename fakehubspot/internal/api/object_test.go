package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	objects "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// llamas are an object type as a later file of package object may describe one.
var llamas = &objects.Type{
	Names:      objects.Names{Plural: "llamas", Singular: "llama", TypeID: "2-7"},
	Scopes:     objects.Scopes{Read: []string{"crm.objects.llamas.read"}, Write: []string{"crm.objects.llamas.write"}},
	Operations: objects.Eleven,
	Schema: schema.Definition{
		Created: "createdate", Modified: "hs_lastmodifieddate",
		Groups: []schema.Group{{Name: "wool", Label: "Wool"}},
		Properties: []*schema.Property{
			{Name: "name", Label: "Name", Type: schema.String, FieldType: "text", GroupName: "wool"},
			{Name: "tag", Label: "Tag", Type: schema.String, FieldType: "text", GroupName: "wool", HasUniqueValue: true, DataSensitivity: "non_sensitive"},
			readOnly("hs_object_id", schema.Number, "number"), readOnly("createdate", schema.DateTime, "date"),
			readOnly("hs_lastmodifieddate", schema.DateTime, "date"),
		},
		Formats: map[string]func(string) (string, schema.Reason){
			"tag": func(value string) (string, schema.Reason) { return strings.ToUpper(value), "" },
		},
	},
	Defaults:   []string{"name", "hs_object_id", "hs_lastmodifieddate"},
	Always:     []string{"hs_object_id"},
	Identity:   objects.Identity{Property: "tag"},
	NeedsOneOf: []string{"name", "tag"},
}

func readOnly(name, kind, field string) *schema.Property {
	return &schema.Property{
		Name: name, Label: name, Type: kind, FieldType: field, GroupName: "wool", HubSpotDefined: true,
		Modification: schema.Modification{ReadOnlyValue: true},
	}
}

// Another object type has all endpoints, with names, scopes, properties and rules of its own, and leaves contacts alone.
func TestAnotherObjectType(t *testing.T) {
	const herd = "/crm/v3/objects/llamas"
	r := newRig(t, 2, func(c *hub.Config) { c.Types = []*objects.Type{objects.Contacts, llamas} })
	r.free = true // HubSpot describes no llamas
	got := r.post(herd, `{"properties":{"name":"Dolly","tag":"a7"}}`).has(http.StatusCreated, `"tag":"A7"`, `"hs_lastmodifieddate":"2026-03-01T12:00:00.000Z"`)
	dolly := decode[object](got).ID
	if strings.Contains(got.Body, "lifecyclestage") || r.Contacts.Len() != 2 {
		t.Errorf("a llama is like a contact: %s; %d contacts", got.Body, r.Contacts.Len())
	}
	want := r.get(herd+"/"+dolly).has(http.StatusOK, `"name":"Dolly"`).Body
	for _, target := range []string{"/crm/v3/objects/2-7/" + dolly, "/crm/objects/2026-09/llama/a7?idProperty=tag"} {
		r.get(target).is(http.StatusOK, want)
	}
	r.get(contacts + "/" + dolly).status(http.StatusNotFound)
	r.post(herd, `{"properties":{"tag":"a7"}}`).has(http.StatusBadRequest,
		`ObjectTypeId{legacyObjectType=LLAMA}, propertyName=tag, value=A7} on `, `. `+dolly+` already has that value.`)
	r.post(herd, `{"properties":{"email":"a@x.no"}}`).has(http.StatusBadRequest, "PROPERTY_DOESNT_EXIST")
	r.post(herd, `{"properties":{}}`).has(http.StatusBadRequest, "At least one of the properties name and tag must be set.")
	r.get(herd+"/x?idProperty=name").has(http.StatusBadRequest, "non-unique 2-7 property: name")
	r.post(herd+"/batch/read", `{"inputs":[{"id":"7"}]}`).has(http.StatusMultiStatus, "Could not get some LLAMA objects")
	r.get("/crm/v3/properties/llamas").has(http.StatusOK, `"name":"tag"`)
	if found := r.get(herd); strings.Count(found.Body, `"id":`) != 1 {
		t.Errorf("a list of %s", found.Body)
	}
	for _, filter := range []string{
		`{"propertyName":"tag","operator":"EQ","value":"a7"}`,
		`{"propertyName":"hs_lastmodifieddate","operator":"GTE","value":"2026-03-01T12:00:00Z"}`,
	} {
		if found := decode[page](r.post(herd+"/search", `{"filters":[`+filter+`],"sorts":["-hs_lastmodifieddate"]}`)); found.Total != 1 {
			t.Errorf("%s: %d found", filter, found.Total)
		}
	}
	r.post(herd+"/search", `{"filters":[{"propertyName":"lastmodifieddate","operator":"GTE","value":"0"}]}`).status(http.StatusBadRequest)
	r.call(http.MethodDelete, herd+"/"+dolly, "").status(http.StatusNoContent)
	r.get(herd+"?archived=true").has(http.StatusOK, `"archived":true`)
}
