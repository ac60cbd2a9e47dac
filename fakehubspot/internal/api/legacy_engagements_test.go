package api_test

import (
	"net/http"
	"testing"
	"time"
)

// Each kind of activity has its metadata under the names that version 1 had for them.
func TestLegacyEngagementsByteForByte(t *testing.T) {
	r := newRig(t, 0)
	r.free = true
	r.with("contacts", 1)
	r.with("companies", 900)
	r.with("deals", 10)
	r.with("tickets", 77)
	one := func(kind, id, properties, metadata, typ, extra string) {
		t.Helper()
		r.with(kind, number(id))
		r.call(http.MethodPatch, "/crm/v3/objects/"+kind+"/"+id, `{"properties":{"hs_timestamp":"2026-03-02T00:00:00Z",`+properties+`}}`).status(http.StatusOK)
		want := `{"engagement":{"id":` + id + `,"portalId":62515,"active":true,"createdAt":1772366400000,"lastUpdated":1772366400000,` + extra +
			`"type":"` + typ + `","timestamp":1772409600000},"associations":{"contactIds":[],"companyIds":[],"dealIds":[],"ownerIds":[],"workflowIds":[],"ticketIds":[]},` +
			`"attachments":[],"metadata":` + metadata + `}`
		r.get("/engagements/v1/engagements/"+id).is(http.StatusOK, want)
		r.get("/engagements/v1/engagements/paged?limit=1&offset="+id[:len(id)-1]+"0").is(http.StatusOK, `{"results":[`+want+`],"hasMore":false,"offset":`+id+`}`)
	}
	one("notes", "111", `"hs_note_body":"Hei"`, `{"body":"Hei"}`, "NOTE", "")
	one("tasks", "121", `"hs_task_subject":"Call","hs_task_body":"b","hs_task_status":"WAITING","hs_task_priority":"HIGH","hs_task_type":"TODO","hubspot_owner_id":"41629779"`,
		`{"body":"b","priority":"HIGH","status":"WAITING","subject":"Call","taskType":"TODO"}`, "TASK", `"ownerId":41629779,`)
	one("meetings", "131", `"hs_meeting_title":"t","hs_meeting_body":"b","hs_internal_meeting_notes":"n","hs_meeting_start_time":"2026-03-02T00:00:00Z","hs_meeting_end_time":"2026-03-02T01:00:00Z"`,
		`{"body":"b","endTime":1772413200000,"internalMeetingNotes":"n","startTime":1772409600000,"title":"t"}`, "MEETING", "")
	one("calls", "141", `"hs_call_title":"t","hs_call_body":"b","hs_call_status":"BUSY","hs_call_duration":"4000","hs_call_to_number":"1","hs_call_from_number":"2","hs_call_recording_url":"u","hs_call_disposition":"d"`,
		`{"body":"b","disposition":"d","durationMilliseconds":4000,"fromNumber":"2","recordingUrl":"u","status":"BUSY","title":"t","toNumber":"1"}`, "CALL", "")
	one("emails", "151", `"hs_email_direction":"INCOMING_EMAIL","hs_email_subject":"s","hs_email_text":"t","hs_email_html":"h","hs_email_status":"SENT"`,
		`{"html":"h","status":"SENT","subject":"s","text":"t"}`, "INCOMING_EMAIL", "")

	for _, other := range []string{"contacts/1", "companies/900", "deals/10", "tickets/77"} {
		r.call(http.MethodPut, "/crm/v4/objects/notes/111/associations/default/"+other, "").status(http.StatusOK)
	}
	r.call(http.MethodPut, "/crm/v4/objects/calls/141/associations/default/contacts/1", "").status(http.StatusOK)
	r.call(http.MethodPatch, "/crm/v3/objects/notes/111", `{"properties":{"hs_attachment_ids":"5;6"}}`).status(http.StatusOK)
	r.get("/engagements/v1/engagements/111").has(http.StatusOK,
		`"associations":{"contactIds":[1],"companyIds":[900],"dealIds":[10],"ownerIds":[],"workflowIds":[],"ticketIds":[77]},"attachments":[{"id":5},{"id":6}]`)

	const of = "/engagements/v1/engagements/associated/"
	r.get(of+"CONTACT/1/paged").has(http.StatusOK, `{"results":[{"engagement":{"id":111,`, `{"engagement":{"id":141,`, `"hasMore":false,"offset":141}`)
	r.get(of+"contact/1/paged?limit=1").has(http.StatusOK, `"hasMore":true,"offset":111}`)
	r.get(of+"contact/1/paged?limit=1&offset=111").has(http.StatusOK, `{"results":[{"engagement":{"id":141,`, `"hasMore":false,"offset":141}`)
	r.get(of+"ticket/77/paged").has(http.StatusOK, `{"results":[{"engagement":{"id":111,`, `"hasMore":false,"offset":111}`)
	r.get(of+"butterfly/77/paged").has(http.StatusBadRequest, "Unable to infer object type from: butterfly")

	r.Clock.Advance(time.Second)
	r.call(http.MethodPatch, "/crm/v3/objects/calls/141", `{"properties":{"hs_call_title":"new"}}`).status(http.StatusOK)
	r.get("/engagements/v1/engagements/recent/modified?count=1").has(http.StatusOK, `{"results":[{"engagement":{"id":141,`, `"title":"new"`, `"hasMore":true,"offset":1,"total":5}`)
	r.call(http.MethodDelete, "/crm/v3/objects/notes/111", "").status(http.StatusNoContent)
	r.get("/engagements/v1/engagements/111").status(http.StatusNotFound)
}
