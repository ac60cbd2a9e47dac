package api_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

const schemas = "/crm/v3/schemas"

// car is the body that makes an object type.
const car = `{"name":"car","labels":{"singular":"Car","plural":"Cars"},"primaryDisplayProperty":"vin",` +
	`"secondaryDisplayProperties":["color"],"requiredProperties":["vin"],"searchableProperties":["vin","color"],"description":"What drives.",` +
	`"properties":[{"name":"vin","label":"VIN","type":"string","fieldType":"text","hasUniqueValue":true},{"name":"color","label":"Color"}]}`

func TestSchemaByteForByte(t *testing.T) {
	r := newRig(t, 1)
	property := func(name, label, unique string) string {
		return `{"updatedAt":"2026-03-01T12:00:00Z","createdAt":"2026-03-01T12:00:00Z","name":"` + name + `","label":"` + label +
			`","type":"string","fieldType":"text","description":"","groupName":"car_information","options":[],"displayOrder":-1,"calculated":false,` +
			`"externalOptions":false,"archived":false,"hasUniqueValue":` + unique + `,"hidden":false,"modificationMetadata":{"archivable":true,` +
			`"readOnlyDefinition":false,"readOnlyValue":false},"formField":false,"dataSensitivity":"non_sensitive"}`
	}
	made := r.post(schemas, car).has(http.StatusCreated, property("vin", "VIN", "true"), property("color", "Color", "false"), `"name":"hs_createdate"`)
	const definition = `{"labels":{"singular":"Car","plural":"Cars"},"requiredProperties":["vin"],"searchableProperties":["vin","color"],` +
		`"primaryDisplayProperty":"vin","secondaryDisplayProperties":["color"],"description":"What drives.","allowsSensitiveProperties":false,` +
		`"archived":false,"restorable":true,"metaType":"PORTAL_SPECIFIC","id":"3465404","fullyQualifiedName":"p62515_car",` +
		`"createdAt":"2026-03-01T12:00:00.000Z","updatedAt":"2026-03-01T12:00:00.000Z",`
	const ids = `"objectTypeId":"2-3465404",`
	if !strings.HasPrefix(made.Body, definition+`"createdByUserId":28604240,"updatedByUserId":28604240,`+ids+`"properties":[{`) {
		t.Errorf("got %s", made.Body)
	}
	bare := "?includePropertyDefinitions=false&includeAssociationDefinitions=false&includeAuditMetadata=false"
	const rest = `"properties":[],"associations":[],"name":"car"}`
	r.get(schemas+"/2-3465404"+bare).is(http.StatusOK, definition+ids+rest)
	r.get(schemas+bare).is(http.StatusOK, `{"results":[`+definition+ids+rest+`]}`)
	for _, name := range []string{"car", "p_car", "p62515_car", "2-3465404"} {
		for _, root := range []string{schemas, "/crm-object-schemas/v3/schemas", "/crm-object-schemas/2026-09/schemas"} {
			r.get(root+"/"+name).is(http.StatusOK, made.Body)
		}
	}
	r.get("/crm-object-schemas/2024-01/schemas").status(http.StatusNotFound)
	r.post(schemas+"/batch/read", `{"inputs":["car","bus"],"includePropertyDefinitions":false,"includeAssociationDefinitions":false,"includeAuditMetadata":false}`).
		is(http.StatusOK, `{"results":[`+definition+ids+rest+`]}`)

	r.Clock.Advance(time.Minute)
	changed := strings.NewReplacer(`["vin"]`, `[]`, `"description":"What drives.",`, ``, `"plural":"Cars"`, `"plural":"Fleet"`,
		`"updatedAt":"2026-03-01T12:00`, `"updatedAt":"2026-03-01T12:01`).Replace(definition)
	r.call(http.MethodPatch, schemas+"/car", `{"labels":{"singular":"Car","plural":"Fleet"},"clearDescription":true,"requiredProperties":[]}`).
		is(http.StatusOK, changed+`"createdByUserId":28604240,"updatedByUserId":28604240,`+ids+`"portalId":62515,"name":"car"}`)
	r.get(schemas+"/car"+bare).is(http.StatusOK, changed+ids+rest)
}

