package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const properties = "/crm/v3/properties/contacts"

type propertyList struct {
	Results []struct{ Name, Type string }
}

func (l propertyList) names() []string {
	var names []string
	for _, one := range l.Results {
		names = append(names, one.Name)
	}
	return names
}

func TestPropertiesOfAFreshAccount(t *testing.T) {
	r := newRig(t, 0)
	names := decode[propertyList](r.get(properties).status(http.StatusOK)).names()
	for _, name := range []string{"email", "firstname", "lastname", "createdate", "lastmodifieddate", "hs_object_id", "hs_merged_object_ids"} {
		if !slices.Contains(names, name) {
			t.Errorf("no %s", name)
		}
	}
	r.get(properties+"/lastmodifieddate").has(http.StatusOK, `"type":"datetime","fieldType":"date"`, `"readOnlyValue":true`, `"hubspotDefined":true`)
	r.get(properties+"/nope").has(http.StatusNotFound, "OBJECT_NOT_FOUND")
	r.get(properties+"/groups").has(http.StatusOK, "contactinformation")
}

func TestLifeOfAProperty(t *testing.T) {
	r := newRig(t, 2)
	definition := `{"name":"shirt","label":"Shirt","type":"enumeration","fieldType":"checkbox","groupName":"contactinformation",` +
		`"options":[{"label":"S","value":"s","hidden":false},{"label":"L","value":"l","hidden":false}]}`
	r.post(properties, definition).has(http.StatusCreated, `"name":"shirt"`, `"readOnlyValue":false`)
	r.post(properties, definition).status(http.StatusConflict)
	r.call(http.MethodPatch, contacts+"/51", `{"properties":{"shirt":";s;l"}}`).has(http.StatusOK, `"shirt":"s;l"`)
	r.call(http.MethodPatch, contacts+"/51", `{"properties":{"shirt":"m"}}`).has(http.StatusBadRequest, "INVALID_OPTION", "[s, l]")
	r.call(http.MethodPatch, properties+"/shirt", `{"label":"T-shirt","options":[{"label":"M","value":"m","hidden":false}]}`).has(http.StatusOK, "T-shirt")
	r.call(http.MethodPatch, contacts+"/51", `{"properties":{"shirt":"m"}}`).status(http.StatusOK)
	r.call(http.MethodDelete, properties+"/shirt", "").is(http.StatusNoContent, "")
	r.call(http.MethodPatch, contacts+"/51", `{"properties":{"shirt":"m"}}`).has(http.StatusBadRequest, "PROPERTY_DOESNT_EXIST")
	r.get(properties + "/shirt").status(http.StatusNotFound)
	r.get(properties+"/shirt?archived=true").has(http.StatusOK, `"archived":true`)
	if got := decode[object](r.get(contacts + "/51?properties=shirt")); len(got.Properties) != 3 {
		t.Errorf("an archived property is still shown: %v", got.Properties)
	}
	r.post(properties, definition).status(http.StatusCreated)
}

