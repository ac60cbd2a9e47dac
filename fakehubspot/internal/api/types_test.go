package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	objects "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// minimal are values with which a record of the type can be made. The number tells records apart.
func minimal(o *store.Store, number int) map[string]string {
	values := map[string]string{}
	names := o.Needed()
	if len(o.Type.NeedsOneOf) > 0 {
		names = append(names, o.Type.NeedsOneOf[0])
	}
	if own := o.Type.Identity.Property; own != "" {
		names = append(names, own)
	}
	for _, name := range names {
		p, _ := o.Schema.Property(name)
		values[name] = fmt.Sprint(number)
		switch {
		case name == "email":
			values[name] = fmt.Sprintf("a%d@x.no", number)
		case p.Type == schema.DateTime:
			values[name] = "2026-03-01T12:00:00.000Z"
		case p.Type == schema.Enumeration && len(p.Options) > 0:
			values[name] = p.Options[0].Value
		}
	}
	if rules := o.Type.Pipelines; rules != nil && o.Type != objects.Contacts && o.Type != objects.Companies {
		if all := o.Pipelines.List(false); len(all) > 0 {
			values[rules.Property], values[rules.StageProperty] = all[0].ID, all[0].Stages[0].ID
		}
	}
	return values
}

func propertiesOf(values map[string]string) string {
	encoded, err := json.Marshal(values)
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

// made creates a record as HubSpot itself does, whatever the API offers for the type.
func (r *rig) made(o *store.Store, number int) string {
	r.t.Helper()
	one, err := o.Create(minimal(o, number), store.UI)
	if err != nil {
		r.t.Fatal(o.Type.Plural, err)
	}
	return fmt.Sprint(one.ID)
}

// Every object type has the operations that HubSpot gives it, in every version, and no other; the answers are those of the
// contract.
func TestOperationsOfEveryType(t *testing.T) {
	for _, kind := range objects.Types {
		t.Run(kind.Plural, func(t *testing.T) {
			for version, root := range map[string]string{"": "/crm/v3/objects/" + kind.Singular, "2026-03": "/crm/objects/2026-03/" + kind.Plural, "2026-09": "/crm/objects/2026-09/" + kind.TypeID, "v4": "/crm/v4/objects/" + kind.Plural} {
				r := newRig(t, 0)
				o, _ := r.Account().Object(kind.Plural)
				r.free = version == "2026-09" // contracts have a route there that v3's description lacks
				ids := []string{r.made(o, 1), r.made(o, 2), r.made(o, 3), r.made(o, 4), r.made(o, 5)}
				if version == "v4" {
					version = "" // whose operations it has
				}
				input := `{"inputs":[{"id":"` + ids[1] + `"}]}`
				created := func(n int) string { return `{"properties":` + propertiesOf(minimal(o, n)) + `}` }
				upsert := `{"inputs":[{"id":"` + ids[1] + `","properties":{}}]}`
				if own := kind.Identity.Property; own != "" {
					upsert = `{"inputs":[{"id":"` + minimal(o, 60)[own] + `","idProperty":"` + own + `","properties":` + propertiesOf(minimal(o, 60)) + `}]}`
				}
				for _, call := range []struct {
					operation    objects.Operations
					method, path string
					body         string
					status       int
				}{
					{objects.List, "GET", "", "", 200},
					{objects.Read, "GET", "/" + ids[0], "", 200},
					{objects.BatchRead, "POST", "/batch/read", input, 200},
					{objects.Search, "POST", "/search", `{}`, 200},
					{objects.Create, "POST", "", created(10), 201},
					{objects.Update, "PATCH", "/" + ids[0], `{"properties":{"hubspot_owner_id":""}}`, 200},
					{objects.BatchCreate, "POST", "/batch/create", `{"inputs":[` + created(20) + `]}`, 201},
					{objects.BatchUpdate, "POST", "/batch/update", `{"inputs":[{"id":"` + ids[1] + `","properties":{}}]}`, 200},
					{objects.BatchUpsert, "POST", "/batch/upsert", upsert, 200},
					{objects.Archive, "DELETE", "/" + ids[0], "", 204},
					{objects.BatchArchive, "POST", "/batch/archive", input, 204},
					{objects.Merge, "POST", "/merge", `{"primaryObjectId":"` + ids[2] + `","objectIdToMerge":"` + ids[3] + `"}`, 200},
					{objects.Erase, "POST", "/gdpr-delete", `{"objectId":"` + ids[4] + `"}`, 204},
				} {
					got := r.call(call.method, root+call.path, call.body)
					switch offers := kind.Allows(call.operation, version); {
					case offers && got.Status != call.status:
						t.Errorf("%s %s%s: %d %s", call.method, root, call.path, got.Status, got.Body)
					case !offers && got.Status != http.StatusNotFound && got.Status != http.StatusMethodNotAllowed:
						t.Errorf("%s %s%s is answered: %d %s", call.method, root, call.path, got.Status, got.Body)
					}
				}
			}
		})
	}
}

// What every answer shows, the defaults, and what a new record lacks, by type.
func TestPropertiesOfEveryType(t *testing.T) {
	r := newRig(t, 0)
	for i, kind := range objects.Types {
		o, _ := r.Account().Object(kind.Plural)
		root := "/crm/v3/objects/" + kind.Plural
		id := r.made(o, i)
		shown := decode[object](r.get(root + "/" + id).status(http.StatusOK))
		for _, name := range kind.Defaults {
			if _, there := shown.Properties[name]; !there {
				t.Errorf("%s: a default answer has no %s", kind.Plural, name)
			}
		}
		few := decode[object](r.get(root + "/" + id + "?properties=hs_object_source").status(http.StatusOK))
		if len(few.Properties) != len(kind.Always)+1 || *few.Properties["hs_object_id"] != id {
			t.Errorf("%s: %v instead of %v", kind.Plural, few.Properties, kind.Always)
		}
		r.get(root+"/"+id).has(http.StatusOK, `"url":"https://app.hubspot.com/contacts/62515/record/`+kind.TypeID+`/`+id+`"`)
		if own := kind.Identity.Property; own != "" {
			r.get(root+"/"+minimal(o, i)[own]+"?idProperty="+own).has(http.StatusOK, `"id":"`+id+`"`)
		}
		for _, required := range o.Needed() {
			if !kind.Allows(objects.Create, "") {
				continue
			}
			values := minimal(o, 1_000+i)
			delete(values, required)
			r.post(root, `{"properties":`+propertiesOf(values)+`}`).has(http.StatusBadRequest,
				"Error creating "+strings.ToUpper(kind.Singular)+". Some required properties were not set.", `"`+required+`"`)
		}
		properties := "/crm/v3/properties/" + kind.Plural
		group := o.Schema.Groups()[0].Name
		r.get(properties).has(http.StatusOK, `"name":"hs_object_id"`, `"name":"`+kind.Schema.Created+`"`)
		r.get(properties+"/groups").has(http.StatusOK, `"name":"`+group+`"`)
		r.post(properties, `{"name":"shoe","label":"Shoe","type":"number","fieldType":"number","groupName":"`+group+`"}`).status(http.StatusCreated)
		if kind.Allows(objects.Update, "") {
			r.call(http.MethodPatch, root+"/"+id, `{"properties":{"shoe":"44"}}`).has(http.StatusOK, `"shoe":"44"`)
		}
	}
}

// The lists, the search and the archive of any type hold what was made of its records, and other types are left alone.
func TestEveryTypeAgainstAModel(t *testing.T) {
	writable := slices.DeleteFunc(slices.Clone(objects.Types), func(kind *objects.Type) bool { return !kind.Allows(objects.Create, "") })
	rapid.Check(t, func(rt *rapid.T) {
		kind := rapid.SampledFrom(writable).Draw(rt, "type")
		r := newRig(t, 0)
		o, _ := r.Account().Object(kind.Plural)
		root := "/crm/v3/objects/" + rapid.SampledFrom([]string{kind.Plural, kind.Singular, kind.TypeID}).Draw(rt, "name")
		var live, archived []string
		for i := range rapid.IntRange(1, 12).Draw(rt, "steps") {
			if len(live) > 0 && rapid.Bool().Draw(rt, "archive") {
				at := rapid.IntRange(0, len(live)-1).Draw(rt, "which")
				r.call(http.MethodDelete, root+"/"+live[at], "").status(http.StatusNoContent)
				archived = append(archived, live[at])
				live = slices.Delete(live, at, at+1)
				continue
			}
			live = append(live, decode[object](r.post(root, `{"properties":`+propertiesOf(minimal(o, i))+`}`).status(http.StatusCreated)).ID)
		}
		for query, want := range map[string][]string{"": live, "&archived=true": archived} {
			got := decode[page](r.get(root + "?limit=100" + query).status(http.StatusOK)).ids()
			if !slices.IsSortedFunc(got, byNumber) {
				rt.Errorf("%s: %v is not in the order of the IDs", root, got)
			}
			slices.SortFunc(want, byNumber)
			if !slices.Equal(got, want) {
				rt.Errorf("%s%s: %v, want %v", root, query, got, want)
			}
		}
		if kind.Allows(objects.Search, "") {
			body := `{"limit":100,"filters":[{"propertyName":"` + kind.Schema.Modified + `","operator":"GTE","value":"1"}]}`
			found := decode[page](r.post(root+"/search", body).status(http.StatusOK)).ids()
			slices.SortFunc(found, byNumber)
			if !slices.Equal(found, live) {
				rt.Errorf("%s: the search found %v of %v", root, found, live)
			}
		}
		for _, other := range r.Account().Objects() {
			if other != o && other.Len() > 0 {
				rt.Errorf("%s are %d", other.Type.Plural, other.Len())
			}
		}
	})
}

func byNumber(a, b string) int { return int(number(a) - number(b)) }

// The time of change is hs_lastmodifieddate everywhere but with contacts. They have a property of that name, which nothing
// fills: searching by it finds nothing, without an error.
func TestContactsAreNotFoundByTheOthersTimeOfChange(t *testing.T) {
	r := newRig(t, 3)
	r.post("/crm/v3/objects/companies", `{"properties":{"name":"x"}}`).status(http.StatusCreated)
	filter := `{"filters":[{"propertyName":"hs_lastmodifieddate","operator":"GTE","value":"1"}]}`
	r.post(contacts+"/search", filter).is(http.StatusOK, `{"total":0,"results":[]}`)
	r.post("/crm/v3/objects/companies/search", filter).has(http.StatusOK, `{"total":1`)
}

// Object types go by their alternatives too, in paths and in scopes.
func TestOtherNamesAndScopesOfTypes(t *testing.T) {
	r := newRig(t, 0, func(c *hub.Config) {
		c.Tokens = tokens("secret", nil, "shop", []string{"e-commerce"}, "help", []string{"tickets"})
	})
	for _, name := range []string{"Communications", "CONTACT", "Line_Items", "Payments"} {
		r.get("/crm/v3/objects/" + name).status(http.StatusOK)
		r.get("/crm/v3/associations/" + name + "/Deals/types").status(http.StatusOK)
	}
	r.get("/crm/v3/objects/payments").status(http.StatusOK)
	r.get("/crm/objects/v3/projects").status(http.StatusOK)
	r.as("Bearer shop", http.MethodGet, "/crm/v3/objects/products").status(http.StatusOK)
	r.as("Bearer shop", http.MethodGet, "/crm/v3/objects/line_item").status(http.StatusOK)
	r.as("Bearer shop", http.MethodGet, "/crm/v3/objects/taxes").has(http.StatusForbidden, `["crm.objects.line_items.read"]`)
	r.as("Bearer help", http.MethodGet, "/crm/v3/objects/0-5").status(http.StatusOK)
	r.as("Bearer help", http.MethodGet, "/crm/v3/objects/notes").has(http.StatusForbidden, `["crm.objects.contacts.read"]`)
}

func TestTheObjectLibrary(t *testing.T) {
	r := newRig(t, 0)
	const all = `{"enablementByObjectTypeId":{"0-162":true,"0-410":true,"0-420":true,"0-421":true}}`
	r.get("/crm/v3/object-library/enablement").is(http.StatusOK, all)
	r.get("/crm/object-library/2026-03/enablement").is(http.StatusOK, all)
	r.get("/crm/v3/object-library/enablement/0-421").is(http.StatusOK, `{"enablement":true}`)
	r.get("/crm/v3/object-library/enablement/0-7777").status(http.StatusBadRequest)
	r.free = true // HubSpot's guide has the path without a version, its description has not
	r.get("/crm/object-library/enablement").is(http.StatusOK, all)
}

func TestLegacyProperties(t *testing.T) {
	r := newRig(t, 0)
	r.free = true // these versions are not described
	const name = `{"name":"name","label":"Company name","description":"","groupName":"companyinformation","type":"string","fieldType":"text","options":[],` +
		`"displayOrder":-1,"formField":true,"readOnlyValue":false,"readOnlyDefinition":true,"hidden":false,"mutableDefinitionNotDeletable":true,` +
		`"calculated":false,"externalOptions":false,"hubspotDefined":true,"deleted":false,"createdAt":1565059268029,"updatedAt":1565059268029}`
	for _, root := range []string{"/properties/v1/companies/properties", "/properties/v2/company/properties", "/properties/v2/0-2/properties", "/companies/v2/properties"} {
		got := r.get(root).has(http.StatusOK, name, `"options":[{"label":"PROSPECT","value":"PROSPECT","description":"","displayOrder":0,"hidden":false,"readOnly":false}`)
		if !strings.HasPrefix(got.Body, `[{"name":"about_us"`) {
			t.Errorf("%s: %.200s", root, got.Body)
		}
		r.get(root+"/named/name").is(http.StatusOK, name)
		r.get(root + "/named/nam").status(http.StatusNotFound)
	}
	r.get("/deals/v1/properties").has(http.StatusOK, `"name":"dealname"`)
	r.get("/properties/v2/butterflies/properties").has(http.StatusBadRequest, "Unable to infer object type from: butterflies")
}

// Of a new deal the name is enough: it goes to the oldest pipeline that there is. A stage without a pipeline means its own.
func TestANewRecordIsInAPipeline(t *testing.T) {
	r := newRig(t, 0)
	const deals, pipelines = "/crm/v3/objects/deals", "/crm/v3/pipelines/deals"
	r.post(deals, `{"properties":{"dealname":"a"}}`).has(http.StatusCreated, `"pipeline":"default"`)
	r.post(deals, `{"properties":{"dealname":"a","pipeline":null}}`).has(http.StatusCreated, `"pipeline":"default"`)
	first := decode[object](r.post(pipelines, `{"label":"A","displayOrder":-1,"stages":[{"stageId":"off","label":"Off","displayOrder":0,"metadata":{"probability":"0.5"}}]}`)).ID
	r.post(deals, `{"properties":{"dealname":"b","dealstage":"off"}}`).has(http.StatusCreated, `"pipeline":"`+first+`"`)
	r.post(deals+"/batch/create", `{"inputs":[{"properties":{"dealname":"c"}},{"properties":{"dealname":"d","dealstage":"off"}}]}`).
		has(http.StatusCreated, `"pipeline":"default"`, `"pipeline":"`+first+`"`)
	r.call(http.MethodDelete, pipelines+"/default", "").status(http.StatusNoContent)
	r.post(deals, `{"properties":{"dealname":"e"}}`).has(http.StatusCreated, `"pipeline":"`+first+`"`)
	r.post("/crm/v3/objects/tickets", `{"properties":{"subject":"a","hs_pipeline_stage":"2"}}`).has(http.StatusCreated, `"hs_pipeline":"0"`)
}

// An update that names no property is refused, whether the record is there or not; null names one.
func TestAnUpdateNamesAProperty(t *testing.T) {
	r := newRig(t, 1)
	const refused = `{"status":"error","message":"No properties found to update, please provide at least one.","correlationId":"ID","category":"VALIDATION_ERROR"}`
	for _, body := range []string{`{"properties":{}}`, `{"properties":{  }}`, `{"properties": { } }`} {
		r.call(http.MethodPatch, contacts+"/51", body).is(http.StatusBadRequest, refused)
		r.call(http.MethodPatch, "/crm/objects/2026-09/companies/99", body).is(http.StatusBadRequest, refused)
	}
	id := decode[page](r.get(contacts)).ids()[0]
	r.call(http.MethodPatch, contacts+"/"+id, `{"properties":{"city":null}}`).status(http.StatusOK)
}
