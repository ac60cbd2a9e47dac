package api_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestCreateAnswersByteForByte(t *testing.T) {
	r := newRig(t, 0)
	r.post(contacts, `{"properties":{"email":"Kari@Example.org","firstname":"Kari <&>","zip":123},"associations":[]}`).is(http.StatusCreated,
		`{"id":"57000000043","properties":{"createdate":"2026-03-01T12:00:00.000Z","email":"kari@example.org","firstname":"Kari <&>",`+
			`"hs_all_contact_vids":"57000000043","hs_email_domain":"example.org","hs_is_contact":"true","hs_is_unworked":"true",`+
			`"hs_lifecyclestage_lead_date":"2026-03-01T12:00:00.000Z","hs_marketable_status":"false","hs_marketable_until_renewal":"false",`+
			`"hs_object_id":"57000000043","hs_object_source":"INTEGRATION","hs_object_source_id":"1234567","hs_object_source_label":"INTEGRATION",`+
			`"hs_pipeline":"contacts-lifecycle-pipeline","lastmodifieddate":"2026-03-01T12:00:00.000Z","lifecyclestage":"lead","zip":"123"},`+
			`"createdAt":"2026-03-01T12:00:00.000Z","updatedAt":"2026-03-01T12:00:00.000Z","archived":false}`)
}

func TestTakenAddress(t *testing.T) {
	r := newRig(t, 2)
	taken := `{"status":"error","message":"Contact already exists. Existing ID: 51","correlationId":"ID","category":"CONFLICT"}`
	r.post(contacts, `{"properties":{"email":"BH@hubspot.com"}}`).is(http.StatusConflict, taken)
	r.call(http.MethodPatch, contacts+"/1", `{"properties":{"email":"bh@hubspot.com"}}`).is(http.StatusConflict, taken)
	r.call(http.MethodPatch, contacts+"/51", `{"properties":{"email":"bh@hubspot.com"}}`).status(http.StatusOK)
	r.call(http.MethodPatch, contacts+"/51", `{"properties":{"email":"new@hubspot.com"}}`).status(http.StatusOK)
	r.post(contacts, `{"properties":{"email":"bh@hubspot.com"}}`).status(http.StatusCreated)
}

// TestOneOfSeveralBadValues holds that the answer names the same property every time: the same calls get the same bytes.
func TestOneOfSeveralBadValues(t *testing.T) {
	r := newRig(t, 0)
	for range 50 {
		r.post(contacts, `{"properties":{"zip":{},"city":[],"state":[1],"phone":{}}}`).is(http.StatusBadRequest,
			`{"status":"error","message":"Invalid input JSON on line 1, column 15: Cannot deserialize value of type `+
				"`java.lang.String`"+` of property \"city\" from an array or object","correlationId":"ID"}`)
	}
}

func TestWritesAreValidated(t *testing.T) {
	r := newRig(t, 2)
	for value, code := range map[string]string{
		`"no_such":"x"`:                    "PROPERTY_DOESNT_EXIST",
		`"createdate":"1"`:                 "READ_ONLY_VALUE",
		`"hs_object_id":"7"`:               "READ_ONLY_VALUE",
		`"email":"x"`:                      "INVALID_EMAIL",
		`"email":"x@y"`:                    "INVALID_EMAIL",
		`"lifecyclestage":"Lead"`:          "INVALID_OPTION",
		`"hs_latitude":"north"`:            "INVALID_LONG",
		`"closedate":"tomorrow"`:           "INVALID_DATE",
		`"hs_lead_status":"NEW;OPEN"`:      "INVALID_OPTION",
		`"associatedcompanyid":"12"`:       "READ_ONLY_VALUE",
		`"hs_marketable_status":"perhaps"`: "INVALID_OPTION",
	} {
		for _, a := range []answer{
			r.post(contacts, `{"properties":{"firstname":"x",`+value+`}}`),
			r.call(http.MethodPatch, contacts+"/51", `{"properties":{`+value+`}}`),
		} {
			a.has(http.StatusBadRequest, `"message":"Property values were not valid: [{\"isValid\":false,`, `"code":"`+code+`"`, `"category":"VALIDATION_ERROR"`)
		}
	}
	r.post(contacts, `{"properties":{"email":"x","bad":"y"}}`).has(http.StatusBadRequest, "INVALID_EMAIL", "PROPERTY_DOESNT_EXIST")
	r.post(contacts, `{"properties":{"city":"Oslo"}}`).status(http.StatusBadRequest)
	if r.Contacts.Len() != 2 {
		t.Error("a refused write wrote")
	}
}

