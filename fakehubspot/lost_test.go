package fakehubspot_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// lose makes a call whose answer gets lost, and reports whether it did.
func lose(hub *fakehubspot.Server, method, path, body string) (lost bool) {
	defer func() { lost = recover() == http.ErrAbortHandler }() //nolint:errorlint // a recovered value, not an error
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "localhost"
	r.Header.Set("Authorization", "Bearer "+hub.Token())
	r.Header.Set("Content-Type", "application/json")
	hub.Handler().ServeHTTP(httptest.NewRecorder(), r)
	return false
}

// Each operation that writes has its answer lost after the write was done, and the journal says so.
func TestAnswersToWritesGetLostByOperation(t *testing.T) {
	const contacts, ties = "/crm/v3/objects/contacts", "/crm/v4/associations/contacts/companies/batch/"
	found := func(path, part string) func(caller) bool {
		return func(c caller) bool { _, body := c.call("GET " + path); return strings.Contains(body, part) }
	}
	gone := func(path string) func(caller) bool {
		return func(c caller) bool { status, _ := c.call("GET " + path); return status == http.StatusNotFound }
	}
	tied := func(part string) func(caller) bool {
		return found("/crm/v4/objects/contacts/51/associations/companies", part)
	}
	calls := map[string]struct {
		call string
		done func(caller) bool
	}{
		"create":        {"POST " + contacts + ` {"properties":{"email":"a@x.no"}}`, found(contacts+"/a@x.no?idProperty=email", "a@x.no")},
		"update":        {"PATCH " + contacts + `/51 {"properties":{"city":"Oslo"}}`, found(contacts+"/51?properties=city", "Oslo")},
		"archive":       {"DELETE " + contacts + "/51", gone(contacts + "/51")},
		"merge":         {"POST " + contacts + `/merge {"primaryObjectId":"51","objectIdToMerge":"1"}`, found(contacts+"/1?properties=hs_merged_object_ids", "51;1")},
		"erase":         {"POST " + contacts + `/gdpr-delete {"objectId":"51"}`, gone(contacts + "/51")},
		"batch-create":  {"POST " + contacts + `/batch/create {"inputs":[{"properties":{"email":"b@x.no"}}]}`, found(contacts+"/b@x.no?idProperty=email", "b@x.no")},
		"batch-update":  {"POST " + contacts + `/batch/update {"inputs":[{"id":"51","properties":{"city":"Bergen"}}]}`, found(contacts+"/51?properties=city", "Bergen")},
		"batch-upsert":  {"POST " + contacts + `/batch/upsert {"inputs":[{"id":"c@x.no","idProperty":"email","properties":{}}]}`, found(contacts+"/c@x.no?idProperty=email", "c@x.no")},
		"batch-archive": {"POST " + contacts + `/batch/archive {"inputs":[{"id":"51"}]}`, gone(contacts + "/51")},
		"associate": {
			`PUT /crm/v4/objects/contacts/51/associations/companies/COMPANY [{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":279}]`, tied("279"),
		},
		"batch-associate": {
			"POST " + ties + `create {"inputs":[{"from":{"id":"51"},"to":{"id":"COMPANY"},"types":[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":279}]}]}`, tied("279"),
		},
		"disassociate":       {`DELETE /crm/v4/objects/contacts/51/associations/companies/COMPANY`, tied(`"results":[]`)},
		"batch-disassociate": {"POST " + ties + `archive {"inputs":[{"from":{"id":"51"},"to":[{"id":"COMPANY"}]}]}`, tied(`"results":[]`)},
	}
	for name, tt := range calls {
		t.Run(name, func(t *testing.T) {
			c := start(t, fakehubspot.Contacts(3), fakehubspot.Records("companies", 1))
			_, listed := c.call("GET /crm/v3/objects/companies?limit=1")
			_, company, _ := strings.Cut(listed, `"id":"`)
			company, _, _ = strings.Cut(company, `"`)
			if strings.Contains(name, "disassociate") {
				c.want(http.StatusCreated, "PUT /crm/v4/objects/contacts/51/associations/companies/"+company+` [{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":279}]`)
			} else {
				c.call("DELETE /crm/v4/objects/contacts/51/associations/companies/" + company)
			}
			if tt.done(c) {
				t.Fatal("done before it was called for")
			}
			lost := fakehubspot.Fault{Kind: fakehubspot.FaultLost, Loss: "cut", Match: fakehubspot.Match{Operation: name}, Count: 1}
			if err := c.hub.AddFault(lost); err != nil {
				t.Fatal(err)
			}
			method, rest, _ := strings.Cut(strings.ReplaceAll(tt.call, "COMPANY", company), " ")
			path, body, _ := strings.Cut(rest, " ")
			if !lose(c.hub, method, path, body) || !tt.done(c) {
				t.Errorf("%s: the answer came, or the write was not done", tt.call)
			}
			recorded := c.hub.Requests(fakehubspot.Filter{Method: method, Path: path})
			last := recorded[len(recorded)-1]
			if !last.Lost || last.Status != 0 || !last.Aborted {
				t.Errorf("the journal has %+v", last)
			}
		})
	}
	for _, name := range fakehubspot.Operations() {
		if _, tested := calls[name]; !tested && !strings.Contains("read write list get search list-associations batch-read batch-read-associations", name) {
			t.Errorf("%s is not tested", name)
		}
	}
}

// Of what the control API gets, the journal keeps the answer that was lost as well as the one that came in its place.
func TestAStatusInPlaceOfALostAnswer(t *testing.T) {
	c := start(t, fakehubspot.Contacts(2))
	c.want(http.StatusCreated, `POST /_fake/faults {"kind":"lost","status":502,"match":{"operation":"write","path":"/crm/v3/objects/contacts/51"}}`)
	c.want(http.StatusBadGateway, `PATCH /crm/v3/objects/contacts/51 {"properties":{"city":"Oslo"}}`)
	c.want(http.StatusOK, `PATCH /crm/v3/objects/contacts/1 {"properties":{"city":"Oslo"}}`)
	if body := c.want(http.StatusOK, "GET /crm/v3/objects/contacts/51?properties=city"); !strings.Contains(body, "Oslo") {
		t.Errorf("not written: %s", body)
	}
	if body := c.want(http.StatusOK, "GET /_fake/requests?status=502"); !strings.Contains(body, `"lost":true`) || strings.Count(body, `"seq"`) != 1 {
		t.Errorf("the journal has %s", body)
	}
}
