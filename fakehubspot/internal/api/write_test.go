package api_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
)

func TestCreateAnswersByteForByte(t *testing.T) {
	r := newRig(t, 0)
	r.post(contacts, `{"properties":{"email":"Kari@Example.org","firstname":"Kari <&>","zip":123},"associations":[]}`).is(http.StatusCreated,
		`{"id":"57000000043","properties":{"createdate":"2026-03-01T12:00:00.000Z","email":"kari@example.org","firstname":"Kari <&>",`+
			`"hs_all_contact_vids":"57000000043","hs_associated_target_accounts":"0","hs_currently_enrolled_in_prospecting_agent":"false",`+
			`"hs_email_domain":"example.org","hs_full_name_or_email":"Kari <&>","hs_is_contact":"true","hs_is_unworked":"true",`+
			`"hs_lifecyclestage_lead_date":"1772366400000","hs_marketable_status":"false","hs_marketable_until_renewal":"false",`+
			`"hs_membership_has_accessed_private_content":"0","hs_object_id":"57000000043","hs_object_source":"INTEGRATION","hs_object_source_id":"1234567","hs_object_source_label":"INTEGRATION",`+
			`"hs_pipeline":"contacts-lifecycle-pipeline","hs_prospecting_agent_actively_enrolled_count":"0",`+
			`"hs_prospecting_agent_total_enrolled_count":"0","hs_registered_member":"0","hs_sequences_actively_enrolled_count":"0",`+
			`"lastmodifieddate":"2026-03-01T12:00:00.000Z","lifecyclestage":"lead","num_notes":"0","zip":"123"},`+
			`"createdAt":"2026-03-01T12:00:00.000Z","updatedAt":"2026-03-01T12:00:00.000Z","archived":false,`+
			`"url":"https://app.hubspot.com/contacts/62515/record/0-1/57000000043"}`)
}

// TestUpdatesAnswerByteForByte holds that an update answers what was sent and what HubSpot computes, not the whole contact.
func TestUpdatesAnswerByteForByte(t *testing.T) {
	r := newRig(t, 2)
	made := r.create(`{"email":"a@x.no","phone":"+47 22 33"}`)
	r.Clock.Advance(time.Second)
	shown := func(id, created, source, sourceID, modified, sent string) string {
		return `{"id":"` + id + `","properties":{` + sent + `"createdate":"` + created + `","hs_is_unworked":"true","hs_object_id":"` + id +
			`","hs_object_source":"` + source + `","hs_object_source_id":"` + sourceID + `","hs_object_source_label":"` + source +
			`","hs_pipeline":"contacts-lifecycle-pipeline","lastmodifieddate":"` + modified + `","lifecyclestage":"lead"},"createdAt":"` + created +
			`","updatedAt":"` + modified + `","archived":false,"url":"https://app.hubspot.com/contacts/62515/record/0-1/` + id + `"`
	}
	const first, noon, later = "2024-01-01T00:00:00.623Z", "2026-03-01T12:00:00.000Z", "2026-03-01T12:00:01.000Z"
	r.call(http.MethodPatch, contacts+"/"+made, `{"properties":{"city":"Oslo"}}`).is(http.StatusOK,
		shown(made, noon, "INTEGRATION", "1234567", later, `"city":"Oslo",`)+`}`)
	r.call(http.MethodPatch, contacts+"/51", `{"properties":{"city":""}}`).is(http.StatusOK,
		shown("51", first, "CRM_UI", "userId:28604240", later, "")+`}`)
	batch := func(results string) string {
		return `{"status":"COMPLETE","results":[` + results + `],"startedAt":"` + later + `","completedAt":"` + later + `"}`
	}
	r.post(contacts+"/batch/update", `{"inputs":[{"id":"51","properties":{"city":"Ås"}}]}`).is(http.StatusOK,
		batch(shown("51", first, "CRM_UI", "userId:28604240", later, `"city":"Ås",`)+`}`))
	r.post(contacts+"/batch/upsert", `{"inputs":[{"id":"a@x.no","idProperty":"email","properties":{"city":"Ås"}}]}`).is(http.StatusOK,
		batch(strings.Replace(shown(made, noon, "INTEGRATION", "1234567", later, `"city":"Ås",`), `"hs_is_unworked"`, `"email":"a@x.no","hs_is_unworked"`, 1)+`,"new":false}`))
}

