package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBatchRead(t *testing.T) {
	r := newRig(t, 3)
	all := decode[page](r.post(contacts+"/batch/read", `{"inputs":[{"id":"51"},{"id":"1"},{"id":"51"}],"properties":["city"]}`).status(http.StatusOK))
	if diff := cmp.Diff([]string{"51", "1"}, all.ids()); diff != "" || *all.Results[0].Properties["city"] != "Cambridge" {
		t.Error(diff)
	}
	r.post(contacts+"/batch/read", `{"inputs":[{"id":"51"},{"id":"99"},{"id":"x"}],"properties":["city"]}`).has(http.StatusMultiStatus,
		`{"status":"COMPLETE","results":[{"id":"51"`, `"startedAt":"2026-03-01T12:00:00.000Z","completedAt":"2026-03-01T12:00:00.000Z","numErrors":1,"errors":[`+
			`{"status":"error","category":"OBJECT_NOT_FOUND","message":"Could not get some CONTACT objects, they may be deleted or not exist. `+
			`Check that ids are valid.","context":{"ids":["99","x"]}}]}`)
	byEmail := decode[page](r.post(contacts+"/batch/read", `{"idProperty":"email","inputs":[{"id":"bh@hubspot.com"}],"propertiesWithHistory":["city"]}`))
	if diff := cmp.Diff([]string{"51"}, byEmail.ids()); diff != "" || byEmail.Results[0].History["city"][0].Value != "Cambridge" {
		t.Error(diff)
	}
}

func TestBatchBounds(t *testing.T) {
	r := newRig(t, 1)
	inputs := func(n int) string {
		return `[` + strings.TrimSuffix(strings.Repeat(`{"id":"1","properties":{}},`, n), ",") + `]`
	}
	for _, op := range []string{"read", "create", "update", "upsert", "archive"} {
		r.post(contacts+"/batch/"+op, `{"inputs":`+inputs(101)+`}`).has(http.StatusBadRequest, "VALIDATION_ERROR",
			"The maximum number of inputs supported in a batch request is 100")
	}
	r.post(contacts+"/batch/read", `{"inputs":`+inputs(51)+`,"propertiesWithHistory":["email"]}`).has(http.StatusBadRequest,
		"The maximum number of inputs supported in a batch request for property histories is 50")
	r.post(contacts+"/batch/read", `{"inputs":`+inputs(100)+`}`).status(http.StatusOK)
}

func TestBatchCreateIsAllOrNothing(t *testing.T) {
	r := newRig(t, 2)
	made := decode[page](r.post(contacts+"/batch/create", `{"inputs":[{"properties":{"email":"a@x.no"}},{"properties":{"firstname":"b"}}]}`).status(http.StatusCreated))
	if len(made.Results) != 2 || r.Contacts.Len() != 4 {
		t.Fatalf("%+v", made)
	}
	r.post(contacts+"/batch/create", `{"inputs":[{"properties":{"email":"c@x.no"}},{"properties":{"email":"bh@hubspot.com"}}]}`).is(http.StatusConflict,
		`{"status":"error","message":"Contact already exists. Existing ID: 51","correlationId":"ID","category":"CONFLICT"}`)
	r.post(contacts+"/batch/create", `{"inputs":[{"properties":{"email":"c@x.no"}},{"properties":{"email":"C@x.no"}}]}`).status(http.StatusBadRequest)
	r.post(contacts+"/batch/create", `{"inputs":[{"properties":{"email":"c@x.no"}},{"properties":{"nope":"1"}}]}`).status(http.StatusBadRequest)
	r.post(contacts+"/batch/create", `{"inputs":[{"properties":{"email":"c@x.no"}},{"properties":{"city":"1"}}]}`).status(http.StatusBadRequest)
	if r.Contacts.Len() != 4 {
		t.Error("a refused batch wrote")
	}
}

// Two inputs of one batch cannot take the same value of a unique property.
func TestBatchesKeepUniqueValuesUnique(t *testing.T) {
	r := newRig(t, 2)
	r.post("/crm/v3/properties/contacts", `{"name":"crew_id","label":"x","type":"string","fieldType":"text","groupName":"contactinformation","hasUniqueValue":true}`).status(http.StatusCreated)
	twice := `{"inputs":[{"properties":{"email":"c@x.no","crew_id":"7"}},{"properties":{"email":"d@x.no","crew_id":"7"}}]}`
	r.post(contacts+"/batch/create", twice).has(http.StatusBadRequest, "Duplicate crew_id in batch: 7")
	if r.Contacts.Len() != 2 {
		t.Error("a refused batch wrote")
	}
	r.post(contacts+"/batch/create", `{"inputs":[{"properties":{"email":"c@x.no","crew_id":"7"}},{"properties":{"email":"d@x.no","crew_id":"8"}}]}`).status(http.StatusCreated)
}

