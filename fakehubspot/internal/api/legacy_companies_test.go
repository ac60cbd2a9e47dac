package api_test

import (
	"net/http"
	"testing"
	"time"
)

const byApp = `,"source":"INTEGRATION","sourceId":"1234567","versions":[`

func TestLegacyCompaniesByteForByte(t *testing.T) {
	r := newRig(t, 0)
	r.free = true
	r.with("companies", 10, 20, 30)
	r.call(http.MethodPatch, "/crm/v3/objects/companies/10", `{"properties":{"name":"A/S"}}`).status(http.StatusOK)
	r.Clock.Advance(time.Second)
	r.call(http.MethodPatch, "/crm/v3/objects/companies/10", `{"properties":{"name":"AS"}}`).status(http.StatusOK)
	const (
		paged   = "/companies/v2/companies/paged"
		open    = `{"portalId":62515,"companyId":10,"isDeleted":false,"properties":`
		end     = `,"additionalDomains":[],"stateChanges":[],"mergeAudits":[]}`
		as      = `{"name":"name","value":"AS","timestamp":1772366401000,"sourceId":"1234567","source":"INTEGRATION","sourceVid":[]}`
		before  = `,{"name":"name","value":"A/S","timestamp":1772366400000,"sourceId":"1234567","source":"INTEGRATION","sourceVid":[]}`
		name    = `"name":{"value":"AS","timestamp":1772366401000` + byApp + as
		changed = `"hs_lastmodifieddate":{"value":"1772366401000","timestamp":1772366401000,"source":"CALCULATED","sourceId":null,"versions":[` +
			`{"name":"hs_lastmodifieddate","value":"1772366401000","timestamp":1772366401000,"source":"CALCULATED","sourceVid":[]}]}`
		id = `"hs_object_id":{"value":"10","timestamp":0,"source":"CALCULATED","sourceId":null,"versions":[{"name":"hs_object_id","value":"10","source":"CALCULATED","sourceVid":[]}]}`
	)
	r.get(paged+"?limit=1").is(http.StatusOK, `{"companies":[`+open+`{}`+end+`],"has-more":true,"offset":10}`)
	r.get(paged+"?limit=1&properties=name&properties=hs_lastmodifieddate&properties=nothing&properties=city").is(http.StatusOK,
		`{"companies":[`+open+`{`+changed+`,`+name+`]}}`+end+`],"has-more":true,"offset":10}`)
	r.get(paged+"?limit=1&propertiesWithHistory=name").is(http.StatusOK,
		`{"companies":[`+open+`{`+name+before+`]}}`+end+`],"has-more":true,"offset":10}`)
	r.get(paged+"?offset=20").has(http.StatusOK, `{"companies":[{"portalId":62515,"companyId":30,`, `"has-more":false,"offset":30}`)
	r.get("/companies/v2/companies/10").has(http.StatusOK, open, name+`]}`, changed, id, `"createdate":{"value":"1772366400000","timestamp":1772366400000,"source":"CRM_UI"`)
	r.get("/companies/v2/companies/10?includePropertyVersions=true").has(http.StatusOK, name+before+`]}`)
	r.get("/companies/v2/companies/recent/modified?count=1").has(http.StatusOK, `{"results":[`+open, name+`]}`, changed, `"hasMore":true,"offset":1,"total":3}`)
	merged := decode[object](r.post("/crm/v3/objects/companies/merge", `{"primaryObjectId":"10","objectIdToMerge":"20"}`).status(http.StatusOK)).ID
	r.get("/companies/v2/companies/20").has(http.StatusOK, `"companyId":`+merged+`,`)
	r.call(http.MethodDelete, "/crm/v3/objects/companies/30", "").status(http.StatusNoContent)
	r.get("/companies/v2/companies/30").status(http.StatusNotFound)
}

// The contacts of a company are those whose primary company it is.
func TestLegacyContactsOfACompany(t *testing.T) {
	r := newRig(t, 0)
	r.free = true
	r.with("companies", 900, 901)
	associate := func(contact, kind string) {
		t.Helper()
		r.call(http.MethodPut, "/crm/v4/objects/contacts/"+contact+"/associations/companies/900",
			`[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":`+kind+`}]`).status(http.StatusCreated)
	}
	r.with("contacts", 1, 2, 3, 4)
	r.call(http.MethodPatch, contacts+"/1", `{"properties":{"email":"kari@x.no","firstname":"Kari"}}`).status(http.StatusOK)
	associate("1", "1")
	associate("2", "279") // not its primary company
	associate("3", "1")
	associate("4", "1")
	r.call(http.MethodDelete, contacts+"/3", "").status(http.StatusNoContent)
	const root = "/companies/v2/companies/900"
	r.get(root+"/vids").is(http.StatusOK, `{"vids":[1,4],"vidOffset":4,"hasMore":false}`)
	r.get(root+"/vids?count=1").is(http.StatusOK, `{"vids":[1],"vidOffset":1,"hasMore":true}`)
	r.get(root+"/vids?count=1&vidOffset=1").is(http.StatusOK, `{"vids":[4],"vidOffset":4,"hasMore":false}`)
	r.get("/companies/v2/companies/901/vids").is(http.StatusOK, `{"vids":[],"vidOffset":0,"hasMore":false}`)
	r.get(root+"/contacts?count=1").is(http.StatusOK, `{"contacts":[{"identities":[{"vid":1,"identity":[{"type":"EMAIL","value":"kari@x.no",`+
		`"timestamp":1772366400000,"is-primary":true}],"linkedvid":[]}],"properties":[{"name":"firstname","value":"Kari","sourceVid":[]},`+
		`{"name":"lastmodifieddate","value":"1772366400000","sourceVid":[]}],"listMembership":[],"vid":1,"portalId":62515,"isContact":true,"vids":[],`+
		`"imports":[],"canonicalVid":1,"mergeAudit":[],"mergedVids":[]}],"vidOffset":1,"hasMore":true}`)
}
