package api_test

import (
	"net/http"
	"testing"
	"time"
)

func TestReadByNumberAndByEmail(t *testing.T) {
	r := newRig(t, 2)
	want := decode[object](r.get(contacts + "/51").status(http.StatusOK))
	for _, target := range []string{"/bh@hubspot.com?idProperty=email", "/BH%40hubspot.com?idProperty=email", "/51?idProperty=hs_object_id"} {
		if got := decode[object](r.get(contacts + target).status(http.StatusOK)); got.ID != want.ID {
			t.Errorf("%s gives %s", target, got.ID)
		}
	}
}

func TestReadOfWhatIsNotThere(t *testing.T) {
	r := newRig(t, 2)
	missing := `{"status":"error","message":"resource not found","correlationId":"ID"}`
	r.get(contacts+"/99").is(http.StatusNotFound, missing)
	r.get(contacts+"/nobody@x.org?idProperty=email").is(http.StatusNotFound, missing)
	r.get(contacts+"/51?archived=true").is(http.StatusNotFound, missing)
	r.get(contacts+"/abc").is(http.StatusNotFound, `{"status":"error","message":"Object not found.  objectId are usually numeric.",`+
		`"correlationId":"ID","context":{"id":["abc"]},"category":"OBJECT_NOT_FOUND"}`)
	r.get(contacts+"/x?idProperty=city").has(http.StatusBadRequest, "non-unique")
	r.call(http.MethodDelete, contacts+"/51", "").status(http.StatusNoContent)
	r.get(contacts+"/51").is(http.StatusNotFound, missing)
	r.get(contacts+"/51?archived=true").has(http.StatusOK, `"archived":true,"archivedAt":"2026-03-01T12:00:00.000Z"`)
}

func TestReadByUniqueProperty(t *testing.T) {
	r := newRig(t, 2)
	r.post("/crm/v3/properties/contacts", `{"name":"member_no","label":"No","type":"string","fieldType":"text",`+
		`"groupName":"contactinformation","hasUniqueValue":true}`).status(http.StatusCreated)
	id := r.create(`{"firstname":"Kari","member_no":"A7"}`)
	if got := decode[object](r.get(contacts + "/A7?idProperty=member_no").status(http.StatusOK)); got.ID != id {
		t.Errorf("got %s, want %s", got.ID, id)
	}
	r.post(contacts, `{"properties":{"firstname":"Ola","member_no":"A7"}}`).has(http.StatusBadRequest, "57000000043 already has that value")
	r.call(http.MethodPatch, contacts+"/"+id, `{"properties":{"member_no":""}}`).status(http.StatusOK)
	r.get(contacts + "/A7?idProperty=member_no").status(http.StatusNotFound)
}

func TestHistory(t *testing.T) {
	r := newRig(t, 2)
	for _, city := range []string{"Oslo", "Bergen", "Bergen", ""} {
		r.Clock.Advance(time.Minute)
		r.call(http.MethodPatch, contacts+"/51", `{"properties":{"city":"`+city+`"}}`).status(http.StatusOK)
	}
	got := decode[object](r.get(contacts + "/51?propertiesWithHistory=city,lastname,nonsense")).History
	var cities []string
	for _, past := range got["city"] {
		cities = append(cities, past.Value+" "+past.SourceType)
	}
	want := []string{" INTEGRATION", "Bergen INTEGRATION", "Oslo INTEGRATION", "Cambridge CRM_UI"}
	if len(cities) != len(want) {
		t.Fatalf("%q", cities)
	}
	for i := range want {
		if cities[i] != want[i] {
			t.Errorf("%d: %q, want %q", i, cities[i], want[i])
		}
	}
	if len(got["lastname"]) != 1 || len(got) != 2 {
		t.Errorf("%+v", got)
	}
}
