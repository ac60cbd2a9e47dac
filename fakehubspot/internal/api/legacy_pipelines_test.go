package api_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestLegacyPipelinesByteForByte(t *testing.T) {
	r := newRig(t, 0)
	r.free = true
	const tickets = "/crm-pipelines/v1/pipelines/tickets"
	const first = `{"label":"Support Pipeline","displayOrder":0,"active":true,"stages":[` +
		`{"label":"New","displayOrder":0,"metadata":{"isClosed":"false","ticketState":"OPEN"},"stageId":"1","createdAt":0,"updatedAt":0,"active":true},` +
		`{"label":"Waiting on contact","displayOrder":1,"metadata":{"isClosed":"false","ticketState":"OPEN"},"stageId":"2","createdAt":0,"updatedAt":0,"active":true},` +
		`{"label":"Waiting on us","displayOrder":2,"metadata":{"isClosed":"false","ticketState":"OPEN"},"stageId":"3","createdAt":0,"updatedAt":0,"active":true},` +
		`{"label":"Closed","displayOrder":3,"metadata":{"isClosed":"true","ticketState":"CLOSED"},"stageId":"4","createdAt":0,"updatedAt":0,"active":true}],` +
		`"objectType":"TICKET","objectTypeId":"0-5","pipelineId":"0","createdAt":0,"updatedAt":0,"default":true}`
	r.get(tickets).is(http.StatusOK, `{"results":[`+first+`]}`)
	r.get("/crm-pipelines/v1/pipelines/TICKET").is(http.StatusOK, `{"results":[`+first+`]}`)
	const own = `{"label":"Own","displayOrder":1,"active":true,"stages":[{"label":"a","displayOrder":0,"metadata":{"isClosed":"false","ticketState":"OPEN"},` +
		`"stageId":"a","createdAt":1772366400000,"updatedAt":1772366400000,"active":true}`
	r.post("/crm/v3/pipelines/tickets", `{"pipelineId":"own","label":"Own","displayOrder":1,"stages":[`+
		`{"stageId":"a","label":"a","displayOrder":0,"metadata":{"ticketState":"OPEN"}},{"stageId":"b","label":"b","displayOrder":1,"metadata":{"ticketState":"OPEN"}}]}`).status(http.StatusCreated)
	r.call(http.MethodDelete, "/crm/v3/pipelines/tickets/own/stages/b", "").status(http.StatusNoContent)
	r.get(tickets+"?includeInactive=EXCLUDE_DELETED").has(http.StatusOK, first+`,`+own+`]`, `"pipelineId":"own"`, `"default":false}]}`)
	r.get(tickets+"?includeInactive=INCLUDE_DELETED").has(http.StatusOK, first+`,`+own+`,{"label":"b",`, `"stageId":"b","createdAt":1772366400000,"updatedAt":1772366400000,"active":false}]`)
	r.call(http.MethodDelete, "/crm/v3/pipelines/tickets/own", "").status(http.StatusNoContent)
	r.get(tickets).is(http.StatusOK, `{"results":[`+first+`]}`)
	r.get(tickets+"?includeInactive=INCLUDE_DELETED").has(http.StatusOK, first+`,{"label":"Own","displayOrder":1,"active":false,`)
	r.get("/crm-pipelines/v1/pipelines/notes").is(http.StatusOK, `{"results":[]}`)
	r.get("/crm-pipelines/v1/pipelines/butterflies").has(http.StatusBadRequest, "Unable to infer object type from: butterflies")
}

func TestDealPipelinesByteForByte(t *testing.T) {
	r := newRig(t, 0)
	r.free = true
	got := r.get("/deals/v1/pipelines").has(http.StatusOK,
		`{"stageId":"closedwon","label":"Closed Won","probability":1,"active":true,"displayOrder":5,"closedWon":true},`+
			`{"stageId":"closedlost","label":"Closed Lost","probability":0,"active":true,"displayOrder":6,"closedWon":false}],`+
			`"label":"Sales Pipeline","active":true,"displayOrder":0,"staticDefault":true}]`)
	if !strings.HasPrefix(got.Body, `[{"pipelineId":"default","stages":[{"stageId":"appointmentscheduled","label":"Appointment Scheduled","probability":0.2,"active":true,"displayOrder":0,"closedWon":false},`) {
		t.Error(got.Body)
	}
}