func TestBatchCreateWithTraceIDsIsPartial(t *testing.T) {
	r := newRig(t, 2)
	got := r.post(contacts+"/batch/create", `{"inputs":[{"objectWriteTraceId":"t1","properties":{"email":"c@x.no"}},`+
		`{"objectWriteTraceId":"t2","properties":{"email":"bh@hubspot.com"}},{"objectWriteTraceId":"t3","properties":{"nope":"1"}}]}`)
	got.has(http.StatusMultiStatus, `"numErrors":2`, `"context":{"existingId":["51"],"objectWriteTraceId":["t2"]}}`,
		`"context":{"objectWriteTraceId":["t3"]}}`, `Contact already exists. Existing ID: 51`)
	if strings.Contains(got.Body, `"t1"`) || r.Contacts.Len() != 3 {
		t.Errorf("%d contacts, %s", r.Contacts.Len(), got.Body)
	}
}

func TestBatchUpdate(t *testing.T) {
	r := newRig(t, 2)
	got := decode[page](r.post(contacts+"/batch/update", `{"inputs":[{"id":"1","properties":{"city":"Oslo"}},`+
		`{"id":"bh@hubspot.com","idProperty":"email","properties":{"city":"Bergen"}}]}`).status(http.StatusOK))
	if diff := cmp.Diff([]string{"1", "51"}, got.ids()); diff != "" || *got.Results[1].Properties["city"] != "Bergen" {
		t.Error(diff)
	}
	r.post(contacts+"/batch/update", `{"inputs":[{"id":"1","properties":{"city":"Ås"}},{"id":"99","properties":{"city":"x"}}]}`).has(
		http.StatusMultiStatus, `"city":"Ås"`, `"context":{"ids":["99"]}`)
	r.post(contacts+"/batch/update", `{"inputs":[{"properties":{}}]}`).has(http.StatusBadRequest, "[id]")
	r.post(contacts+"/batch/update", `{"inputs":[{"id":"x","idProperty":"city","properties":{}}]}`).has(http.StatusBadRequest, "non-unique")
}

func TestBatchUpsert(t *testing.T) {
	r := newRig(t, 2)
	got := decode[page](r.post(contacts+"/batch/upsert", `{"inputs":[{"id":"bh@hubspot.com","idProperty":"email","properties":{"city":"Oslo"}},`+
		`{"id":"new@x.no","idProperty":"email","properties":{"city":"Ås"}}]}`).status(http.StatusOK))
	if got.Results[0].ID != "51" || got.Results[0].New || !got.Results[1].New || *got.Results[1].Properties["email"] != "new@x.no" {
		t.Errorf("%+v", got)
	}
}

func TestBatchUpsertByNumberSaysThatNothingIsNew(t *testing.T) {
	r := newRig(t, 2)
	r.post(contacts+"/batch/upsert", `{"inputs":[{"id":"51","properties":{"city":"Oslo"}}]}`).has(http.StatusOK, `"city":"Oslo"`, `"new":false`)
	r.post(contacts+"/batch/upsert", `{"inputs":[{"id":"99","properties":{"city":"Oslo"}}]}`).has(http.StatusMultiStatus, `"ids":["99"]`)
}

func TestBatchArchive(t *testing.T) {
	r := newRig(t, 4)
	r.post(contacts+"/batch/archive", `{"inputs":[{"id":"1"},{"id":"51"},{"id":"99"}]}`).is(http.StatusNoContent, "")
	if r.Contacts.Len() != 2 {
		t.Errorf("%d contacts", r.Contacts.Len())
	}
}

