package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/match"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

func (r *rig) put(target, body string) answer {
	r.t.Helper()
	return r.call(http.MethodPut, target, body)
}

func (r *rig) remove(target string) answer {
	r.t.Helper()
	return r.call(http.MethodDelete, target, "")
}

func TestTwoRecordsAreAssociated(t *testing.T) {
	r := tied(t)
	const one = "/crm/v4/objects/contacts/51/associations/companies"
	made := `{"fromObjectTypeId":"0-1","fromObjectId":51,"toObjectTypeId":"0-2","toObjectId":15,"labels":["Primary"]}`
	primary := `[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":1}]`
	r.put(one+"/15", primary).is(http.StatusCreated, made)
	texts := strings.NewReplacer(":51,", `:"51",`, ":15,", `:"15",`).Replace(made)
	for version, want := range map[string]string{"2025-09": made, "2026-03": made, "2026-09": texts, "2026-09-beta": texts} {
		r.put("/crm/objects/"+version+"/contacts/51/associations/companies/15", primary).is(http.StatusCreated, want)
	}
	r.get(one).is(http.StatusOK, `{"results":[{"toObjectId":15,`+primary15+`}]}`)
	r.remove(one+"/15").is(http.StatusNoContent, "")
	r.remove(one+"/15").is(http.StatusNoContent, "")
	r.get(one).is(http.StatusOK, `{"results":[]}`)
	r.get("/crm/v4/objects/companies/15/associations/contacts").has(http.StatusOK, `{"results":[{"toObjectId":1,`)
	r.put("/crm/v4/objects/contacts/51/associations/default/companies/16", "").is(http.StatusOK, `{"status":"COMPLETE","results":[`+
		`{"associationSpec":{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":279},"from":{"id":"51"},"to":{"id":"16"}},`+
		`{"associationSpec":{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":280},"from":{"id":"16"},"to":{"id":"51"}}],`+stamps+`}`)
	r.put("/crm/objects/2026-09/contacts/51/associations/default/companies/17", "").status(http.StatusOK)
	r.get(one).is(http.StatusOK, `{"results":[{"toObjectId":16,`+plain16+`},{"toObjectId":17,`+plain16+`}]}`)
}

func TestTwoRecordsThatCannotBeAssociated(t *testing.T) {
	r := tied(t)
	for call, want := range map[string]string{
		`companies/15 [{"associationTypeId":280}]`: `400 {"status":"error","message":"One or more associations are invalid","correlationId":"ID",` +
			`"context":{"INVALID_ASSOCIATION_TYPE_ID":["HUBSPOT_DEFINED=280 is not a valid association definition id"],"associationSpec":["HUBSPOT_DEFINED=280"]},"category":"VALIDATION_ERROR"}`,
		`companies/99 [{"associationTypeId":1}]`:  `404 {"status":"error","message":"resource not found","correlationId":"ID"}`,
		`companies/x [{"associationTypeId":1}]`:   `404 {"status":"error","message":"Object not found.  objectId are usually numeric.","correlationId":"ID","context":{"id":["x"]},"category":"OBJECT_NOT_FOUND"}`,
		`companies/15 []`:                         `400 {"status":"error","message":"Invalid input JSON on line 1, column 1: Some required fields were not set: [types]","correlationId":"ID"}`,
		`contacts/51 [{"associationTypeId":449}]`: `400 {"status":"error","message":"Object 51 cannot be associated to itself (51)","correlationId":"ID","category":"VALIDATION_ERROR"}`,
		`products/7 [{"associationTypeId":1}]`:    `400 {"status":"error","message":"Objects of type 0-1 cannot be associated with objects of type 0-7","correlationId":"ID","category":"VALIDATION_ERROR"}`,
	} {
		path, body, _ := strings.Cut(call, " ")
		got := r.put("/crm/v4/objects/contacts/51/associations/"+path, body)
		if text := fmt.Sprintf("%d %s", got.Status, got.masked()); text != want {
			t.Errorf("%s: %s", call, text)
		}
	}
	r.get("/crm/v4/objects/contacts/51/associations/companies").is(http.StatusOK, `{"results":[]}`)
}

