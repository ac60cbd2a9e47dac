package api_test

import (
	"net/http"
	"testing"
)

// Owners come without pages: those whose users are active, and with the others if the caller wants them.
func TestLegacyOwnersByteForByte(t *testing.T) {
	r := newRig(t, 0)
	r.free = true
	const (
		root  = "/owners/v2/owners"
		first = `{"portalId":62515,"ownerId":41629779,"type":"PERSON","firstName":"Elif","lastName":"Dahl","email":"elif.dahl@example.com",` +
			`"createdAt":1673302344589,"updatedAt":1675980744589,"remoteList":[{"portalId":62515,"ownerId":41629779,"remoteId":"9586504","remoteType":"HUBSPOT","active":true}],` +
			`"hasContactsAccess":false,"activeUserId":9586504,"userIdIncludingInactive":9586504,"isActive":true}`
		queue = `{"portalId":62515,"ownerId":41634844,"type":"QUEUE","firstName":"Support","lastName":"queue","email":"","createdAt":1686335146637,` +
			`"updatedAt":1688927146637,"remoteList":[],"hasContactsAccess":false,"isActive":true}`
		gone = `{"portalId":62515,"ownerId":41635857,"type":"PERSON","firstName":"Diego","lastName":"Fischer","email":"diego.fischer@example.com",` +
			`"createdAt":1688910810179,"updatedAt":1691589210179,"remoteList":[{"portalId":62515,"ownerId":41635857,"remoteId":"9586510","remoteType":"HUBSPOT","active":false}],` +
			`"hasContactsAccess":false,"userIdIncludingInactive":9586510,"isActive":false}`
	)
	r.get(root+"/").has(http.StatusOK, `[`+first+`,`, queue+`]`)
	r.get(root+"?includeInactive=true").has(http.StatusOK, `[`+first+`,`, queue+`,`+gone+`]`)
	r.get(root+"?email=ELIF.dahl@example.com").is(http.StatusOK, `[`+first+`]`)
	r.get(root+"?email=diego.fischer@example.com").is(http.StatusOK, `[]`)
	r.get(root+"/41629779").is(http.StatusOK, first)
	r.get(root + "/41635857").status(http.StatusNotFound)
	r.get(root+"/41635857?includeInactive=true").is(http.StatusOK, gone)
}
