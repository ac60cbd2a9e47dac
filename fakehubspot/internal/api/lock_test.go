package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/limit"
)

// Thousands of upserts that come fast lock the records of their object type for two seconds: nothing of it can be written
// then, and everything read.
func TestHeavySyncLocksRecords(t *testing.T) {
	r := newRig(t, 2)
	if err := r.Limits().Set(limit.Settings{Plan: limit.Off, Upserts: 2_000}); err != nil {
		t.Fatal(err)
	}
	r.Clock.Advance(time.Second)
	upsert := func(n int) answer {
		inputs := make([]string, 100)
		for i := range inputs {
			inputs[i] = fmt.Sprintf(`{"id":"%d-%d@x.no","idProperty":"email","properties":{}}`, n, i)
		}
		return r.post(contacts+"/batch/upsert", `{"inputs":[`+strings.Join(inputs, ",")+`]}`)
	}
	for n := range 20 {
		upsert(n).status(http.StatusOK)
	}
	locked := `{"status":"error","message":"The resource is locked.","correlationId":"ID"}`
	upsert(20).is(http.StatusLocked, locked)
	for _, call := range [][3]string{
		{http.MethodPost, "", `{"properties":{"email":"a@x.no"}}`},
		{http.MethodPatch, "/51", `{"properties":{"city":"Oslo"}}`},
		{http.MethodDelete, "/51", ""},
		{http.MethodPost, "/batch/create", `{"inputs":[{"properties":{"email":"a@x.no"}}]}`},
		{http.MethodPost, "/batch/update", `{"inputs":[{"id":"51","properties":{"city":"Oslo"}}]}`},
		{http.MethodPost, "/batch/archive", `{"inputs":[{"id":"51"}]}`},
		{http.MethodPost, "/merge", `{"primaryObjectId":"51","objectIdToMerge":"1"}`},
		{http.MethodPost, "/gdpr-delete", `{"objectId":"51"}`},
	} {
		r.call(call[0], contacts+call[1], call[2]).is(http.StatusLocked, locked)
	}
	if r.Contacts.Len() != 2_002 {
		t.Errorf("%d contacts, want those of twenty batches", r.Contacts.Len())
	}
	r.get(contacts + "/51").status(http.StatusOK)
	r.post(contacts+"/batch/read", `{"inputs":[{"id":"51"}]}`).status(http.StatusOK)
	r.post(contacts+"/search", `{}`).status(http.StatusOK)
	r.post("/crm/v3/objects/companies", `{"properties":{"name":"x"}}`).status(http.StatusCreated)
	r.Clock.Advance(1999 * time.Millisecond)
	upsert(20).status(http.StatusLocked)
	r.Clock.Advance(time.Millisecond)
	upsert(20).status(http.StatusOK)
}
