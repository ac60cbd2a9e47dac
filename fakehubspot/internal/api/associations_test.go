package api_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestAssociations(t *testing.T) {
	r := newRig(t, 2)
	r.with("companies", 900)
	r.with("deals", 77)
	r.with("tickets", 5)
	r.post(contacts, `{"properties":{"email":"a@x.no"},"associations":[{"to":{"id":"900"},"types":[`+
		`{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":279},{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":1}]},`+
		`{"to":{"id":"77"},"types":[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":4}]}]}`).status(http.StatusCreated)
	companies := `"associations":{"companies":{"results":[{"id":"900","type":"contact_to_company"},{"id":"900","type":"contact_to_company_unlabeled"}]}}`
	for _, query := range []string{"companies", "company", "0-2", "companies,llamas", "companies&associations=tickets"} {
		r.get(contacts+"/a@x.no?idProperty=email&associations="+query).has(http.StatusOK, companies)
	}
	if got := r.get(contacts + "?associations=companies,deals"); strings.Count(got.Body, `"associations"`) != 1 || !strings.Contains(got.Body, `"deals":{"results":[{"id":"77","type":"contact_to_deal"}]}`) {
		t.Error(got.Body)
	}
	a := decode[object](r.get(contacts + "/a@x.no?idProperty=email"))
	merged := decode[object](r.post(contacts+"/merge", `{"primaryObjectId":"51","objectIdToMerge":"`+a.ID+`"}`))
	r.get(contacts+"/"+merged.ID+"?associations=companies").has(http.StatusOK, companies)
	r.post(contacts, `{"properties":{"email":"b@x.no"},"associations":[{"to":{"id":"1"},"types":[{"associationTypeId":99}]}]}`).has(http.StatusBadRequest, "VALIDATION_ERROR")
	r.get(contacts + "/b@x.no?idProperty=email").status(http.StatusNotFound)
	r.post(contacts+"/batch/create", `{"inputs":[{"properties":{"email":"b@x.no"},"associations":[{"to":{"id":"5"},"types":[{"associationTypeId":15}]}]}]}`).status(http.StatusCreated)
	r.get(contacts+"/b@x.no?idProperty=email&associations=ticket").has(http.StatusOK, `{"tickets":{"results":[{"id":"5","type":"contact_to_ticket"}]}}`)
}

// An association is with a record, by a type that its category has; otherwise nothing is created.
func TestAssociationsThatCannotBe(t *testing.T) {
	r := newRig(t, 2)
	for association, want := range map[string]string{
		`{"to":{"id":"9"},"types":[{"associationCategory":"USER_DEFINED","associationTypeId":1}]}`: `"message":"One or more associations are invalid","correlationId":"ID",` +
			`"context":{"INVALID_ASSOCIATION_TYPE_ID":["USER_DEFINED=1 is not a valid association definition id"],"associationSpec":["USER_DEFINED=1"]},"category":"VALIDATION_ERROR"`,
		`{"to":{"id":"9"},"types":[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":280}]}`: `["HUBSPOT_DEFINED=280"]`,
		`{"to":{"id":"9"},"types":[]}`:                            `Some required fields were not set: [types]`,
		`{"to":{"id":"9"}}`:                                       `Some required fields were not set: [types]`,
		`{"types":[{"associationTypeId":1}]}`:                     `Some required fields were not set: [id]`,
		`{"to":{"id":"llama"},"types":[{"associationTypeId":1}]}`: `Object not found.  objectId are usually numeric.`,
	} {
		properties := `"properties":{"firstname":"x"},"associations":[` + association + `]`
		for _, call := range []string{contacts + ` {` + properties + `}`, contacts + `/batch/create {"inputs":[{` + properties + `}]}`} {
			target, body, _ := strings.Cut(call, " ")
			if got := r.post(target, body); got.Status < http.StatusBadRequest || !strings.Contains(got.masked(), want) {
				t.Errorf("%s: %d %s", call, got.Status, got.masked())
			}
		}
	}
	if n := r.Contacts.Len(); n != 2 {
		t.Errorf("%d contacts", n)
	}
}
