package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestLegacyDealsByteForByte(t *testing.T) {
	r := newRig(t, 0)
	r.free = true
	r.with("deals", 10, 20)
	r.with("companies", 900)
	r.with("contacts", 2, 1)
	r.with("tickets", 77)
	for _, other := range []string{"companies/900", "contacts/2", "contacts/1", "tickets/77", "deals/20"} {
		r.call(http.MethodPut, "/crm/v4/objects/deals/10/associations/default/"+other, "").status(http.StatusOK)
	}
	r.call(http.MethodPatch, "/crm/v3/objects/deals/10", `{"properties":{"closedate":"2026-05-01T10:00:00Z","amount":"5"}}`).status(http.StatusOK)
	r.Clock.Advance(time.Second)
	r.call(http.MethodPatch, "/crm/v3/objects/deals/10", `{"properties":{"amount":"6"}}`).status(http.StatusOK)
	const (
		paged = "/deals/v1/deal/paged"
		open  = `{"portalId":62515,"dealId":10,"isDeleted":false,"associations":`
		tied  = `{"associatedVids":[1,2],"associatedCompanyIds":[900],"associatedDealIds":[20],"associatedTicketIds":[77]}`
		id    = `"hs_object_id":{"value":"10","timestamp":0,"source":"CALCULATED","sourceId":null,"versions":[{"name":"hs_object_id","value":"10","source":"CALCULATED","sourceVid":[]}]}`
		end   = `,"imports":[],"stateChanges":[]}`
		close = `"closedate":{"value":"1777629600000","timestamp":1772366400000` + byApp +
			`{"name":"closedate","value":"1777629600000","timestamp":1772366400000,"sourceId":"1234567","source":"INTEGRATION","sourceVid":[]}]}`
		six  = `"amount":{"value":"6","timestamp":1772366401000` + byApp + `{"name":"amount","value":"6","timestamp":1772366401000,"sourceId":"1234567","source":"INTEGRATION","sourceVid":[]}`
		five = `,{"name":"amount","value":"5","timestamp":1772366400000,"sourceId":"1234567","source":"INTEGRATION","sourceVid":[]}`
	)
	r.get(paged+"?limit=1").is(http.StatusOK, `{"deals":[`+open+`null,"properties":{`+id+`}`+end+`],"hasMore":true,"offset":10}`)
	r.get(paged+"?limit=1&includeAssociations=True&properties=closedate").is(http.StatusOK,
		`{"deals":[`+open+tied+`,"properties":{`+close+`}`+end+`],"hasMore":true,"offset":10}`)
	r.get(paged+"?limit=1&includeAllProperties=true&allPropertiesFetchMode=latest_version").has(http.StatusOK, open+`null`, id, close, six+`]}`)
	r.get(paged+"?limit=1&includeAllProperties=true&allPropertiesFetchMode=all_versions").has(http.StatusOK, close, six+five+`]}`)
	r.get(paged+"?limit=1&propertiesWithHistory=amount").is(http.StatusOK, `{"deals":[`+open+`null,"properties":{`+six+five+`]}}`+end+`],"hasMore":true,"offset":10}`)
	r.get(paged+"?offset=10").has(http.StatusOK, `{"deals":[{"portalId":62515,"dealId":20,`, `"hasMore":false,"offset":20}`)
	r.get("/deals/v1/deal/10").has(http.StatusOK, open+tied, id, close, six+`]}`)
	r.get("/deals/v1/deal/10?includePropertyVersions=true").has(http.StatusOK, six+five+`]}`)
	r.get("/deals/v1/deal/recent/modified?count=1").has(http.StatusOK, `{"results":[`+open+tied, close, `"hasMore":true,"offset":1,"total":2}`)
}

func TestLegacyObjectsByteForByte(t *testing.T) {
	r := newRig(t, 0)
	r.free = true
	r.with("tickets", 77)
	r.call(http.MethodPatch, "/crm/v3/objects/tickets/77", `{"properties":{"subject":"Help"}}`).status(http.StatusOK)
	for _, name := range []string{"tickets", "TICKET"} {
		r.get("/crm-objects/v1/objects/"+name+"/paged?properties=subject").is(http.StatusOK, `{"objects":[{"objectType":"TICKET","portalId":62515,"objectId":77,`+
			`"properties":{"subject":{"value":"Help","timestamp":1772366400000`+byApp+`{"name":"subject","value":"Help","timestamp":1772366400000,"sourceId":"1234567",`+
			`"source":"INTEGRATION","sourceVid":[]}]}},"isDeleted":false}],"hasMore":false,"offset":77}`)
	}
}

// A value that was cleared is shown no more; its past is.
func TestLegacyValuesThatWereCleared(t *testing.T) {
	r := newRig(t, 0)
	r.free = true
	r.with("deals", 10)
	for _, amount := range []string{"5", ""} {
		r.call(http.MethodPatch, "/crm/v3/objects/deals/10", `{"properties":{"amount":"`+amount+`"}}`).status(http.StatusOK)
		r.Clock.Advance(time.Second)
	}
	if got := r.get("/deals/v1/deal/paged?propertiesWithHistory=amount").status(http.StatusOK); strings.Contains(got.Body, "amount") {
		t.Errorf("the amount is shown: %s", got.Body)
	}
	r.call(http.MethodPatch, "/crm/v3/objects/deals/10", `{"properties":{"amount":"7"}}`).status(http.StatusOK)
	r.get("/deals/v1/deal/paged?propertiesWithHistory=amount").has(http.StatusOK, `{"name":"amount","value":"7",`, `{"name":"amount","value":"",`, `{"name":"amount","value":"5",`)
}

// Days are milliseconds too: those of their midnight in UTC.
func TestLegacyDays(t *testing.T) {
	r := newRig(t, 0)
	r.free = true
	r.with("deals", 10)
	r.post("/crm/v3/properties/deals", `{"name":"day","label":"Day","type":"date","fieldType":"date","groupName":"dealinformation"}`).status(http.StatusCreated)
	r.call(http.MethodPatch, "/crm/v3/objects/deals/10", `{"properties":{"day":"2026-05-01"}}`).status(http.StatusOK)
	r.get("/deals/v1/deal/paged?properties=day").has(http.StatusOK, `"day":{"value":"1777593600000",`)
}