func TestAssociationsOfV3(t *testing.T) {
	r := tied(t)
	const one = "/crm/v3/objects/contacts/51/associations/companies"
	r.put(one+"/15/contact_to_company", "").has(http.StatusOK, `"id":"51"`,
		`"associations":{"companies":{"results":[{"id":"15","type":"contact_to_company"},{"id":"15","type":"contact_to_company_unlabeled"}]}}`)
	r.put(one+"/16/279", "").status(http.StatusOK)
	r.put(one+"/16/company_to_contact", "").has(http.StatusBadRequest, "Invalid association type: company_to_contact")
	r.remove(one+"/15/contact_to_company").is(http.StatusNoContent, "")
	r.get(one).is(http.StatusOK, `{"results":[{"id":"15","type":"contact_to_company_unlabeled"},{"id":"16","type":"contact_to_company_unlabeled"}]}`)
	r.remove(one+"/15/contact_to_company_unlabeled").is(http.StatusNoContent, "")
	const turned = "/crm/objects/v3/contacts/51/associations/companies"
	r.put(turned+"/15/contact_to_company", "").status(http.StatusOK)
	r.get(turned).has(http.StatusOK, `{"id":"15","type":"contact_to_company"}`)
	r.remove(turned+"/15/contact_to_company_unlabeled").is(http.StatusNoContent, "")
	const all = "/crm/v3/associations/contacts/companies"
	pair := func(to, name string) string {
		return `{"from":{"id":"51"},"to":{"id":"` + to + `"},"type":"` + name + `"}`
	}
	r.post(all+"/batch/create", `{"inputs":[`+pair("17", "CONTACT_TO_COMPANY")+`]}`).is(http.StatusOK, `{"status":"COMPLETE","results":[`+pair("17", "CONTACT_TO_COMPANY")+`],`+stamps+`}`)
	r.post(all+"/batch/create", `{"inputs":[`+pair("99", "contact_to_company")+`]}`).has(http.StatusMultiStatus, `"message":"99 is not a valid ID"`)
	r.post(all+"/batch/archive", `{"inputs":[`+pair("16", "contact_to_company_unlabeled")+`]}`).is(http.StatusNoContent, "")
	r.get("/crm/v4/objects/contacts/51/associations/companies").is(http.StatusOK, `{"results":[{"toObjectId":17,`+primary15+`}]}`)
	r.get(all+"/types").is(http.StatusOK, `{"results":[{"id":"1","name":"contact_to_company"},{"id":"279","name":"contact_to_company_unlabeled"}]}`)
}