// The records of an object type of an account's own have everything that HubSpot's have.
func TestRecordsOfACustomObject(t *testing.T) {
	r := newRig(t, 1)
	r.post(schemas, car).status(http.StatusCreated)
	const cars = "/crm/v3/objects/p_car"
	r.post(cars, `{"properties":{"color":"red"}}`).is(http.StatusBadRequest, `{"status":"error","message":"Error creating car. Some required properties were not set.",`+
		`"correlationId":"ID","context":{"properties":["vin"]},"category":"VALIDATION_ERROR"}`)
	made := decode[object](r.post(cars, `{"properties":{"vin":"A1","color":"red"}}`).has(http.StatusCreated,
		`"hs_createdate":"2026-03-01T12:00:00.000Z"`, `"url":"https://app.hubspot.com/contacts/62515/record/2-3465404/`))
	other := decode[object](r.post(cars, `{"properties":{"vin":"B2","color":"blue"}}`).status(http.StatusCreated))
	for _, path := range []string{"/crm/v3/objects/p62515_car/", "/crm/v3/objects/2-3465404/", "/crm/objects/2026-09/p_car/"} {
		r.get(path+made.ID).has(http.StatusOK, `"properties":{"hs_createdate":`, `"hs_lastmodifieddate":`, `"hs_object_id":"`+made.ID+`"`)
	}
	r.get("/crm/v3/objects/P_CAR").has(http.StatusBadRequest, "Unable to infer object type from: P_CAR")
	r.get("/crm/v3/objects/car").is(http.StatusBadRequest, `{"status":"error","message":"Unable to infer object type from: car","correlationId":"ID"}`)
	r.post(cars, `{"properties":{"vin":"A1"}}`).has(http.StatusBadRequest, `{metaTypeId=2, innerId=3465404}, propertyName=vin, value=A1} on `, `already has that value`)
	r.get(cars+"/A1?idProperty=vin").has(http.StatusOK, made.ID)
	r.post(cars+"/batch/upsert", `{"inputs":[{"id":"A1","idProperty":"vin","properties":{"color":"green"}},{"id":"C3","idProperty":"vin","properties":{}}]}`).
		has(http.StatusOK, `"color":"green"`, `"new":false`, `"new":true`)
	if found := decode[page](r.post(cars+"/search", `{"query":"green"}`).status(http.StatusOK)); found.Total != 1 || found.Results[0].ID != made.ID {
		t.Errorf("search: %+v", found)
	}
	r.post(cars+"/batch/read", `{"inputs":[{"id":"7"}]}`).has(http.StatusMultiStatus, "Could not get some car objects")
	merged := decode[object](r.post(cars+"/merge", `{"primaryObjectId":"`+made.ID+`","objectIdToMerge":"`+other.ID+`"}`).
		has(http.StatusOK, `"hs_merged_object_ids":"`+made.ID+";"+other.ID+`"`))
	r.call(http.MethodDelete, cars+"/"+merged.ID, "").status(http.StatusNoContent)
	r.get(cars+"?archived=true").has(http.StatusOK, `"id":"`+merged.ID+`"`)
	r.get("/crm/v3/properties/p_car").has(http.StatusOK, `"name":"vin"`)
	r.post("/crm/v3/properties/2-3465404", `{"name":"doors","label":"Doors","type":"number","fieldType":"number","groupName":"car_information"}`).status(http.StatusCreated)
	r.call(http.MethodPatch, schemas+"/car", `{"requiredProperties":["doors"]}`).status(http.StatusOK)
	r.post(cars, `{"properties":{"vin":"D4"}}`).has(http.StatusBadRequest, `"context":{"properties":["doors"]}`)
}

