package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/association"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
)

// tied is an account with contacts 51 and 1, the second of which has a primary company, 15, another one, 16, and a deal, 77.
func tied(t *testing.T, change ...func(*hub.Config)) *rig {
	t.Helper()
	r := newRig(t, 2, change...)
	r.with("companies", 15, 16, 17)
	r.with("deals", 77)
	r.with("products", 7)
	for to, kinds := range map[association.Ref][]association.Kind{
		r.of("companies").Ref(15): {{Category: association.HubSpotDefined, ID: 1}}, r.of("companies").Ref(16): nil, r.of("deals").Ref(77): nil,
	} {
		if err := r.Account().Associations.Add(r.Contacts.Ref(1), to, kinds...); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// pages makes the pages of associations small.
func pages(records int) func(*hub.Config) {
	return func(c *hub.Config) { c.AssociationPage = records }
}

const (
	primary15 = `"associationTypes":[{"category":"HUBSPOT_DEFINED","typeId":1,"label":"Primary"},{"category":"HUBSPOT_DEFINED","typeId":279,"label":null}]`
	plain16   = `"associationTypes":[{"category":"HUBSPOT_DEFINED","typeId":279,"label":null}]`
)

func TestAssociationsOfOneRecord(t *testing.T) {
	r := tied(t)
	numbers := `{"results":[{"toObjectId":15,` + primary15 + `},{"toObjectId":16,` + plain16 + `}]}`
	for _, path := range []string{"contacts/1/associations/companies", "contact/1/associations/0-2", "0-1/1/associations/company"} {
		r.get("/crm/v4/objects/"+path).is(http.StatusOK, numbers)
	}
	texts := strings.NewReplacer(`:15,`, `:"15",`, `:16,`, `:"16",`).Replace(numbers)
	for version, want := range map[string]string{"2025-09": numbers, "2026-03": numbers, "2026-09-beta": texts} {
		r.get("/crm/objects/"+version+"/contacts/1/associations/companies").is(http.StatusOK, want)
	}
	r.get("/crm/objects/2026-09/contacts/1/associations/companies").has(http.StatusNotFound, "HTTP ERROR 404")
	r.get("/crm/v3/objects/contacts/1/associations/companies").is(http.StatusOK, `{"results":[{"id":"15","type":"contact_to_company"},`+
		`{"id":"15","type":"contact_to_company_unlabeled"},{"id":"16","type":"contact_to_company_unlabeled"}]}`)
	r.get("/crm/v4/objects/companies/15/associations/contacts").is(http.StatusOK, `{"results":[{"toObjectId":1,"associationTypes":[`+
		`{"category":"HUBSPOT_DEFINED","typeId":2,"label":"Primary"},{"category":"HUBSPOT_DEFINED","typeId":280,"label":null}]}]}`)
	r.get("/crm/v4/objects/contacts/51/associations/companies").is(http.StatusOK, `{"results":[]}`)
}

func TestAssociationsOfOneRecordThatCannotBe(t *testing.T) {
	r := tied(t)
	for path, want := range map[string]string{
		"contacts/9/associations/companies":               `404 {"status":"error","message":"resource not found","correlationId":"ID"}`,
		"contacts/x/associations/companies":               `404 {"status":"error","message":"Object not found.  objectId are usually numeric.","correlationId":"ID","context":{"id":["x"]},"category":"OBJECT_NOT_FOUND"}`,
		"contacts/1/associations/llamas":                  `400 {"status":"error","message":"Unable to infer object type from: llamas","correlationId":"ID"}`,
		"contacts/1/associations/companies?limit=501":     `400 {"status":"error","message":"Invalid value for query parameter limit: \"501\" is not a number from 1 to 500","correlationId":"ID","category":"VALIDATION_ERROR"}`,
		"contacts/1/associations/companies?after=x":       `400 {"status":"error","message":"Invalid value for query parameter after: \"x\" is not a cursor of this endpoint","correlationId":"ID","category":"VALIDATION_ERROR"}`,
		"contacts/1/associations/companies?after=MC0zLTk": `400 {"status":"error","message":"Invalid value for query parameter after: \"MC0zLTk\" is not a cursor of this endpoint","correlationId":"ID","category":"VALIDATION_ERROR"}`,
	} {
		got := r.get("/crm/v4/objects/" + path)
		if text := fmt.Sprintf("%d %s", got.Status, got.masked()); text != want {
			t.Errorf("%s: %s", path, text)
		}
	}
}

// A page ends where another one begins, whichever way the cursor comes back: as it was given out, decoded, or encoded twice.
func TestPagesOfAssociations(t *testing.T) {
	r := tied(t, pages(1))
	const one = "/crm/v4/objects/contacts/1/associations/companies"
	r.get(one).is(http.StatusOK, `{"results":[{"toObjectId":15,`+primary15+`}],"paging":{"next":{"after":"MC0yLTE2","link":"http://example.com`+one+`?after=MC0yLTE2"}}}`)
	r.get(one+"?limit=5&after=MC0yLTE2").is(http.StatusOK, `{"results":[{"toObjectId":16,`+plain16+`}]}`)
	if err := r.Account().Associations.Add(r.Contacts.Ref(1), r.of("companies").Ref(17)); err != nil {
		t.Fatal(err)
	}
	r.get(one+"?limit=5").has(http.StatusOK, `"link":"http://example.com`+one+`?limit=5&after=MC0yLTE2"`)
	r.with("companies", 160)
	if err := r.Account().Associations.Add(r.Contacts.Ref(51), r.of("companies").Ref(160)); err != nil {
		t.Fatal(err)
	}
	if err := r.Account().Associations.Add(r.Contacts.Ref(51), r.of("companies").Ref(15)); err != nil {
		t.Fatal(err)
	}
	r.get("/crm/v4/objects/contacts/51/associations/companies").has(http.StatusOK, `"after":"MC0yLTE2MA%3D%3D"`)
	for _, after := range []string{"MC0yLTE2MA%3D%3D", "MC0yLTE2MA==", "MC0yLTE2MA%253D%253D"} {
		r.get("/crm/v4/objects/contacts/51/associations/companies?after="+after).is(http.StatusOK, `{"results":[{"toObjectId":160,`+plain16+`}]}`)
	}
}

func TestInlineAssociationsHavePages(t *testing.T) {
	r := tied(t, pages(1))
	for base, body := range map[string]string{
		contacts:                        contacts + "/1?associations=companies",
		"/crm/objects/2026-03/contacts": "/crm/objects/2026-03/contacts/1?associations=companies,products",
		"/crm/v3/objects/contact":       "/crm/v3/objects/contact?associations=companies&limit=1",
	} {
		r.get(body).has(http.StatusOK, `"associations":{"companies":{"results":[{"id":"15","type":"contact_to_company"},{"id":"15","type":"contact_to_company_unlabeled"}],`+
			`"paging":{"next":{"after":"MC0yLTE2","link":"http://example.com`+base+`/1/associations/companies?after=MC0yLTE2"}}}}`)
	}
	next := decode[page](r.get(contacts + "/1/associations/companies?after=MC0yLTE2"))
	if ids := next.ids(); !slices.Equal(ids, []string{"16"}) {
		t.Errorf("the next page has %v", ids)
	}
}

// A line item is shown under its name with a space.
func TestInlineNamesHaveSpaces(t *testing.T) {
	r := tied(t)
	r.with("line_items", 5)
	if err := r.Account().Associations.Add(r.of("deals").Ref(77), r.of("line_items").Ref(5)); err != nil {
		t.Fatal(err)
	}
	r.get("/crm/v3/objects/deals/77?associations=line_items").has(http.StatusOK, `"associations":{"line items":{"results":[{"id":"5","type":"deal_to_line_item"}]}}`)
}

// An archived record is nobody's associated record until it is restored; a merged one has what both had.
func TestAssociationsOfArchivedAndMergedRecords(t *testing.T) {
	r := tied(t)
	of := func(id string) string { return "/crm/v4/objects/contacts/" + id + "/associations/companies" }
	before := r.get(contacts + "/1").Body
	r.call(http.MethodDelete, "/crm/v3/objects/companies/15", "").status(http.StatusNoContent)
	r.get(of("1")).is(http.StatusOK, `{"results":[{"toObjectId":16,`+plain16+`}]}`)
	if _, err := r.of("companies").Restore(15); err != nil {
		t.Fatal(err)
	}
	r.get(of("1")).has(http.StatusOK, `"toObjectId":15,`+primary15)
	if after := r.get(contacts + "/1").Body; after != before {
		t.Errorf("the contact was %s and is %s", before, after)
	}
	r.call(http.MethodPut, of("51")+"/17", `[{"associationTypeId":1}]`).status(http.StatusCreated)
	merged := decode[object](r.post(contacts+"/merge", `{"primaryObjectId":"51","objectIdToMerge":"1"}`)).ID
	want := `{"results":[{"toObjectId":15,` + plain16 + `},{"toObjectId":16,` + plain16 + `},{"toObjectId":17,` + primary15 + `}]}`
	r.get(of(merged)).is(http.StatusOK, want)
	r.get(of("1")).is(http.StatusOK, want)
	r.post(contacts+"/gdpr-delete", `{"objectId":"`+merged+`"}`).status(http.StatusNoContent)
	r.get("/crm/v4/objects/companies/17/associations/contacts").is(http.StatusOK, `{"results":[]}`)
}