func TestLabels(t *testing.T) {
	r := tied(t)
	own := `{"category":"HUBSPOT_DEFINED","typeId":1,"label":"Primary"},{"category":"HUBSPOT_DEFINED","typeId":279,"label":null}`
	for _, path := range []string{"/crm/v4/associations", "/crm/associations/v4", "/crm/associations/2026-03"} {
		r.get(path+"/contacts/companies/labels").is(http.StatusOK, `{"results":[`+own+`]}`)
	}
	const labels = "/crm/v4/associations/contacts/companies/labels"
	r.post(labels, `{"label":"Boss","name":"boss","inverseLabel":"Led by"}`).is(http.StatusOK,
		`{"results":[{"category":"USER_DEFINED","typeId":1,"label":"Boss"},{"category":"USER_DEFINED","typeId":2,"label":"Led by"}]}`)
	r.post(labels, `{"label":"Friend","name":"friend"}`).is(http.StatusOK,
		`{"results":[{"category":"USER_DEFINED","typeId":3,"label":"Friend"},{"category":"USER_DEFINED","typeId":4,"label":"Friend"}]}`)
	r.post("/crm/v4/associations/contacts/contacts/labels", `{"label":"Peer","name":"peer"}`).is(http.StatusOK,
		`{"results":[{"category":"USER_DEFINED","typeId":5,"label":"Peer"}]}`)
	r.put("/crm/v4/objects/contacts/1/associations/companies/15", `[{"associationCategory":"USER_DEFINED","associationTypeId":1}]`).status(http.StatusCreated)
	one := `{"results":[{"toObjectId":15,"associationTypes":[{"category":"HUBSPOT_DEFINED","typeId":279,"label":null}%s]},{"toObjectId":16,` + plain16 + `}]}`
	r.get("/crm/v4/objects/contacts/1/associations/companies").is(http.StatusOK, fmt.Sprintf(one, `,{"category":"USER_DEFINED","typeId":1,"label":"Boss"}`))
	r.get("/crm/v4/objects/companies/15/associations/contacts").has(http.StatusOK, `{"category":"USER_DEFINED","typeId":2,"label":"Led by"}`)
	r.put(labels, `{"associationTypeId":1,"label":"Chief"}`).is(http.StatusNoContent, "")
	r.get("/crm/v4/objects/contacts/1/associations/companies").is(http.StatusOK, fmt.Sprintf(one, `,{"category":"USER_DEFINED","typeId":1,"label":"Chief"}`))
	r.get(labels).is(http.StatusOK, `{"results":[`+own+`,{"category":"USER_DEFINED","typeId":1,"label":"Chief"},{"category":"USER_DEFINED","typeId":3,"label":"Friend"}]}`)
	r.remove(labels+"/1").is(http.StatusNoContent, "")
	r.remove(labels+"/1").is(http.StatusNotFound, `{"status":"error","message":"resource not found","correlationId":"ID"}`)
	r.get("/crm/v4/objects/contacts/1/associations/companies").is(http.StatusOK, fmt.Sprintf(one, ""))
	for body, want := range map[string]string{
		`{"label":"x"}`:                   "Some required fields were not set: [name]",
		`{"name":"x"}`:                    "Some required fields were not set: [label]",
		`{}`:                              "Some required fields were not set: [label, name]",
		`{"name":"a-b","label":"x"}`:      "must not have hyphens or begin with a digit",
		`{"name":"1b","label":"x"}`:       "must not have hyphens or begin with a digit",
		`{"name":"x","label":"friend"}`:   `An association label \"friend\" already exists`,
		`{"name":"friend","label":"Pal"}`: `An association label \"friend\" already exists`,
		`{"name":"p","label":"Primary"}`:  `An association label \"Primary\" already exists`,
	} {
		r.post(labels, body).has(http.StatusBadRequest, want)
	}
	r.put(labels, `{"associationTypeId":3}`).has(http.StatusBadRequest, "[label]")
	r.put(labels, `{"label":"x"}`).has(http.StatusBadRequest, "[associationTypeId]")
	r.put(labels, `{"associationTypeId":9,"label":"x"}`).status(http.StatusNotFound)
	for i := range 9 {
		r.post(labels, fmt.Sprintf(`{"name":"more%d","label":"More %d"}`, i, i)).status(http.StatusOK)
	}
	r.post(labels, `{"name":"many","label":"Too many"}`).has(http.StatusBadRequest, "There can be at most 10 association labels between two objects")
}

