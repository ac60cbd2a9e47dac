package api_test

import (
	"net/http"
	"slices"
	"testing"
)

// membersOf are the definitions in an answer, by name.
func membersOf(a answer) map[string]map[string]any {
	a.t.Helper()
	all := map[string]map[string]any{}
	for _, one := range decode[struct{ Results []map[string]any }](a).Results {
		name, _ := one["name"].(string)
		all[name] = one
	}
	return all
}

func lacks(t *testing.T, where string, definition map[string]any, names ...string) {
	t.Helper()
	if len(definition) < 10 {
		t.Errorf("%s: no definition: %v", where, definition)
	}
	for _, name := range names {
		if value, has := definition[name]; has {
			t.Errorf("%s has %s: %v", where, name, value)
		}
	}
}

func TestShapesOfDefinitions(t *testing.T) {
	r := newRig(t, 0)
	definition := func(name string) string {
		return `{"name":"` + name + `","label":"x","type":"string","fieldType":"text","groupName":"contactinformation"}`
	}
	single := decode[map[string]any](r.post(properties, definition("one")).status(http.StatusCreated))
	lacks(t, "a single create", single, "hubspotDefined")
	if single["createdUserId"] != "28604240" || single["updatedUserId"] != "28604240" || single["archived"] != false || single["createdAt"] == nil {
		t.Errorf("a single create answers %v", single)
	}
	batch := membersOf(r.post(properties+"/batch/create", `{"inputs":[`+definition("two")+`]}`).status(http.StatusCreated))
	lacks(t, "a batch create", batch["two"], "createdAt", "updatedAt", "archived", "hubspotDefined", "createdUserId")
	list := membersOf(r.get(properties).status(http.StatusOK))
	for _, name := range []string{"one", "email"} {
		lacks(t, "the list", list[name], "archived", "createdUserId")
		if list[name]["createdAt"] == nil {
			t.Errorf("the list says of %s %v", name, list[name])
		}
	}
	r.call(http.MethodDelete, properties+"/one", "").status(http.StatusNoContent)
	if gone := membersOf(r.get(properties + "?archived=true").status(http.StatusOK)); gone["one"]["archived"] != true {
		t.Errorf("the list of archived ones says %v", gone["one"])
	}
	r.get(properties+"/hs_pipeline").has(http.StatusOK, `"options":[]`, `"externalOptions":true`, `"calculated":false`, `"readOnlyValue":false`)
	r.get(properties+"/associatedcompanyid").has(http.StatusOK, `"externalOptions":true`, `"referencedObjectType":"COMPANY"`, `"readOnlyValue":false`)
	for name, want := range map[string]string{"address": `"archivable":true`, "mobilephone": `"archivable":true`, "email": `"archivable":false`} {
		r.get(properties+"/"+name).has(http.StatusOK, want)
	}
}

// TestStandardPropertiesThatCanGo holds that an account can do without an archivable property of HubSpot's: nothing shows
// it, contacts are generated without it, and it stays away after an import.
func TestStandardPropertiesThatCanGo(t *testing.T) {
	r := newRig(t, 0)
	r.call(http.MethodDelete, properties+"/address", "").status(http.StatusNoContent)
	r.post(properties+"/batch/archive", `{"inputs":[{"name":"mobilephone"}]}`).status(http.StatusNoContent)
	r.call(http.MethodDelete, properties+"/city", "").status(http.StatusBadRequest)
	if err := r.Seed("contacts", 30, "large"); err != nil {
		t.Fatal(err)
	}
	first := decode[page](r.get(contacts + "?properties=address,mobilephone,city&limit=100")).Results
	if len(first) != 30 || len(first[5].Properties) != 4 || *first[5].Properties["hs_object_id"] != first[5].ID {
		t.Errorf("%v", first)
	}
	r.post(contacts, `{"properties":{"firstname":"x","address":"y"}}`).has(http.StatusBadRequest, "PROPERTY_DOESNT_EXIST")
	other := reimported(t, r)
	names := decode[propertyList](other.get(properties)).names()
	if slices.Contains(names, "address") || slices.Contains(names, "mobilephone") || !slices.Contains(names, "city") {
		t.Errorf("after an import there are %v", names)
	}
}

func TestBatchOfPropertiesThatExist(t *testing.T) {
	r := newRig(t, 0)
	input := func(name string) string {
		return `{"name":"` + name + `","label":"x","type":"string","fieldType":"text","groupName":"contactinformation"}`
	}
	r.post(properties+"/batch/create", `{"inputs":[`+input("fresh")+`,`+input("email")+`]}`).has(http.StatusMultiStatus, `"name":"fresh"`,
		`"numErrors":1,"errors":[{"status":"error","category":"OBJECT_ALREADY_EXISTS","subCategory":"Properties.PROPERTY_WITH_NAME_EXISTS",`+
			`"message":"A property named 'email' already exists.","context":{"name":["email"]}}]}`)
}

// TestHistorySaysWhoWrote holds that a person's values name the person, and those of an app do not.
func TestHistorySaysWhoWrote(t *testing.T) {
	r := newRig(t, 2)
	id := r.create(`{"firstname":"x","city":"Oslo","zip":"1"}`)
	r.call(http.MethodPatch, contacts+"/"+id, `{"properties":{"city":"Ås"}}`).status(http.StatusOK)
	r.call(http.MethodPatch, contacts+"/51", `{"properties":{"city":"Ås"}}`).status(http.StatusOK)
	const app = `"timestamp":"2026-03-01T12:00:00.000Z","sourceType":"INTEGRATION","sourceId":"1234567"}`
	const person = `"timestamp":"2024-01-01T00:00:00.623Z","sourceType":"CRM_UI","sourceId":"userId:28604240","updatedByUserId":28604240}`
	r.get(contacts+"/"+id+"?propertiesWithHistory=city,zip").has(http.StatusOK,
		`"propertiesWithHistory":{"city":[{"value":"Ås",`+app+`,{"value":"Oslo",`+app+`],"zip":[{"value":"1",`+app+`]}`)
	r.get(contacts+"/51?propertiesWithHistory=city,state").has(http.StatusOK,
		`"propertiesWithHistory":{"city":[{"value":"Ås",`+app+`,{"value":"Cambridge",`+person+`],"state":[{"value":"MA",`+person+`]}`)
}
