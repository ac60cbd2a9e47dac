package admin_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
)

// refuses checks what a request is refused with.
func (r *rig) refuses(request string, status int, want string) {
	r.t.Helper()
	if got := r.ask(request, status); !strings.Contains(got, want) {
		r.t.Errorf("%s: %s, want %s", request, got, want)
	}
}

// made makes a record and returns its ID.
func (r *rig) made(objectType, properties string) string {
	r.t.Helper()
	var answer struct{ ID string }
	got := r.ask(`POST /objects/`+objectType+` {"properties":`+properties+`}`, http.StatusCreated)
	if err := json.Unmarshal([]byte(got), &answer); err != nil || answer.ID == "" {
		r.t.Fatalf("made %s", got)
	}
	return answer.ID
}

func TestObjectsAreCounted(t *testing.T) {
	r := newRig(t)
	r.ask(`POST /objects/contacts/churn {"perMinute":3}`, http.StatusOK)
	r.ask(`DELETE /objects/contacts/51`, http.StatusNoContent)
	got := r.ask(`GET /objects`, http.StatusOK)
	for _, want := range []string{
		`{"objects":[{"name":"contacts","singular":"contact","label":"Contacts","live":9,"archived":1,"perMinute":3},`,
		`{"name":"line_items","singular":"line_item","label":"Line items","live":0,"archived":0,"perMinute":0}`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	if _, err := r.Clock().Advance(90 * 24 * time.Hour); err != nil {
		t.Fatal(err)
	}
	if got := r.ask(`GET /objects`, http.StatusOK); !strings.Contains(got, `"live":9,"archived":0`) {
		t.Errorf("after 90 days %s", got)
	}
}

// A person wants to see what is: a change that the search index does not know yet is in the list.
func TestRecordsAreFoundAsTheyAre(t *testing.T) {
	r := newRig(t)
	if err := r.SetLag(index.Lag{Delay: time.Minute, Mode: index.Fixed}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Clock().Advance(time.Second); err != nil {
		t.Fatal(err)
	}
	r.ask(`POST /contacts/change {"ids":["51"],"properties":{"city":"Bodø"}}`, http.StatusOK)
	for query, want := range map[string]string{
		"?limit=1&properties=city":                 `{"total":10,"offset":0,"heldBack":1,"results":[{"id":"51","properties":{"city":"Bodø",`,
		"?query=bod%C3%B8&properties=city":         `{"total":1,"offset":0,"heldBack":1,"results":[{"id":"51",`,
		"?query=bod%C3%B8":                         `{"total":0,"offset":0,"heldBack":1,"results":[]}`,
		"?sort=hs_object_id&offset=1&limit=1":      `{"total":10,"offset":1,"heldBack":1,"results":[{"id":"51",`,
		"?sort=-hs_object_id&offset=9":             `{"total":10,"offset":9,"heldBack":1,"results":[{"id":"1",`,
		"?query=BH@hubspot.com":                    `{"total":1,"offset":0,"heldBack":1,"results":[{"id":"51",`,
		"?query=51&words=true&archived=false":      `"total":2,`,
		"?archived=true":                           `{"total":0,`,
		"?sort=-lastname&query=sample%20c&limit=1": `{"total":2,`,
	} {
		if got := r.ask(`GET /objects/contact`+query, http.StatusOK); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	r.ask(`DELETE /objects/contacts/51`, http.StatusNoContent)
	if got := r.ask(`GET /objects/contacts?archived=true`, http.StatusOK); !strings.Contains(got, `"total":1,`) || !strings.Contains(got, `"archivedAt":`) {
		t.Errorf("archived %s", got)
	}
	for query, want := range map[string]string{
		"?limit=0":             "limit must be between 1 and 100, got 0",
		"?limit=x":             `limit must be a whole number, got \"x\"`,
		"?offset=-1":           "offset must be between 0 and 2,147,483,647, got -1",
		"?archived=yes":        `archived must be true or false, got \"yes\"`,
		"?sort=town":           `sort: contacts have no property \"town\"`,
		"?properties=city,twn": `properties: contacts have no property \"twn\"`,
		"?find=x":              `parameter \"find\" is unknown; use query, `,
	} {
		r.refuses(`GET /objects/contacts`+query, http.StatusBadRequest, want)
	}
	r.refuses(`GET /objects/llamas`, http.StatusNotFound, `object type \"llamas\" is unknown`)
}

// What is done here is done by a user: HubSpot's API was not called.
func TestARecordFromItsMakingToItsEnd(t *testing.T) {
	r := newRig(t)
	id := r.made("contacts", `{"email":"Ada@Example.com","firstname":"Ada","jobtitle":"Countess"}`)
	r.refuses(`POST /objects/contacts {"properties":{"email":"ada@example.com"}}`, http.StatusConflict, `already belongs to record `+id)
	r.refuses(`POST /objects/contacts {"properties":{"hs_lead_status":"COLD"}}`, http.StatusBadRequest, `\"COLD\" is not one of the options (INVALID_OPTION): NEW, `)
	r.refuses(`POST /objects/contacts {"properties":{"city":"Oslo"}}`, http.StatusBadRequest, "needs at least one of the properties email, firstname, lastname")
	r.refuses(`POST /objects/contacts {"property":{}}`, http.StatusBadRequest, `did you mean \"properties\"?`)
	if _, err := r.Clock().Advance(time.Minute); err != nil {
		t.Fatal(err)
	}
	r.ask(`POST /objects/contacts/change {"ids":["`+id+`"],"properties":{"jobtitle":""}}`, http.StatusOK)
	whole := r.ask(`GET /objects/contacts/`+id, http.StatusOK)
	for _, want := range []string{
		`"email":"ada@example.com"`, `"hs_object_source":"CRM_UI"`,
		`"jobtitle":[{"value":"","timestamp":"2026-01-01T00:01:00.000Z","sourceType":"CRM_UI","sourceId":"userId:28604240","updatedByUserId":28604240},` +
			`{"value":"Countess","timestamp":"2026-01-01T00:00:00.000Z",`,
		`"associations":{}`,
	} {
		if !strings.Contains(whole, want) {
			t.Errorf("no %s in %s", want, whole)
		}
	}
	if strings.Contains(whole, `"jobtitle":""`) {
		t.Errorf("a cleared property has a value in %s", whole)
	}

	r.ask(`DELETE /objects/contacts/`+id, http.StatusNoContent)
	r.refuses(`DELETE /objects/contacts/`+id, http.StatusNotFound, "contact "+id+": record not found: it is archived; restore it first")
	r.refuses(`POST /objects/contacts/change {"ids":["`+id+`"],"properties":{"city":"Oslo"}}`, http.StatusNotFound, "contact "+id+": record not found: it is archived; restore it first")
	r.refuses(`POST /objects/contacts/51/merge {"id":"`+id+`"}`, http.StatusNotFound, "contact "+id+": record not found: it is archived; restore it first")
	if got := r.ask(`GET /objects/contacts/`+id, http.StatusOK); !strings.Contains(got, `"archived":true`) {
		t.Errorf("an archived one %s", got)
	}
	r.ask(`POST /objects/contacts/`+id+`/restore`, http.StatusOK)
	r.ask(`POST /objects/contacts/`+id+`/erase`, http.StatusNoContent)
	for _, request := range []string{`GET /objects/contacts/` + id, `POST /objects/contacts/` + id + `/erase`, `POST /objects/contacts/` + id + `/restore`} {
		r.refuses(request, http.StatusNotFound, "contact "+id+": record not found")
	}
	r.refuses(`GET /objects/contacts/x`, http.StatusBadRequest, `id must be a positive integer`)
	if n := len(r.Journal().Find(journal.Filter{})); n != 0 {
		t.Errorf("the journal has %d calls of HubSpot's API", n)
	}
}

func TestMergedRecordsLeadToOne(t *testing.T) {
	r := newRig(t)
	var merged struct{ ID string }
	got := r.ask(`POST /objects/contacts/51/merge {"id":"1"}`, http.StatusOK)
	if err := json.Unmarshal([]byte(got), &merged); err != nil || !strings.Contains(got, `"email":"bh@hubspot.com"`) || !strings.Contains(got, `"hs_additional_emails":"emailmaria@hubspot.com"`) {
		t.Fatalf("merged %s", got)
	}
	for _, old := range []string{"1", "51", merged.ID} {
		if got := r.ask(`GET /objects/contacts/`+old, http.StatusOK); !strings.HasPrefix(got, `{"id":"`+merged.ID+`"`) {
			t.Errorf("%s is %s", old, got)
		}
	}
	r.refuses(`POST /objects/contacts/51/merge {"id":"1"}`, http.StatusBadRequest, fmt.Sprintf("record %s cannot be merged with itself", merged.ID))
	r.refuses(`POST /objects/contacts/51/merge {"id":"99"}`, http.StatusNotFound, "contact 99: record not found")
	r.refuses(`POST /objects/contacts/51/merge`, http.StatusBadRequest, "id is required: the ID of the contact to merge into 51")
	r.refuses(`POST /objects/contacts/51/merge {"id":"-1"}`, http.StatusBadRequest, "id must be a positive integer")
}

func TestRecordsAreAssociated(t *testing.T) {
	r := newRig(t)
	company := r.made("companies", `{"name":"Fjord"}`)
	path := `/objects/contacts/51/associations/company/` + company
	r.ask(`PUT `+path, http.StatusNoContent)
	r.ask(`PUT `+path+` {"label":"Primary"}`, http.StatusNoContent)
	want := `"associations":{"companies":{"total":1,"results":[{"toObjectId":"` + company + `","associationTypes":[` +
		`{"category":"HUBSPOT_DEFINED","typeId":1,"label":"Primary"},{"category":"HUBSPOT_DEFINED","typeId":279,"label":null}]}]}}}`
	if got := r.ask(`GET /objects/contacts/51`, http.StatusOK); !strings.HasSuffix(got, want) {
		t.Errorf("associated %s", got)
	}
	r.ask(`DELETE `+path+` {"category":"HUBSPOT_DEFINED","typeId":1}`, http.StatusNoContent)
	if got := r.ask(`GET /objects/companies/`+company, http.StatusOK); !strings.Contains(got, `"contacts":{"total":1,`) || strings.Contains(got, "Primary") {
		t.Errorf("without the label %s", got)
	}
	r.ask(`DELETE `+path, http.StatusNoContent)
	r.ask(`DELETE `+path, http.StatusNoContent)
	if got := r.ask(`GET /objects/contacts/51`, http.StatusOK); !strings.HasSuffix(got, `"associations":{}}`) {
		t.Errorf("taken away %s", got)
	}
	r.refuses(`PUT `+path+` {"label":"Boss"}`, http.StatusBadRequest, `label \"Boss\"; use one of HUBSPOT_DEFINED 1`)
	r.refuses(`PUT `+path+` {"lable":"Boss"}`, http.StatusBadRequest, `did you mean \"label\"?`)
	r.refuses(`PUT /objects/contacts/51/associations/companies/7`, http.StatusNotFound, "there is no company with ID 7")
	r.refuses(`PUT /objects/contacts/51/associations/llamas/7`, http.StatusNotFound, `object type \"llamas\" is unknown`)
	r.refuses(`PUT /objects/contacts/51/associations/companies/x`, http.StatusBadRequest, "to company id must be a positive integer")
}