func TestMerge(t *testing.T) {
	r := newRig(t, 3)
	got := decode[object](r.post(contacts+"/merge", `{"primaryObjectId":"51","objectIdToMerge":"1"}`).status(http.StatusOK))
	if got.ID == "51" || got.ID == "1" || *got.Properties["email"] != "bh@hubspot.com" || *got.Properties["hs_merged_object_ids"] != "51;1" ||
		*got.Properties["hs_additional_emails"] != "emailmaria@hubspot.com" || *got.Properties["hs_all_contact_vids"] != got.ID+";51;1" ||
		*got.Properties["hs_calculated_merged_vids"] != fmt.Sprintf("51:%d;1:%d", noon.UnixMilli(), noon.UnixMilli()) {
		t.Errorf("%s", r.get(contacts+"/"+got.ID).Body)
	}
	for _, old := range []string{"/1", "/51", "/emailmaria@hubspot.com?idProperty=email"} {
		if one := decode[object](r.get(contacts + old).status(http.StatusOK)); one.ID != got.ID {
			t.Errorf("%s leads to %s", old, one.ID)
		}
	}
	if live := decode[page](r.get(contacts)); len(live.Results) != 2 {
		t.Errorf("live: %v", live.ids())
	}
	if found := r.search(`{}`); found.Total != 2 {
		t.Errorf("found: %v", found.ids())
	}
	if archived := decode[page](r.get(contacts + "?archived=true")); len(archived.Results) != 0 {
		t.Errorf("archived: %v", archived.ids())
	}
	r.post(contacts+"/merge", `{"primaryObjectId":"51","objectIdToMerge":"1"}`).status(http.StatusBadRequest)
	r.post(contacts+"/merge", `{"primaryObjectId":"51","objectIdToMerge":"99"}`).status(http.StatusNotFound)
	r.post(contacts+"/merge", `{"primaryObjectId":"51"}`).has(http.StatusBadRequest, "Some required fields were not set: [objectIdToMerge]")
	r.post(contacts+"/merge", `{"primaryObjectId":"x","objectIdToMerge":"51"}`).has(http.StatusNotFound, "objectId are usually numeric", `"x"`)
}

func TestMergeOfTooMany(t *testing.T) {
	r := newRig(t, 1)
	id := "1"
	for i := range 125 {
		other := r.create(fmt.Sprintf(`{"firstname":"%d"}`, i))
		id = decode[object](r.post(contacts+"/merge", `{"primaryObjectId":"`+id+`","objectIdToMerge":"`+other+`"}`).status(http.StatusOK)).ID
	}
	other := r.create(`{"firstname":"last"}`)
	r.post(contacts+"/merge", `{"primaryObjectId":"`+id+`","objectIdToMerge":"`+other+`"}`).has(http.StatusRequestURITooLong,
		"Cannot have more than 250 identities on a profile")
}

func TestErasure(t *testing.T) {
	r := newRig(t, 4)
	r.post(contacts+"/gdpr-delete", `{"objectId":"1"}`).is(http.StatusNoContent, "")
	r.post(contacts+"/gdpr-delete", `{"objectId":"bh@hubspot.com","idProperty":"email"}`).is(http.StatusNoContent, "")
	r.post(contacts+"/gdpr-delete", `{"objectId":"99"}`).status(http.StatusNotFound)
	for _, property := range []string{"city", "nope"} {
		r.post(contacts+"/gdpr-delete", `{"objectId":"57000000043","idProperty":"`+property+`"}`).has(http.StatusBadRequest, "non-unique 0-1 property: "+property)
	}
	r.post(contacts+"/gdpr-delete", `{}`).status(http.StatusBadRequest)
	for _, id := range []string{"/1", "/51", "/1?archived=true"} {
		r.get(contacts + id).status(http.StatusNotFound)
	}
	if archived := decode[page](r.get(contacts + "?archived=true")); len(archived.Results) != 0 || r.search(`{}`).Total != 2 {
		t.Error("an erased contact left a trace")
	}
	r.post(contacts+"/gdpr-delete", `{"objectId":"gone@x.no","idProperty":"email"}`).is(http.StatusNoContent, "")
	r.post(contacts, `{"properties":{"email":"gone@x.no"}}`).has(http.StatusBadRequest, "INVALID_EMAIL")
}

func TestBatchCreateUnderTheFirstDateAnswers200(t *testing.T) {
	r := newRig(t, 2)
	for i, one := range []struct {
		base   string
		status int
	}{{"/crm/objects/2025-09/contacts", 200}, {"/crm/objects/2026-03/contacts", 201}, {"/crm/v3/objects/contacts", 201}} {
		got := r.post(one.base+"/batch/create", fmt.Sprintf(`{"inputs":[{"properties":{"email":"%d@x.no"}}]}`, i)).status(one.status)
		if made := decode[page](got); len(made.Results) != 1 {
			t.Errorf("%s: %s", one.base, got.Body)
		}
	}
	r.post("/crm/objects/2025-09/contacts/batch/create", `{"inputs":[{"objectWriteTraceId":"a","properties":{"email":"bh@hubspot.com"}}]}`).status(http.StatusMultiStatus)
}