func TestUpdate(t *testing.T) {
	r := newRig(t, 2)
	later := r.Clock.Advance(1234 * time.Millisecond)
	got := decode[object](r.call(http.MethodPatch, contacts+"/bh@hubspot.com?idProperty=email",
		`{"properties":{"city":null,"jobtitle":"","closedate":"1767225600000","hs_latitude":59.9}}`).status(http.StatusOK))
	if got.ID != "51" || !got.UpdatedAt.Equal(later) || *got.Properties["closedate"] != "2026-01-01T00:00:00.000Z" || *got.Properties["hs_latitude"] != "59.9" {
		t.Errorf("%+v", got)
	}
	read := decode[object](r.get(contacts + "/51?properties=city,jobtitle,company"))
	if read.Properties["city"] != nil || read.Properties["jobtitle"] != nil || *read.Properties["company"] != "HubSpot" {
		t.Errorf("%+v", read.Properties)
	}
	r.Clock.Advance(time.Second)
	same := decode[object](r.call(http.MethodPatch, contacts+"/51", `{"properties":{"company":"HubSpot"}}`).status(http.StatusOK))
	if !same.UpdatedAt.Equal(later) {
		t.Error("a write of the same value moved lastmodifieddate")
	}
	r.call(http.MethodPatch, contacts+"/99", `{"properties":{"city":"x"}}`).status(http.StatusNotFound)
}

func TestArchiveOfNothingIsNoError(t *testing.T) {
	r := newRig(t, 2)
	r.call(http.MethodDelete, contacts+"/99", "").is(http.StatusNoContent, "")
	r.call(http.MethodDelete, contacts+"/x", "").status(http.StatusNotFound)
}

func TestBodiesThatAreNotJSON(t *testing.T) {
	r := newRig(t, 1)
	for body, text := range map[string]string{
		`{"properties":{"email"`:        "line 1, column",
		`{"properties":[]}`:             "Invalid input JSON",
		`{"properties":{"email":{}}}`:   "java.lang.String",
		`{}`:                            "Some required fields were not set: [properties]",
		"{\n  \"properties\": {x}\n}":   "Invalid input JSON",
		` `:                             "No content to map due to end-of-input",
		`{"properties":{"email":"a"}}}`: "Invalid input JSON",
	} {
		r.post(contacts, body).has(http.StatusBadRequest, text)
	}
	for _, kind := range []string{"", "text/plain", "application/x-www-form-urlencoded"} {
		request := httptest.NewRequest(http.MethodPost, contacts, strings.NewReader(`{"properties":{}}`))
		request.Header.Set("Authorization", "Bearer secret")
		request.Header.Set("Content-Type", kind)
		r.do(request).has(http.StatusUnsupportedMediaType, "<html>")
	}
}

func TestLocationOfANewContact(t *testing.T) {
	r := newRig(t, 0)
	for base, want := range map[string]bool{"/crm/objects/2026-09/contacts": true, "/crm/objects/2026-03/contacts": false, contacts: false} {
		got := r.post(base, `{"properties":{"firstname":"x"}}`).status(http.StatusCreated)
		location := ""
		if want {
			location = "http://example.com" + base + "/" + decode[object](got).ID
		}
		if got.Header.Get("Location") != location {
			t.Errorf("%s: %q, want %q", base, got.Header.Get("Location"), location)
		}
	}
}
