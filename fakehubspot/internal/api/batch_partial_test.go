package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/api"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
)

// writing sets behaviour of batches that write.
func writing(w api.Writing) func(*hub.Config) { return func(c *hub.Config) { c.Writing = w } }

// crew is an account of two contacts, the first with the unique number 7.
func crew(t *testing.T, w api.Writing) *rig {
	t.Helper()
	r := newRig(t, 2, writing(w))
	r.post(properties, `{"name":"crew_id","label":"x","type":"string","fieldType":"text","groupName":"contactinformation","hasUniqueValue":true}`).status(http.StatusCreated)
	r.call(http.MethodPatch, contacts+"/1", `{"properties":{"crew_id":"7","city":"before"}}`).status(http.StatusOK)
	r.call(http.MethodPatch, contacts+"/51", `{"properties":{"crew_id":"8","city":"before"}}`).status(http.StatusOK)
	return r
}

const taken = `Cannot set PropertyValueCoordinates{portalId=62515, objectTypeId=ObjectTypeId{legacyObjectType=CONTACT}, propertyName=crew_id, value=`

// What one bad input of a batch does to the others, by operation: each batch has a good input, and one that is not.
func TestPartialSuccess(t *testing.T) {
	const good, bad, conflict = "good", `"nope":"1"`, `"email":"bh@hubspot.com"`
	trace := func(id string) string { return `,"objectWriteTraceId":"` + id + `"` }
	for name, tt := range map[string]struct {
		op, inputs string
		quirks     api.Writing
		status     int
		pieces     []string
		written    bool
	}{
		"create":                  {"create", `{"properties":{"city":"good","email":"a@x.no"}}`, api.Writing{}, 201, nil, true},
		"create, bad value":       {"create", `{"properties":{"city":"good","email":"a@x.no"}},{"properties":{"nope":"1"}}`, api.Writing{}, 400, []string{"PROPERTY_DOESNT_EXIST"}, false},
		"create, conflict":        {"create", `{"properties":{"city":"good","email":"a@x.no"}},{"properties":{` + conflict + `}}`, api.Writing{}, 409, []string{"Existing ID: 51"}, false},
		"create, unique":          {"create", `{"properties":{"city":"good","email":"a@x.no"}},{"properties":{"email":"b@x.no","crew_id":"7"}}`, api.Writing{}, 400, []string{taken + "7} on ", ". 1 already has that value.", `"category":"VALIDATION_ERROR"`}, false},
		"create, one trace id":    {"create", `{"properties":{"city":"good","email":"a@x.no"}` + trace("a") + `},{"properties":{` + conflict + `}}`, api.Writing{}, 409, nil, false},
		"create, equal trace ids": {"create", `{"properties":{"city":"good","email":"a@x.no"}` + trace("a") + `},{"properties":{` + conflict + `}` + trace("a") + `}`, api.Writing{}, 409, nil, false},
		"create, traced": {
			"create",
			`{"properties":{"city":"good","email":"a@x.no"}` + trace("a") + `},{"properties":{` + conflict + `}` + trace("b") + `},{"properties":{` + bad + `}` + trace("c") + `},{"properties":{"email":"b@x.no","crew_id":"7"}` + trace("d") + `}`,
			api.Writing{},
			207,
			[]string{`"numErrors":3`, `"category":"CONFLICT"`, `"context":{"existingId":["51"],"objectWriteTraceId":["b"]}`, `"context":{"objectWriteTraceId":["c"]}`, `"category":"VALIDATION_ERROR","message":"` + taken, `"context":{"objectWriteTraceId":["d"]}`},
			true,
		},
		"create, traced, twice": {
			"create", `{"properties":{"city":"good","email":"a@x.no"}` + trace("a") + `},{"properties":{"email":"A@x.no"}` + trace("b") + `}`,
			api.Writing{},
			207,
			[]string{`"numErrors":1`, `"objectWriteTraceId":["b"]`},
			true,
		},
		"update, unknown id": {
			"update", `{"id":"1","properties":{"city":"good"}},{"id":"98","properties":{}},{"id":"99","properties":{}}`,
			api.Writing{},
			207,
			[]string{`"numErrors":1,"errors":[{"status":"error","category":"OBJECT_NOT_FOUND","message":"Could not get some CONTACT objects, they may be deleted or not exist. Check that ids are valid.","context":{"ids":["98","99"]}}]`},
			true,
		},
		"update, unknown id, traced": {
			"update", `{"id":"1","properties":{"city":"good"}` + trace("a") + `},{"id":"98","properties":{}` + trace("b") + `},{"id":"99","properties":{}` + trace("c") + `}`,
			api.Writing{},
			207,
			[]string{`"numErrors":1,`, `"context":{"ids":["98","99"],"objectWriteTraceId":["b","c"]}}]`},
			true,
		},
		"update, bad value":         {"update", `{"id":"1","properties":{"city":"good"}},{"id":"51","properties":{` + bad + `}}`, api.Writing{}, 400, []string{"PROPERTY_DOESNT_EXIST"}, false},
		"update, bad value, traced": {"update", `{"id":"1","properties":{"city":"good"}` + trace("a") + `},{"id":"51","properties":{` + bad + `}` + trace("b") + `}`, api.Writing{}, 400, []string{"PROPERTY_DOESNT_EXIST"}, false},
		"update, unique":            {"update", `{"id":"1","properties":{"city":"good"}},{"id":"51","properties":{"crew_id":"7"}}`, api.Writing{}, 400, []string{taken + "7} on 51. 1 already has that value."}, false},
		"update, unique, traced":    {"update", `{"id":"1","properties":{"city":"good"}` + trace("a") + `},{"id":"51","properties":{"crew_id":"7"}` + trace("b") + `}`, api.Writing{}, 207, []string{`"objectWriteTraceId":["b"]`}, true},
		"upsert, bad value":         {"upsert", `{"id":"7","idProperty":"crew_id","properties":{"city":"good"}},{"id":"9","idProperty":"crew_id","properties":{` + bad + `}}`, api.Writing{}, 400, nil, false},
		"upsert, conflict":          {"upsert", `{"id":"7","idProperty":"crew_id","properties":{"city":"good"}},{"id":"9","idProperty":"crew_id","properties":{` + conflict + `}}`, api.Writing{}, 409, []string{"Existing ID: 51"}, false},
		"upsert, traced": {
			"upsert", `{"id":"7","idProperty":"crew_id","properties":{"city":"good"}` + trace("a") + `},{"id":"9","idProperty":"crew_id","properties":{` + conflict + `}` + trace("b") + `},{"id":"10","idProperty":"crew_id","properties":{` + bad + `}` + trace("c") + `}`,
			api.Writing{},
			207,
			[]string{`"numErrors":2`, `"context":{"existingId":["51"],"objectWriteTraceId":["b"]}`, `"new":false`},
			true,
		},
		"upsert, conflicts refuse all": {
			"upsert", `{"id":"7","idProperty":"crew_id","properties":{"city":"good"}` + trace("a") + `},{"id":"9","idProperty":"crew_id","properties":{}` + trace("c") + `},{"id":"10","idProperty":"crew_id","properties":{` + conflict + `}` + trace("b") + `}`,
			api.Writing{UpsertConflictsRefuseAll: true},
			409,
			[]string{"Existing ID: 51"},
			false,
		},
		"upsert, conflicts refuse all, others not": {
			"upsert", `{"id":"7","idProperty":"crew_id","properties":{"city":"good"}` + trace("a") + `},{"id":"9","idProperty":"crew_id","properties":{}` + trace("c") + `},{"id":"10","idProperty":"crew_id","properties":{` + bad + `}` + trace("b") + `}`,
			api.Writing{UpsertConflictsRefuseAll: true},
			207,
			[]string{`"numErrors":2`},
			true,
		},
		"create, conflicts of upserts refuse all": {
			"create", `{"properties":{"city":"good","email":"a@x.no"}` + trace("a") + `},{"properties":{` + conflict + `}` + trace("b") + `}`,
			api.Writing{UpsertConflictsRefuseAll: true},
			207, nil, true,
		},
		"upsert, refused and written, bad value": {"upsert", `{"id":"7","idProperty":"crew_id","properties":{"city":"good"}},{"id":"9","idProperty":"crew_id","properties":{` + bad + `}}`, api.Writing{RefusedUpsertsWrite: true}, 400, nil, true},
		"upsert, refused and written, conflict":  {"upsert", `{"id":"9","idProperty":"crew_id","properties":{` + conflict + `}},{"id":"7","idProperty":"crew_id","properties":{"city":"good"}}`, api.Writing{RefusedUpsertsWrite: true}, 409, nil, true},
		"update, refused upserts are written":    {"update", `{"id":"1","properties":{"city":"good"}},{"id":"51","properties":{"crew_id":"7"}}`, api.Writing{RefusedUpsertsWrite: true}, 400, nil, false},
		"trace ids in results":                   {"update", `{"id":"1","properties":{"city":"good"}` + trace("a") + `}`, api.Writing{TraceIDsInResults: true}, 200, []string{`"objectWriteTraceId":"a"`}, true},
	} {
		t.Run(name, func(t *testing.T) {
			r := crew(t, tt.quirks)
			before := r.Contacts.Len()
			r.post(contacts+"/batch/"+tt.op, `{"inputs":[`+tt.inputs+`]}`).has(tt.status, tt.pieces...)
			found := r.search(`{"filterGroups":[{"filters":[{"propertyName":"city","operator":"EQ","value":"` + good + `"}]}]}`)
			if written := found.Total == 1; written != tt.written {
				t.Errorf("the good input was written: %v, want %v", written, tt.written)
			}
			if !tt.written && r.Contacts.Len() != before {
				t.Errorf("a refused batch wrote: %d contacts", r.Contacts.Len())
			}
		})
	}
}