func TestComputedProperties(t *testing.T) {
	r := newRig(t, 2)
	id := r.create(`{"email":"a@x.no","phone":"+47 22-33"}`)
	read := func(name string) string {
		if value := decode[object](r.get(contacts + "/" + id + "?properties=" + name)).Properties[name]; value != nil {
			return *value
		}
		return "null"
	}
	for name, want := range map[string]string{
		"hs_full_name_or_email": "a@x.no", "hs_searchable_calculated_phone_number": "472233", "num_notes": "0",
		"hs_lifecyclestage_lead_date": "1772366400000", "hs_lifecyclestage_customer_date": "null",
	} {
		if got := read(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	r.Clock.Advance(time.Second)
	r.call(http.MethodPatch, contacts+"/"+id, `{"properties":{"lastname":"Lie","phone":"","lifecyclestage":"customer"}}`).status(http.StatusOK)
	r.Clock.Advance(time.Second)
	r.call(http.MethodPatch, contacts+"/"+id, `{"properties":{"firstname":"Ada","lifecyclestage":"customer"}}`).status(http.StatusOK)
	for name, want := range map[string]string{
		"hs_full_name_or_email": "Ada Lie", "hs_searchable_calculated_phone_number": "null",
		"hs_lifecyclestage_lead_date": "1772366400000", "hs_lifecyclestage_customer_date": "1772366401000",
	} {
		if got := read(name); got != want {
			t.Errorf("after the update %s: %s, want %s", name, got, want)
		}
	}
	if found := r.search(`{"filters":[{"propertyName":"hs_lifecyclestage_customer_date","operator":"GTE","value":"2026-03-01T12:00:01Z"}]}`); found.Total != 1 {
		t.Errorf("%d contacts became customers", found.Total)
	}
}

// TestEqualWritesChangeNothing holds that a write of the values that a contact has leaves its time of modification, its
// history and the index alone.
func TestEqualWritesChangeNothing(t *testing.T) {
	r := newRig(t, 2)
	r.post(properties, `{"name":"shirt","label":"x","type":"enumeration","fieldType":"checkbox","groupName":"contactinformation","options":[{"label":"S","value":"s"},{"label":"L","value":"l"}]}`).status(http.StatusCreated)
	id := r.create(`{"email":"a@x.no","city":"Oslo","closedate":"1767225600000","shirt":"s;l","hs_marketable_status":"false"}`)
	before := r.get(contacts + "/" + id + "?propertiesWithHistory=city,email,lifecyclestage").Body
	r.Clock.Advance(time.Minute)
	for _, same := range []string{
		`{}`, `{"city":"Oslo"}`, `{"email":"A@X.no"}`, `{"closedate":"2026-01-01T01:00:00+01:00"}`, `{"fax":""}`, `{"fax":null}`, `{"shirt":";l"}`, `{"shirt":";"}`,
		`{"lifecyclestage":"lead"}`, `{"hs_pipeline":""}`,
	} {
		if same != `{}` { // which alone is refused
			r.call(http.MethodPatch, contacts+"/"+id, `{"properties":`+same+`}`).has(http.StatusOK, `"updatedAt":"2026-03-01T12:00:00.000Z"`)
		}
		r.post(contacts+"/batch/update", `{"inputs":[{"id":"`+id+`","properties":`+same+`}]}`).has(http.StatusOK, `"updatedAt":"2026-03-01T12:00:00.000Z"`)
		r.post(contacts+"/batch/upsert", `{"inputs":[{"id":"a@x.no","idProperty":"email","properties":`+same+`}]}`).has(http.StatusOK, `"updatedAt":"2026-03-01T12:00:00.000Z"`)
	}
	if after := r.get(contacts + "/" + id + "?propertiesWithHistory=city,email,lifecyclestage").Body; after != before {
		t.Errorf("got  %s\nwant %s", after, before)
	}
	if found := r.search(`{"filters":[{"propertyName":"lastmodifieddate","operator":"GT","value":"2026-03-01T12:00:00Z"}]}`); found.Total != 0 {
		t.Errorf("%d contacts changed", found.Total)
	}
}

func TestCheckboxesAdd(t *testing.T) {
	r := newRig(t, 2)
	r.post(properties, `{"name":"shirt","label":"x","type":"enumeration","fieldType":"checkbox","groupName":"contactinformation","options":[{"label":"S","value":"s"},{"label":"M","value":"m"},{"label":"L","value":"l"}]}`).status(http.StatusCreated)
	r.post(contacts, `{"properties":{"firstname":"x","shirt":";m;s"}}`).has(http.StatusCreated, `"shirt":"m;s"`)
	for _, step := range [][2]string{{"s", "s"}, {";l", "s;l"}, {";s;m;", "s;l;m"}, {"m;l", "m;l"}, {"", ""}, {";s", "s"}} {
		r.call(http.MethodPatch, contacts+"/51", `{"properties":{"shirt":"`+step[0]+`"}}`).status(http.StatusOK)
		if got := decode[object](r.get(contacts + "/51?properties=shirt")).Properties["shirt"]; got == nil && step[1] != "" || got != nil && *got != step[1] {
			t.Errorf("after %q: %v, want %q", step[0], got, step[1])
		}
	}
	r.call(http.MethodPatch, contacts+"/51", `{"properties":{"shirt":";xl"}}`).has(http.StatusBadRequest, "INVALID_OPTION")
	r.call(http.MethodPatch, contacts+"/51", `{"properties":{"city":";Oslo"}}`).has(http.StatusOK, `"city":";Oslo"`)
	r.post(contacts+"/batch/update", `{"inputs":[{"id":"51","properties":{"shirt":";m"}}]}`).has(http.StatusOK, `"shirt":"s;m"`)
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
		`"no_such":"x"`:                                "PROPERTY_DOESNT_EXIST",
		`"createdate":"1"`:                             "READ_ONLY_VALUE",
		`"hs_object_id":"7"`:                           "READ_ONLY_VALUE",
		`"email":"x"`:                                  "INVALID_EMAIL",
		`"email":"x@y"`:                                "INVALID_EMAIL",
		`"lifecyclestage":"Lead"`:                      "INVALID_OPTION",
		`"hs_latitude":"north"`:                        "INVALID_LONG",
		`"closedate":"tomorrow"`:                       "INVALID_DATE",
		`"hs_lead_status":"NEW;OPEN"`:                  "INVALID_OPTION",
		`"hs_unique_creation_key":"x"`:                 "READ_ONLY_VALUE",
		`"hs_latitude":"1,000"`:                        "INVALID_LONG",
		`"hs_latitude":"1.000.5"`:                      "INVALID_LONG",
		`"num_notes":"12"`:                             "READ_ONLY_VALUE",
		`"closedate":"253402300800000"`:                "INVALID_DATE",
		`"closedate":"-62167219200001"`:                "INVALID_DATE",
		`"city":"` + strings.Repeat("x", 65_537) + `"`: "INVALID_LENGTH",
		`"hs_marketable_status":"perhaps"`:             "INVALID_OPTION",
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
		`{"properties":{"company":null,"city":"","jobtitle":"","closedate":"1767225600000","hs_latitude":59.9}}`).status(http.StatusOK))
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

// TestHubSpotTouchesNewContacts holds that every way of reading sees the change that nobody made, on the fake's clock.
func TestHubSpotTouchesNewContacts(t *testing.T) {
	for name, read := range map[string]func(*rig, string) string{
		"read": func(r *rig, id string) string { return r.get(contacts + "/" + id).Body },
		"list": func(r *rig, _ string) string { return r.get(contacts).Body },
		"batch read": func(r *rig, id string) string {
			return r.post(contacts+"/batch/read", `{"inputs":[{"id":"`+id+`"}]}`).Body
		},
		"search": func(r *rig, _ string) string {
			return r.post(contacts+"/search", `{"filters":[{"propertyName":"lastmodifieddate","operator":"GT","value":"2026-03-01T12:00:00Z"}]}`).Body
		},
		"export": func(r *rig, _ string) string {
			var state bytes.Buffer
			if err := r.Export(&state); err != nil {
				t.Fatal(err)
			}
			return state.String()
		},
	} {
		for _, touched := range []bool{true, false} {
			r := newRig(t, 0, func(c *hub.Config) { c.Quirks.TouchedAfterCreation = touched })
			id := r.create(`{"email":"a@x.no"}`)
			r.Clock.Advance(10 * time.Hour)
			if moved := strings.Contains(read(r, id), `"updatedAt":"2026-03-01T2`); moved != touched {
				t.Errorf("%s, quirk %v: the time of modification moved: %v", name, touched, moved)
			}
		}
	}
}