func TestSchemasThatCannotBe(t *testing.T) {
	r := newRig(t, 1)
	r.post(schemas, car).status(http.StatusCreated)
	with := func(old, with string) string {
		return strings.Replace(strings.Replace(car, `"name":"car"`, `"name":"bus"`, 1), old, with, 1)
	}
	for body, want := range map[string]string{
		`{}`:                                   "Some required fields were not set: [labels, name]",
		with(`"name":"bus"`, `"name":"1bus"`):  `Object type name \"1bus\" must begin with a letter`,
		with(`"plural":"Cars"`, `"plural":""`): "Object type labels must have a singular and a plural form",
		with(`"primaryDisplayProperty":"vin"`, `"primaryDisplayProperty":""`):            "A primary display property must be set",
		with(`"requiredProperties":["vin"]`, `"requiredProperties":["vim"]`):             `Property \"vim\" is not a property of the object type`,
		with(`["vin","color"]`, `[`+strings.Repeat(`"vin",`, 20)+`"vin"]`):               "at most 20 searchable properties, got 21",
		with(`"type":"string"`, `"type":"strong"`):                                       `Property type \"strong\"`,
		with(`"description"`, `"associatedObjects":["CONTACT","LLAMA"],"description"`):   "Unable to infer object type from: LLAMA",
		with(`{"name":"color","label":"Color"}`, `{"name":"hs_createdate","label":"x"}`): `Property \"color\" is not`,
	} {
		r.post(schemas, body).has(http.StatusBadRequest, want)
	}
	r.post(schemas, car).is(http.StatusConflict, `{"status":"error","message":"An object type named 'p62515_car' already exists.","correlationId":"ID",`+
		`"context":{"name":["p62515_car"]},"category":"OBJECT_ALREADY_EXISTS"}`)
	r.post(schemas, strings.Replace(car, `"car"`, `"CAR"`, 1)).status(http.StatusConflict)
	r.post(schemas, with(`{"name":"color"`, `{"name":"vin"`)).has(http.StatusBadRequest, "")
	r.call(http.MethodPatch, schemas+"/car", `{"searchableProperties":["vim"]}`).has(http.StatusBadRequest, `\"vim\"`)
	r.call(http.MethodPatch, schemas+"/contacts", `{"clearDescription":true}`).has(http.StatusBadRequest, "is defined by HubSpot")
	r.call(http.MethodDelete, schemas+"/contacts", "").has(http.StatusBadRequest, "is defined by HubSpot")
	for _, call := range []string{"GET", "PATCH", "DELETE"} {
		r.call(call, schemas+"/butterflies", `{}`).has(http.StatusBadRequest, "Unable to infer object type from: butterflies")
	}
	if got := r.get(schemas).Body; strings.Count(got, `"fullyQualifiedName"`) != 1 {
		t.Errorf("what could not be made is there: %s", got)
	}
}