// TestBatchWithoutInputsDoesNothing holds that a body without inputs is no error.
func TestBatchWithoutInputsDoesNothing(t *testing.T) {
	r := newRig(t, 2)
	for _, body := range []string{`{}`, `{"inputs":null}`, `{"input":[{"id":"1"}]}`} {
		for _, op := range []string{contacts + "/batch/read", contacts + "/batch/create", contacts + "/batch/update", contacts + "/batch/upsert", properties + "/batch/read", properties + "/batch/create"} {
			r.post(op, body).is(http.StatusOK, `{"status":"COMPLETE","results":[],"startedAt":"2026-03-01T12:00:00.000Z","completedAt":"2026-03-01T12:00:00.000Z"}`)
		}
		r.post(contacts+"/batch/archive", body).is(http.StatusNoContent, "")
		r.post(properties+"/batch/archive", body).is(http.StatusNoContent, "")
	}
}

func TestBatchesWriteARecordOnce(t *testing.T) {
	r := newRig(t, 2)
	before := r.get(contacts + "/51").Body
	for _, one := range []struct{ op, inputs, ids string }{
		{"update", `{"id":"51","properties":{"city":"a"}},{"id":"51","properties":{"city":"b"}}`, "51"},
		{"update", `{"id":"51","properties":{"city":"a"},"objectWriteTraceId":"1"},{"id":"51","properties":{"city":"b"},"objectWriteTraceId":"2"}`, "51"},
		{"update", `{"id":"99","properties":{}},{"id":"99","properties":{}},{"id":"51","properties":{"city":"a"}}`, "99"},
		{"update", `{"id":"51","properties":{"city":"a"}},{"id":"bh@hubspot.com","idProperty":"email","properties":{}}`, "bh@hubspot.com"},
		{"upsert", `{"id":"BH@hubspot.com","idProperty":"email","properties":{"city":"a"}},{"id":"bh@hubspot.com","idProperty":"email","properties":{}}`, "bh@hubspot.com"},
		{"upsert", `{"id":"new@x.no","idProperty":"email","properties":{}},{"id":"NEW@x.no","idProperty":"email","properties":{}}`, "NEW@x.no"},
	} {
		r.post(contacts+"/batch/"+one.op, `{"inputs":[`+one.inputs+`]}`).is(http.StatusBadRequest,
			`{"status":"error","message":"Duplicate IDs found in batch input: [`+one.ids+`]. IDs must be unique","correlationId":"ID",`+
				`"context":{"ids":["`+one.ids+`"]},"category":"VALIDATION_ERROR"}`)
	}
	if after := r.get(contacts + "/51").Body; after != before || r.Contacts.Len() != 2 {
		t.Errorf("a refused batch wrote: %s", after)
	}
}

func TestBatchesByWhatIsNotUnique(t *testing.T) {
	r := newRig(t, 2)
	for _, op := range []string{"update", "upsert"} {
		for _, property := range []string{"hs_object_id", "city", "nope"} {
			for _, trace := range []string{"", `,"objectWriteTraceId":"1"`} {
				r.post(contacts+"/batch/"+op, `{"inputs":[{"id":"51","idProperty":"`+property+`","properties":{"city":"x"}`+trace+`}]}`).is(http.StatusBadRequest,
					`{"status":"error","message":"Unable to perform update/upsert by non-unique 0-1 property `+property+` in portal ID 62515","correlationId":"ID","category":"VALIDATION_ERROR"}`)
			}
		}
	}
}