func TestLimitsOfAssociations(t *testing.T) {
	r := tied(t)
	const all = "/crm/v4/associations/definitions/configurations"
	r.get(all+"/all").is(http.StatusOK, `{"results":[]}`)
	limit := func(most string) string {
		return `{"inputs":[{"category":"HUBSPOT_DEFINED","typeId":279,"maxToObjectIds":` + most + `}]}`
	}
	shape := func(most string) string {
		return `{"category":"HUBSPOT_DEFINED","typeId":279,"userEnforcedMaxToObjectIds":` + most + `,"label":null}`
	}
	const between = all + "/contacts/companies"
	r.post(between+"/batch/update", limit("3")).has(http.StatusBadRequest, "There is no association limit for HUBSPOT_DEFINED=279")
	r.post(between+"/batch/create", limit("2")).is(http.StatusCreated, `{"status":"COMPLETE","results":[`+shape("2")+`],`+stamps+`}`)
	r.get(all+"/all").is(http.StatusOK, `{"results":[`+shape("2")+`]}`)
	r.get(between).is(http.StatusOK, `{"results":[`+shape("2")+`]}`)
	r.get("/crm/associations/2026-03/definitions/configurations/companies/contacts").is(http.StatusOK, `{"results":[]}`)
	full := `Object 1 has 2 associations of type HUBSPOT_DEFINED=279 already, which is the limit`
	r.put("/crm/v4/objects/contacts/1/associations/companies/17", `[{"associationTypeId":279}]`).has(http.StatusBadRequest, full)
	r.put("/crm/v4/objects/companies/17/associations/contacts/1", `[{"associationTypeId":280}]`).has(http.StatusBadRequest, full)
	r.post("/crm/v4/associations/companies/contacts/batch/associate/default", `{"inputs":[{"from":{"id":"17"},"to":{"id":"1"}}]}`).has(http.StatusOK, full)
	r.put("/crm/v4/objects/contacts/1/associations/companies/16", `[{"associationTypeId":1}]`).status(http.StatusCreated)
	r.post(between+"/batch/update", limit("3")).is(http.StatusOK, `{"status":"COMPLETE",`+
		`"results":[{"category":"HUBSPOT_DEFINED","typeId":279,"userEnforcedMaxToObjectIds":3}],`+stamps+`}`)
	r.get(between).is(http.StatusOK, `{"results":[`+shape("3")+`]}`)
	r.put("/crm/v4/objects/contacts/1/associations/companies/17", `[{"associationTypeId":279}]`).status(http.StatusCreated)
	for _, most := range []string{"0", "10001"} {
		r.post(between+"/batch/create", limit(most)).has(http.StatusBadRequest, "maxToObjectIds must be between 1 and 10000, got "+most)
	}
	r.post(between+"/batch/create", `{"inputs":[{"typeId":280,"maxToObjectIds":1}]}`).has(http.StatusBadRequest, "HUBSPOT_DEFINED=280 is not a valid")
	r.post(between+"/batch/purge", limit("1")).is(http.StatusNoContent, "")
	r.get(all+"/all").is(http.StatusOK, `{"results":[]}`)
}

// A line item belongs to one deal and to one quote, and goes with the quote.
func TestLineItemsBelongToOneParent(t *testing.T) {
	r := tied(t)
	r.with("deals", 78)
	r.with("quotes", 30, 31)
	r.with("line_items", 5, 6)
	r.put("/crm/v4/objects/deals/77/associations/default/line_items/5", "").status(http.StatusOK)
	r.put("/crm/v4/objects/quotes/30/associations/default/line_items/5", "").status(http.StatusOK)
	r.put("/crm/v4/objects/deals/77/associations/default/line_items/6", "").status(http.StatusOK)
	r.put("/crm/v4/objects/deals/78/associations/default/line_items/5", "").has(http.StatusBadRequest, "Object 5 has 1 associations of type HUBSPOT_DEFINED=20 already")
	r.put("/crm/v4/objects/line_items/5/associations/quotes/31", `[{"associationTypeId":68}]`).has(http.StatusBadRequest, "which is the limit")
	r.remove("/crm/v3/objects/quotes/30").status(http.StatusNoContent)
	r.get("/crm/v3/objects/line_items/5").status(http.StatusNotFound)
	r.get("/crm/v3/objects/line_items/6").status(http.StatusOK)
	r.get("/crm/v4/objects/deals/77/associations/line_items").has(http.StatusOK, `{"results":[{"toObjectId":6,`)
}

