package api_test

import (
	"net/http"
	"testing"
	"time"
)

const (
	maria = `"vid":1,"canonical-vid":1,"merged-vids":[],"portal-id":62515,"is-contact":true,"properties":`
	after = `,"form-submissions":[],"identity-profiles":[{"vid":1,"saved-at-timestamp":1704067200412,"deleted-changed-timestamp":0,` +
		`"identities":[{"type":"EMAIL","value":"emailmaria@hubspot.com","timestamp":1704067200412,"is-primary":true}]}],"merge-audits":[]`
)

func TestLegacyContactsByteForByte(t *testing.T) {
	r := newRig(t, 2)
	r.free = true
	const all = "/contacts/v1/lists/all/contacts/all"
	r.get(all+"?count=1").is(http.StatusOK, `{"contacts":[{`+maria+`{"company":{"value":"HubSpot"},"firstname":{"value":"Maria"},`+
		`"lastmodifieddate":{"value":"1704067204719"},"lastname":{"value":"Johnson (Sample Contact)"}}`+after+`,"addedAt":1704067200412}],`+
		`"has-more":true,"vid-offset":1}`)
	r.get(all+"?count=1&property=email,createdate&showListMemberships=true").has(http.StatusOK,
		`"properties":{"createdate":{"value":"1704067200412"},"email":{"value":"emailmaria@hubspot.com"},"lastmodifieddate":{"value":"1704067204719"}},"form-submissions":[],"list-memberships":[],`)
	r.get(all+"?vidOffset=1").has(http.StatusOK, `{"contacts":[{"vid":51,`, `"has-more":false,"vid-offset":51}`)
	r.get(all+"?vidOffset=51").is(http.StatusOK, `{"contacts":[],"has-more":false,"vid-offset":51}`)
}

// The history of a property begins with its present value.
func TestLegacyContactsHaveHistories(t *testing.T) {
	r := newRig(t, 2)
	r.free = true
	r.call(http.MethodPatch, contacts+"/1", `{"properties":{"city":"Oslo"}}`).status(http.StatusOK)
	r.Clock.Advance(time.Second)
	r.call(http.MethodPatch, contacts+"/1", `{"properties":{"city":"Bergen"}}`).status(http.StatusOK)
	const city = `"city":{"value":"Bergen","versions":[` +
		`{"value":"Bergen","source-type":"INTEGRATION","source-id":"1234567","source-label":null,"timestamp":1772366401000,"selected":false},` +
		`{"value":"Oslo","source-type":"INTEGRATION","source-id":"1234567","source-label":null,"timestamp":1772366400000,"selected":false}`
	r.get("/contacts/v1/lists/all/contacts/all?count=1&property=city&propertyMode=value_and_history").has(http.StatusOK, city)
	r.get("/contacts/v1/contact/vid/1/profile?property=city").has(http.StatusOK, city)
	r.get("/contacts/v1/contact/vid/1/profile?property=city&propertyMode=value_only").is(http.StatusOK,
		`{`+maria+`{"city":{"value":"Bergen"},"lastmodifieddate":{"value":"1772366401000"}}`+after+`}`)
	r.get("/contacts/v1/contact/vid/1/profile").has(http.StatusOK, city, `"email":{"value":"emailmaria@hubspot.com","versions":[{"value":"emailmaria@hubspot.com",`)
	r.get("/contacts/v1/contact/email/EmailMaria%40hubspot.com/profile?property=city").has(http.StatusOK, `{`+maria, city)
}

// A batch is an object by the IDs asked for. Those that are unknown or archived are left out, and those that were merged away
// lead to what they became.
func TestLegacyContactBatch(t *testing.T) {
	r := newRig(t, 3)
	r.free = true
	const batch = "/contacts/v1/contact/vids/batch"
	r.get(batch+"?vid=1&vid=99&property=firstname").is(http.StatusOK,
		`{"1":{`+maria+`{"firstname":{"value":"Maria"},"lastmodifieddate":{"value":"1704067204719"}}`+after+`}}`)
	r.get(batch).is(http.StatusOK, `{}`)
	merged := decode[object](r.post(contacts+"/merge", `{"primaryObjectId":"1","objectIdToMerge":"51"}`).status(http.StatusOK)).ID
	r.get(batch+"?vid=51&property=firstname").has(http.StatusOK, `{"51":{"vid":`+merged+`,"canonical-vid":`+merged+`,"merged-vids":[1,51],`,
		`"identities":[{"type":"EMAIL","value":"emailmaria@hubspot.com","timestamp":1704067200412,"is-primary":true},{"type":"EMAIL","value":"bh@hubspot.com","timestamp":1704067200412}]`)
	r.call(http.MethodDelete, contacts+"/"+merged, "").status(http.StatusNoContent)
	r.get(batch+"?vid=51,"+merged).is(http.StatusOK, `{}`)
}

// Contacts of one time of modification come by ID; a page goes on behind the contact that both offsets name, and without an ID
// behind none of that time.
func TestRecentLegacyContactsByteForByte(t *testing.T) {
	r := newRig(t, 0)
	r.free = true
	r.with("contacts", 7, 8, 9)
	const recent = "/contacts/v1/lists/recently_updated/contacts/recent"
	got := r.get(recent+"?count=2").has(http.StatusOK, `{"contacts":[{"vid":9,`, `"addedAt":1772366400000},{"vid":8,`)
	got.has(http.StatusOK, `"has-more":true,"vid-offset":8,"time-offset":1772366400000}`)
	r.get(recent+"?count=2&vidOffset=8&timeOffset=1772366400000").has(http.StatusOK, `{"contacts":[{"vid":7,`, `"has-more":false,"vid-offset":7,"time-offset":1772366400000}`)
	r.get(recent+"?count=2&timeOffset=1772366400000").has(http.StatusOK, `{"contacts":[{"vid":9,`)
	r.get(recent+"?vidOffset=7&timeOffset=1772366400000").is(http.StatusOK, `{"contacts":[],"has-more":false,"vid-offset":7,"time-offset":1772366400000}`)
	r.Clock.Advance(30*24*time.Hour + time.Millisecond)
	r.get(recent).is(http.StatusOK, `{"contacts":[],"has-more":false,"vid-offset":0,"time-offset":0}`)
}