func TestDefinitionsAreValidated(t *testing.T) {
	r := newRig(t, 0)
	for name, body := range map[string]string{
		"name":    `{"name":"Big Name","label":"x","type":"string","fieldType":"text","groupName":"contactinformation"}`,
		"label":   `{"name":"x","type":"string","fieldType":"text","groupName":"contactinformation"}`,
		"type":    `{"name":"x","label":"x","type":"money","fieldType":"text","groupName":"contactinformation"}`,
		"field":   `{"name":"x","label":"x","type":"string","fieldType":"number","groupName":"contactinformation"}`,
		"group":   `{"name":"x","label":"x","type":"string","fieldType":"text","groupName":"nowhere"}`,
		"options": `{"name":"x","label":"x","type":"enumeration","fieldType":"select","groupName":"contactinformation"}`,
		"twice": `{"name":"x","label":"x","type":"enumeration","fieldType":"select","groupName":"contactinformation",` +
			`"options":[{"label":"a","value":"a"},{"label":"b","value":"a"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			r.t = t
			r.post(properties, body).has(http.StatusBadRequest, "VALIDATION_ERROR")
		})
	}
	r.t = t
	var options strings.Builder
	for i := range 5_001 {
		fmt.Fprintf(&options, `,{"label":"x","value":"%d"}`, i)
	}
	for _, large := range []string{`"label":"` + strings.Repeat("x", 300_000) + `","options":[]`, `"label":"x","options":[` + options.String()[1:] + `]`} {
		r.post(properties, `{"name":"x","type":"string","fieldType":"text","groupName":"contactinformation",`+large+`}`).has(http.StatusBadRequest, "The definition is too large")
	}
	r.call(http.MethodPatch, properties+"/email", `{"label":"Mail"}`).status(http.StatusBadRequest)
	r.call(http.MethodDelete, properties+"/email", "").status(http.StatusBadRequest)
}

func TestBatchesOfProperties(t *testing.T) {
	r := newRig(t, 0)
	r.post(properties+"/batch/create", `{"inputs":[{"name":"a","label":"a","type":"string","fieldType":"text","groupName":"contactinformation"}]}`).status(http.StatusCreated)
	r.post(properties+"/batch/create", `{"inputs":[{"name":"a","label":"a","type":"string","fieldType":"text","groupName":"contactinformation"}]}`).status(http.StatusMultiStatus)
	r.post(properties+"/batch/read", `{"archived":false,"dataSensitivity":"non_sensitive","inputs":[{"name":"a"},{"name":"email"}]}`).status(http.StatusOK)
	r.post(properties+"/batch/read", `{"inputs":[{"name":"a"},{"name":"nope"}]}`).has(http.StatusMultiStatus, `"nope"`)
	r.post(properties+"/batch/archive", `{"inputs":[{"name":"a"},{"name":"email"}]}`).has(http.StatusBadRequest, "VALIDATION_ERROR")
	r.get(properties + "/a").status(http.StatusOK) // a refused batch archives nothing
	r.post(properties+"/batch/archive", `{"inputs":[{"name":"a"}]}`).is(http.StatusNoContent, "")
	r.get(properties + "/a").status(http.StatusNotFound)
}

func TestGroups(t *testing.T) {
	r := newRig(t, 0)
	r.post(properties+"/groups", `{"name":"club","label":"Club","displayOrder":7}`).status(http.StatusCreated)
	r.post(properties+"/groups", `{"name":"club","label":"Club"}`).status(http.StatusConflict)
	r.call(http.MethodPatch, properties+"/groups/club", `{"label":""}`).has(http.StatusBadRequest, "A property group needs a name and a label")
	r.post(properties+"/groups", `{"name":"crowd","label":"`+strings.Repeat("x", 300_000)+`"}`).has(http.StatusBadRequest, "The definition is too large")
	r.call(http.MethodPatch, properties+"/groups/club", `{"label":"The club"}`).is(http.StatusOK, `{"name":"club","label":"The club","displayOrder":7,"archived":false}`)
	r.get(properties + "/groups/club").status(http.StatusOK)
	r.call(http.MethodDelete, properties+"/groups/contactinformation", "").status(http.StatusBadRequest)
	r.call(http.MethodDelete, properties+"/groups/club", "").status(http.StatusNoContent)
	r.get(properties + "/groups/club").status(http.StatusNotFound)
}

// An account makes at most ten properties with unique values for an object type, and none for some types.
func TestPropertiesWithUniqueValues(t *testing.T) {
	r := newRig(t, 0)
	create := func(kind, group, name string) answer {
		return r.post("/crm/v3/properties/"+kind, `{"name":"`+name+`","label":"x","type":"string","fieldType":"text","groupName":"`+group+`","hasUniqueValue":true}`)
	}
	for i := range 10 {
		create("deals", "dealinformation", "key"+strconv.Itoa(i)).status(http.StatusCreated)
	}
	create("deals", "dealinformation", "key").has(http.StatusBadRequest, "limit of 10 properties with unique values for an object type", "VALIDATION_ERROR")
	create("companies", "companyinformation", "key").status(http.StatusCreated)
	for kind, group := range map[string]string{"products": "productinformation", "feedback_submissions": "feedback_submission_information", "marketing_events": "marketing_event_information"} {
		create(kind, group, "key").has(http.StatusBadRequest, "cannot be created for this object type")
	}
}