// A lead that loses its last primary association is archived, whichever way it goes; one with another stays.
func TestALeadNeedsAPrimaryAssociation(t *testing.T) {
	for name, away := range map[string]func(*rig){
		"single": func(r *rig) {
			r.remove("/crm/v4/objects/leads/40/associations/contacts/1").status(http.StatusNoContent)
		},
		"back": func(r *rig) {
			r.remove("/crm/v4/objects/contacts/1/associations/leads/40").status(http.StatusNoContent)
		},
		"v3": func(r *rig) {
			r.remove("/crm/v3/objects/leads/40/associations/contacts/1/578").status(http.StatusNoContent)
		},
		"labels": func(r *rig) {
			r.post("/crm/v4/associations/leads/contacts/batch/labels/archive", `{"inputs":[{"from":{"id":"40"},"to":{"id":"1"},"types":[{"associationTypeId":578}]}]}`).status(http.StatusNoContent)
		},
		"batch": func(r *rig) {
			r.post("/crm/v4/associations/leads/contacts/batch/archive", `{"inputs":[{"from":{"id":"40"},"to":[{"id":"1"}]}]}`).status(http.StatusNoContent)
		},
	} {
		r := tied(t)
		r.with("leads", 40)
		r.put("/crm/v4/objects/leads/40/associations/contacts/1", `[{"associationTypeId":578}]`).status(http.StatusCreated)
		r.put("/crm/v4/objects/leads/40/associations/companies/15", `[{"associationTypeId":580}]`).status(http.StatusCreated)
		r.remove("/crm/v4/objects/leads/40/associations/companies/15").status(http.StatusNoContent)
		r.get("/crm/v3/objects/leads/40").status(http.StatusOK)
		away(r)
		if got := r.get("/crm/v3/objects/leads/40"); got.Status != http.StatusNotFound {
			t.Errorf("%s: the lead is there: %s", name, got.Body)
		}
	}
}

// No record is modified by being associated, or no longer.
func TestAssociationsDoNotModify(t *testing.T) {
	r := tied(t)
	contact, company := r.get(contacts+"/51").Body, r.get("/crm/v3/objects/companies/17").Body
	for _, call := range []func(){
		func() {
			r.put("/crm/v4/objects/contacts/51/associations/companies/17", `[{"associationTypeId":1}]`).status(http.StatusCreated)
		},
		func() { r.remove("/crm/v4/objects/contacts/51/associations/companies/17").status(http.StatusNoContent) },
	} {
		r.Clock.Advance(time.Minute)
		call()
		if a, b := r.get(contacts+"/51").Body, r.get("/crm/v3/objects/companies/17").Body; a != contact || b != company {
			t.Errorf("%s was %s; %s was %s", a, contact, b, company)
		}
	}
}

// A change of associations needs a scope for each of the two object types.
func TestAssociationsNeedTheScopesOfBothSides(t *testing.T) {
	r := tied(t)
	for scopes, want := range map[string][2]int{
		"crm.objects.contacts.read":                                                                                   {403, 403},
		"crm.objects.contacts.read,crm.objects.companies.read":                                                        {200, 403},
		"crm.objects.contacts.write,crm.objects.companies.read":                                                       {403, 403},
		"crm.objects.contacts.write,crm.objects.companies.write":                                                      {403, 200},
		"crm.objects.contacts.read,crm.objects.contacts.write,crm.objects.companies.read,crm.objects.companies.write": {200, 200},
	} {
		if err := r.Tokens.Reset([]token.Token{{Value: "secret", Scopes: strings.Split(scopes, ",")}}); err != nil {
			t.Fatal(err)
		}
		reads, writes := r.get("/crm/v4/objects/contacts/1/associations/companies"), r.put("/crm/v4/objects/contacts/1/associations/default/companies/16", "")
		if reads.Status != want[0] || writes.Status != want[1] {
			t.Errorf("%s: %d, %d", scopes, reads.Status, writes.Status)
		}
	}
}

// Faults and the journal stand before associations as before everything.
func TestFaultsAndTheJournalSeeAssociations(t *testing.T) {
	r := tied(t)
	if _, err := r.Faults().Add(fault.Fault{Kind: "status", Status: http.StatusServiceUnavailable, Match: match.Match{Path: batchV4 + "/*"}}); err != nil {
		t.Fatal(err)
	}
	r.post(batchV4+"/read", `{"inputs":[{"id":"1"}]}`).status(http.StatusServiceUnavailable)
	r.get("/crm/v4/objects/contacts/1/associations/companies").status(http.StatusOK)
	if calls := r.Journal().Find(journal.Filter{Path: batchV4 + "/read"}); len(calls) != 1 || calls[0].Status != http.StatusServiceUnavailable {
		t.Errorf("%+v", calls)
	}
}