// An object type goes when it has no records any more. Its name is taken until it is gone for good.
func TestSchemasThatGo(t *testing.T) {
	r := newRig(t, 1)
	r.post(schemas, car).status(http.StatusCreated)
	id := decode[object](r.post("/crm/v3/objects/p_car", `{"properties":{"vin":"A1"}}`)).ID
	r.call(http.MethodDelete, schemas+"/car", "").has(http.StatusBadRequest, "still has records")
	r.call(http.MethodDelete, "/crm/v3/objects/p_car/"+id, "").status(http.StatusNoContent)
	r.call(http.MethodDelete, schemas+"/2-3465404", "").is(http.StatusNoContent, "")
	r.get(schemas).is(http.StatusOK, `{"results":[]}`)
	r.get(schemas+"?archived=true").has(http.StatusOK, `"fullyQualifiedName":"p62515_car"`, `"archived":true`)
	r.get("/crm/v3/objects/p_car").status(http.StatusBadRequest)
	r.get("/crm/v3/properties/p_car").status(http.StatusBadRequest)
	r.post(schemas, car).status(http.StatusConflict)
	for _, name := range []string{"car", "2-3465404", "p62515_car", "p_car"} {
		r.get(schemas+"/"+name).has(http.StatusOK, `"objectTypeId":"2-3465404"`, `"archived":true`)
	}
	for _, name := range []string{"car", "2-3465404"} { // changes are for what is there
		r.call(http.MethodPatch, schemas+"/"+name, `{"clearDescription":true}`).has(http.StatusBadRequest, "Unable to infer object type from: "+name)
		r.post(schemas+"/"+name+"/associations", `{"fromObjectTypeId":"`+name+`","toObjectTypeId":"0-1"}`).
			has(http.StatusBadRequest, "Unable to infer object type from: "+name)
		r.call(http.MethodDelete, schemas+"/"+name, "").has(http.StatusBadRequest, "Unable to infer object type from: "+name)
	}
	r.call(http.MethodDelete, schemas+"/car?archived=true", "").status(http.StatusNoContent)
	r.get(schemas+"?archived=true").is(http.StatusOK, `{"results":[]}`)
	for i, name := range []string{"2-3465405", "p62515_car"} {
		r.post(schemas, car).has(http.StatusCreated, `"objectTypeId":"2-346540`+strconv.Itoa(5+i)+`"`)
		r.call(http.MethodDelete, schemas+"/car", "").status(http.StatusNoContent)
		r.call(http.MethodDelete, schemas+"/"+name+"?archived=true", "").is(http.StatusNoContent, "")
		r.call(http.MethodDelete, schemas+"/"+name+"?archived=true", "").status(http.StatusBadRequest)
	}
	r.post(schemas, car).has(http.StatusCreated, `"objectTypeId":"2-3465407"`)
	if err := r.Reset(); err != nil {
		t.Fatal(err)
	}
	r.get(schemas).is(http.StatusOK, `{"results":[]}`)
}

// A name that HubSpot has too means HubSpot's own; the other one needs its prefix.
func TestACustomObjectNamedAsOneOfHubSpots(t *testing.T) {
	r := newRig(t, 1)
	r.post(schemas, strings.Replace(car, `"car"`, `"deals"`, 1)).has(http.StatusCreated, `"fullyQualifiedName":"p62515_deals"`)
	r.get(schemas+"/deals").has(http.StatusOK, `"objectTypeId":"0-3"`)
	r.get(schemas+"/p_deals").has(http.StatusOK, `"objectTypeId":"2-3465404"`)
	r.post("/crm/v3/objects/p_deals", `{"properties":{"vin":"x"}}`).status(http.StatusCreated)
	if found := decode[page](r.get("/crm/v3/objects/deals")); len(found.Results) != 0 {
		t.Errorf("deals: %+v", found)
	}
}

func TestSchemasOfHubSpotsOwn(t *testing.T) {
	r := newRig(t, 1)
	r.get(schemas+"/contacts?includePropertyDefinitions=false&includeAssociationDefinitions=false").is(http.StatusOK,
		`{"labels":{"singular":"Contact","plural":"Contacts"},"requiredProperties":[],"searchableProperties":["firstname","lastname","email","phone",`+
			`"hs_additional_emails","fax","mobilephone","company","hs_marketable_until_renewal"],"primaryDisplayProperty":"firstname",`+
			`"secondaryDisplayProperties":["lastname","email","phone"],"description":"Any person who interacts with a HubSpot user’s business.",`+
			`"allowsSensitiveProperties":false,"archived":false,"restorable":true,"metaType":"HUBSPOT","id":"1","fullyQualifiedName":"CONTACT",`+
			`"createdAt":"1970-01-01T00:00:00.000Z","updatedAt":"1970-01-01T00:00:00.000Z","createdByUserId":null,"updatedByUserId":null,`+
			`"objectTypeId":"0-1","properties":[],"associations":[],"name":"CONTACT"}`)
	r.get(schemas+"/line_items").has(http.StatusOK, `"name":"LINE_ITEM"}`, `"labels":{"singular":"Line item","plural":"Line items"}`)
}