// TestBatchListsTheFaultsOfAllInputs holds that a batch names what is wrong with any of its inputs, and that only a single
// write says it in the account's language too.
func TestBatchListsTheFaultsOfAllInputs(t *testing.T) {
	r := newRig(t, 2)
	fault := func(name, code, message string) string {
		return `{\"isValid\":false,\"message\":\"` + message + `\",\"error\":\"` + code + `\",\"name\":\"` + name + `\"}`
	}
	entry := func(name, code, message string) string {
		return `{"message":"` + message + `","code":"` + code + `","context":{"propertyName":["` + name + `"]}}`
	}
	for _, op := range []string{"create", "update", "upsert"} {
		inputs := `{"id":"1","properties":{"email":"x","hs_latitude":"north"}},{"id":"51","properties":{"city":"fine"}},{"id":"7","properties":{"email":"y"}}`
		r.post(contacts+"/batch/"+op, `{"inputs":[`+inputs+`]}`).is(http.StatusBadRequest,
			`{"status":"error","message":"Property values were not valid: [`+fault("email", "INVALID_EMAIL", "Email address x is invalid")+`,`+
				fault("hs_latitude", "INVALID_LONG", "north was not a valid long.")+`,`+fault("email", "INVALID_EMAIL", "Email address y is invalid")+
				`]","correlationId":"ID","errors":[`+entry("email", "INVALID_EMAIL", "Email address x is invalid")+`,`+
				entry("hs_latitude", "INVALID_LONG", "north was not a valid long.")+`,`+entry("email", "INVALID_EMAIL", "Email address y is invalid")+
				`],"category":"VALIDATION_ERROR"}`)
	}
	if r.Contacts.Len() != 2 {
		t.Error("a refused batch wrote")
	}
	r.post(contacts, `{"properties":{"email":"x"}}`).has(http.StatusBadRequest, `\"localizedErrorMessage\":\"Email address x is invalid\",\"portalId\":62515}`)
}

// TestBatchesPassOverMergedContacts holds that a batch neither writes to a contact by an ID that was merged away nor says so,
// while a single update follows the merge.
func TestBatchesPassOverMergedContacts(t *testing.T) {
	r := newRig(t, 3)
	into := decode[object](r.post(contacts+"/merge", `{"primaryObjectId":"1","objectIdToMerge":"51"}`)).ID
	r.post(contacts+"/batch/update", `{"inputs":[{"id":"51","properties":{"city":"lost"}}]}`).is(http.StatusOK,
		`{"status":"COMPLETE","results":[],"startedAt":"2026-03-01T12:00:00.000Z","completedAt":"2026-03-01T12:00:00.000Z"}`)
	got := decode[page](r.post(contacts+"/batch/update", `{"inputs":[{"id":"1","properties":{"city":"lost"}},{"id":"`+into+`","properties":{"city":"kept"}}]}`).status(http.StatusOK))
	if diff := cmp.Diff([]string{into}, got.ids()); diff != "" {
		t.Error(diff)
	}
	r.get(contacts+"/51?properties=city").has(http.StatusOK, `"id":"`+into+`"`, `"city":"kept"`)
	r.call(http.MethodPatch, contacts+"/51", `{"properties":{"city":"followed"}}`).has(http.StatusOK, `"id":"`+into+`"`, `"city":"followed"`)
}

// What cannot be an email address cannot be kept out.
func TestErasureOfNoAddress(t *testing.T) {
	r := newRig(t, 1)
	for _, value := range []string{"llama", strings.Repeat("x", 70_000) + "@x.no"} {
		r.post(contacts+"/gdpr-delete", `{"idProperty":"email","objectId":"`+value+`"}`).has(http.StatusBadRequest, "VALIDATION_ERROR")
	}
	var state strings.Builder
	if err := r.Export(&state); err != nil || strings.Contains(state.String(), "blocked") {
		t.Errorf("%v %.200s", err, state.String())
	}
}

// An input that does not say what it is about is no input about nothing.
func TestBatchInputsNameWhatTheyAreAbout(t *testing.T) {
	r := newRig(t, 2)
	unset := func(field string) string {
		return `{"status":"error","message":"Invalid input JSON on line 1, column 1: Some required fields were not set: [` + field + `]","correlationId":"ID"}`
	}
	for _, op := range []string{"read", "update", "upsert", "archive"} {
		for _, input := range []string{`{}`, `null`, `{"id":null}`, `{"id":""}`, `{"ID":"51"}`} {
			r.post(contacts+"/batch/"+op, `{"inputs":[{"id":"51"},`+input+`]}`).is(http.StatusBadRequest, unset("id"))
		}
	}
	for _, op := range []string{"read", "archive"} {
		r.post(properties+"/batch/"+op, `{"inputs":[{"name":"address"},{}]}`).is(http.StatusBadRequest, unset("name"))
	}
	r.get(contacts + "/51").status(http.StatusOK)
	r.get(properties + "/address").status(http.StatusOK)
}