// A record that is not there makes no batch fail as a whole, and archiving it is no error.
func TestBatchesOfWhatIsNotThere(t *testing.T) {
	r := newRig(t, 2)
	for op, status := range map[string]int{"read": 207, "update": 207, "archive": 204} {
		r.post(contacts+"/batch/"+op, `{"inputs":[{"id":"98","properties":{}},{"id":"99","properties":{}}]}`).status(status)
	}
	if r.Contacts.Len() != 2 {
		t.Errorf("%d contacts", r.Contacts.Len())
	}
}

// Results can come in any order, but each once, and the same for the same calls.
func TestUnorderedResults(t *testing.T) {
	ids := func(unordered bool, op string) []string {
		r := newRig(t, 30, writing(api.Writing{UnorderedResults: unordered}))
		var inputs []string
		for _, one := range decode[page](r.get(contacts + "?limit=30")).Results {
			inputs = append(inputs, `{"id":"`+one.ID+`","properties":{"city":"Oslo"}}`)
		}
		return decode[page](r.post(contacts+"/batch/"+op, `{"inputs":[`+strings.Join(inputs, ",")+`]}`).status(http.StatusOK)).ids()
	}
	for _, op := range []string{"read", "update"} {
		plain, other := ids(false, op), ids(true, op)
		if slices.Equal(plain, other) || !slices.Equal(other, ids(true, op)) {
			t.Errorf("%s: %v and then %v", op, plain, other)
		}
		slices.Sort(plain)
		slices.Sort(other)
		if diff := cmp.Diff(plain, other); diff != "" {
			t.Errorf("%s: %s", op, diff)
		}
	}
}