func TestScopesOfSchemas(t *testing.T) {
	r := newRig(t, 1, func(c *hub.Config) {
		c.Tokens = []token.Token{
			{Value: "secret"}, {Value: "reader", Scopes: []string{"crm.schemas.custom.read"}}, {Value: "app", Scopes: []string{"oauth"}},
		}
	})
	as := func(caller, method, target, body string) answer {
		request := httptest.NewRequest(method, target, strings.NewReader(body))
		request.Header.Set("Authorization", "Bearer "+caller)
		request.Header.Set("Content-Type", "application/json")
		return r.do(request)
	}
	as("reader", "GET", schemas, "").status(http.StatusOK)
	as("reader", "POST", schemas, car).has(http.StatusForbidden, `"requiredGranularScopes":["crm.schemas.custom.write"]`)
	as("app", "GET", schemas, "").is(http.StatusForbidden, `{"status":"error","message":"One or more of the following scopes are required.",`+
		`"correlationId":"ID","context":{"links":["https://developers.hubspot.com/scopes"],"requiredGranularScopes":["custom-object-read"]},"category":"MISSING_SCOPES"}`)
	as("app", "GET", schemas+"/contacts", "").status(http.StatusOK)
	r.post(schemas, car).status(http.StatusCreated)
	as("reader", "GET", "/crm/v3/objects/p_car", "").has(http.StatusForbidden, `"requiredGranularScopes":["crm.objects.custom.read"]`)
	as("reader", "GET", "/crm/v3/properties/p_car", "").status(http.StatusOK)
}

// Records of an object type can be associated with those of others that its schema names, in both directions.
func TestAssociationsOfACustomObject(t *testing.T) {
	r := newRig(t, 1)
	r.post(schemas, strings.Replace(car, `"description"`, `"associatedObjects":["CONTACT"],"description"`, 1)).has(http.StatusCreated,
		`"associations":[{"fromObjectTypeId":"2-3465404","toObjectTypeId":"0-1","name":"car_to_contact","cardinality":"ONE_TO_MANY",`+
			`"inverseCardinality":"ONE_TO_MANY","hasUserEnforcedMaxToObjectIds":false,"hasUserEnforcedMaxFromObjectIds":false,`+
			`"maxToObjectIds":10000,"maxFromObjectIds":10000,"id":"1","createdAt":null,"updatedAt":null}]`)
	r.get(schemas+"/contacts?includePropertyDefinitions=false").has(http.StatusOK, `"name":"CONTACT_TO_COMPANY_UNLABELED"`, `"name":"contact_to_car"`)
	r.post("/crm/v3/objects/p_car", `{"properties":{"vin":"A1"},"associations":[{"to":{"id":"1"},"types":[{"associationCategory":"USER_DEFINED","associationTypeId":1}]}]}`).
		status(http.StatusCreated)
	r.get(contacts+"/1?associations=p_car").has(http.StatusOK, `"type":"contact_to_car"`)

	const associations = schemas + "/car/associations"
	r.post(associations, `{"fromObjectTypeId":"2-3465404","toObjectTypeId":"contact"}`).has(http.StatusConflict, "already exists")
	r.post(associations, `{"fromObjectTypeId":"0-2","toObjectTypeId":"0-3"}`).status(http.StatusBadRequest)
	r.post(associations, `{"fromObjectTypeId":"0-2"}`).has(http.StatusBadRequest, "[toObjectTypeId]")
	r.post(associations, `{"fromObjectTypeId":"car","toObjectTypeId":"0-2","name":"car_to_seller"}`).has(http.StatusCreated, `"name":"car_to_seller","cardinality"`, `"id":"3"`)
	r.call(http.MethodDelete, associations+"/3", "").is(http.StatusNoContent, "")
	r.call(http.MethodDelete, associations+"/3", "").status(http.StatusNotFound)
	r.call(http.MethodDelete, associations+"/car_to_contact", "").status(http.StatusNoContent)
	if got := r.get(contacts + "/1?associations=p_car").status(http.StatusOK); strings.Contains(got.Body, "car") {
		t.Errorf("an association that its type survived: %s", got.Body)
	}
	r.get(schemas+"/car?includePropertyDefinitions=false").has(http.StatusOK, `"associations":[]`)
}
