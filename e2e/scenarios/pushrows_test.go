package scenarios

import "slices"

// A sort is entities that are sent to the same address.
type sort struct {
	name, object, to string
	// key is the property by which records are found, and what it has in front of the text that only one record has.
	key, prefix string
	has         map[string]string // what a record has before, beside its key
	rows        []row
}

// A row is what is sent about a record, and what becomes of that. In it, {id} is the ID of the record that is there before, {key} is
// its key, or that of the record that there will be; {old} and {second} are the ID and the key of what was merged into it.
type row struct {
	name   string
	before state
	send   []string          // the members of each entity
	want   string            // what becomes of each
	says   string            // why, of those that fail
	then   map[string]string // what the record has afterwards that it had not before
	asked  bool              // HubSpot itself refuses it, whenever it is asked
}

// state is what there is of a record before.
type state int

const (
	liveRecord state = iota
	noRecord
	archivedRecord
	mergedRecord
)

// sorts are all of them. Each row has a record of its own.
var sorts = []sort{
	{
		name: "persons", object: "contacts", to: "contacts", key: "email", prefix: "@example.com", has: person,
		rows: slices.Concat(addressed, matched, deleted, valued, same, based, refused),
	},
	{name: "together", object: "contacts", to: "contacts", key: "email", prefix: "@example.com", has: person, rows: together},
	{name: "customers", object: "companies", to: "companies?match=erp_id", key: "erp_id", has: map[string]string{"name": "Acme"}, rows: []row{
		{name: "by a property of one's own", send: []string{`"erp_id":"{key}","name":"Acme Inc."`}, want: "updated", then: map[string]string{"name": "Acme Inc."}},
		{name: "new", before: noRecord, send: []string{`"erp_id":"{key}","name":"New"`}, want: "created", then: map[string]string{"name": "New"}},
		{name: "deleted", send: []string{`"erp_id":"{key}","_deleted":true`}, want: "archived"},
	}},
	{name: "articles", object: "products", to: "products", key: "hs_sku", has: map[string]string{"name": "Thing", "price": "12.50"}, rows: []row{
		{name: "by their number", send: []string{`"hs_sku":"{key}","name":"Other","price":12.5`}, want: "updated", then: map[string]string{"name": "Other"}},
		{name: "new", before: noRecord, send: []string{`"hs_sku":"{key}","name":"New","price":7`}, want: "created", then: map[string]string{"name": "New", "price": "7"}},
		{name: "the same", send: []string{`"hs_sku":"{key}","price":"12.500"`}, want: "unchanged"},
	}},
	{name: "lines", object: "line_items", to: "line_items", key: "hs_external_id", has: map[string]string{"name": "Thing", "quantity": "2"}, rows: []row{
		{name: "by their number", send: []string{`"hs_external_id":"{key}","quantity":3`}, want: "updated", then: map[string]string{"quantity": "3"}},
		{name: "new", before: noRecord, send: []string{`"hs_external_id":"{key}","name":"New"`}, want: "created", then: map[string]string{"name": "New"}},
	}},
	{name: "orders", object: "deals", to: "deals", key: "dealname", has: map[string]string{"amount": "10"}, rows: []row{
		{name: "by id", send: []string{`"id":"{id}","amount":11`}, want: "updated", then: map[string]string{"amount": "11"}},
		{name: "without one", before: noRecord, send: []string{`"dealname":"{key}"`}, want: "refused", says: "created twice"},
	}},
}

// person is what the contacts have before.
var person = map[string]string{
	"firstname": "Ann", "jobtitle": "Boss", "phone": "+47 22 33 44 55", "amount": "1500.0", "born": "1990-05-17",
	"met": "2026-02-01T12:00:00.000Z", "vip": "true", "colours": "red;blue", "hs_lead_status": "OPEN",
}

// chief is what most rows change.
var chief = map[string]string{"jobtitle": "Chief"}

// addressed are entities with an ID.
var addressed = []row{
	{name: "an id as text", send: []string{`"id":"{id}","jobtitle":"Chief"`}, want: "updated", then: chief},
	{name: "an id as a number", send: []string{`"id":{id},"jobtitle":"Chief"`}, want: "updated", then: chief},
	{name: "hs_object_id", send: []string{`"hs_object_id":"{id}","jobtitle":"Chief"`}, want: "updated", then: chief},
	{name: "id wins", send: []string{`"id":"{id}","hs_object_id":"1","email":"new.{key}","jobtitle":"Chief"`}, want: "updated", then: map[string]string{"jobtitle": "Chief", "email": "new.{key}"}},
	{name: "id null is none", send: []string{`"id":null,"hs_object_id":"","email":"{key}","jobtitle":"Chief"`}, want: "updated", then: chief},
	{name: "an id merged away", before: mergedRecord, send: []string{`"id":"{old}","jobtitle":"Chief"`}, want: "updated", then: chief},
	{name: "an unknown id", before: noRecord, send: []string{`"id":"999999999","jobtitle":"Chief"`}, want: "refused", says: "no contact 999999999"},
	{name: "an archived id", before: archivedRecord, send: []string{`"id":"{id}","jobtitle":"Chief"`}, want: "refused", says: "{id} is archived"},
}

// matched are entities that are found by a unique property, or created.
var matched = []row{
	{name: "an address", send: []string{`"email":"{key}","jobtitle":"Chief"`}, want: "updated", then: chief},
	{name: "an address spelt in another way", send: []string{`"email":" {KEY} ","jobtitle":"Chief"`}, want: "updated", then: chief},
	{name: "a secondary address", before: mergedRecord, send: []string{`"email":"{second}","jobtitle":"Chief"`}, want: "updated", then: chief},
	{name: "a new address", before: noRecord, send: []string{`"email":"{key}","jobtitle":"Chief"`}, want: "created", then: chief},
	{name: "the address of an archived contact", before: archivedRecord, send: []string{`"email":"{key}","jobtitle":"Chief"`}, want: "created", then: chief},
	{name: "neither", before: noRecord, send: []string{`"firstname":"Nobody"`}, want: "refused", says: "no id and no value of a unique property"},
}

// deleted are entities that are deleted.
var deleted = []row{
	{name: "deleted by id", send: []string{`"id":"{id}","_deleted":true`}, want: "archived"},
	{name: "deleted by address", send: []string{`"email":"{key}","_deleted":true`}, want: "archived"},
	{name: "deleted, gone already", before: archivedRecord, send: []string{`"id":"{id}","_deleted":true`}, want: "unchanged"},
	{name: "deleted, merged away", before: mergedRecord, send: []string{`"id":"{old}","_deleted":true`}, want: "unchanged"},
	{name: "deleted, a secondary address", before: mergedRecord, send: []string{`"email":"{second}","_deleted":true`}, want: "unchanged"},
	{name: "deleted without an address", send: []string{`"_deleted":true`}, want: "ignored"},
	{name: "replaced", send: []string{`"id":"{id}","_deleted":true,"$replaced":true`}, want: "ignored"},
}

// valued are the properties of entities.
var valued = []row{
	{name: "the member properties", send: []string{`"id":"{id}","jobtitle":"no","properties":{"jobtitle":"Chief"}`}, want: "updated", then: chief},
	{name: "a record's envelope", send: []string{`"id":"{id}","createdAt":"x","updatedAt":"x","archived":true,"archivedAt":"x","url":"x","associations":{"companies":[]},"$origin":"erp","jobtitle":"Chief"`}, want: "updated", then: chief},
	{name: "namespaces", send: []string{`"hs:id":"{id}","erp:jobtitle":"Chief"`}, want: "updated", then: chief},
	{name: "namespaces within properties", send: []string{`"erp:properties":{"erp:email":"{key}","erp:jobtitle":"Chief"}`}, want: "updated", then: chief},
	{name: "null and an empty list clear", send: []string{`"id":"{id}","jobtitle":null,"colours":[]`}, want: "updated", then: map[string]string{"jobtitle": "", "colours": ""}},
	{
		name: "typed texts", send: []string{`"id":"{id}","met":"~t2026-03-02T10:00:00+02:00","born":"~t1991-05-17T00:00:00Z","amount":"~f7.5","website":"~rhttps://example.com/a:b","jobtitle":"~:erp:Chief","company":"~zzz"`}, want: "updated",
		then: map[string]string{"met": "2026-03-02T08:00:00.000Z", "born": "1991-05-17", "amount": "7.5", "website": "https://example.com/a:b", "jobtitle": "Chief", "company": "~zzz"},
	},
	{name: "numbers, truths and lists", send: []string{`"id":"{id}","amount":7.5,"jobtitle":12,"vip":false,"colours":["green","blue"]`}, want: "updated", then: map[string]string{"amount": "7.5", "jobtitle": "12", "vip": "false", "colours": "green;blue"}},
	{name: "an instant is a day", send: []string{`"id":"{id}","born":"1991-05-17T00:00:00Z"`}, want: "updated", then: map[string]string{"born": "1991-05-17"}},
	{name: "read-only properties", send: []string{`"id":"{id}","createdate":"2000-01-01T00:00:00Z","lastmodifieddate":"x","jobtitle":"Chief"`}, want: "updated", then: chief},
}

// same are entities that HubSpot has already.
var same = []row{
	{name: "the same", send: []string{`"id":"{id}","firstname":"Ann","jobtitle":"Boss"`}, want: "unchanged"},
	{name: "the same by type", send: []string{`"id":"{id}","email":"{KEY}","amount":1500,"met":"2026-02-01T13:00:00+01:00","born":642902400000,"vip":"TRUE","colours":["blue","red"],"phone":"+4722334455","company":null`}, want: "unchanged"},
	{name: "nothing but what is read-only", send: []string{`"id":"{id}","createdate":"2000-01-01T00:00:00Z"`}, want: "unchanged"},
}

// based are entities with $based_on.
var based = []row{
	{name: "based on what HubSpot has", send: []string{`"id":"{id}","jobtitle":"Chief","$based_on":{"jobtitle":"Boss"}`}, want: "updated", then: chief},
	{name: "based on something else", send: []string{`"id":"{id}","jobtitle":"Chief","$based_on":{"properties":{"jobtitle":"Clerk"}}`}, want: "conflict", says: "jobtitle"},
	{name: "narrowed", send: []string{`"id":"{id}","jobtitle":"Chief","firstname":"Anna","$based_on":{"jobtitle":"Clerk","firstname":"Ann"},"$based_on_properties":["firstname"]`}, want: "updated", then: map[string]string{"jobtitle": "Chief", "firstname": "Anna"}},
	{name: "already as wanted", send: []string{`"id":"{id}","jobtitle":"Boss","$based_on":{"jobtitle":"Clerk"}`}, want: "unchanged"},
	{name: "a deletion in conflict", send: []string{`"id":"{id}","_deleted":true,"$based_on":{"jobtitle":"Clerk"}`}, want: "conflict", says: "jobtitle"},
}

// refused are entities that cannot become records.
var refused = []row{
	{name: "an unknown property", send: []string{`"id":"{id}","frstname":"Anna"`}, want: "refused", says: `the nearest is \"firstname\"`},
	{name: "a wrong option", send: []string{`"id":"{id}","hs_lead_status":"OPENED"`}, want: "refused", says: `no option \"OPENED\"`},
	{name: "a wrong number", send: []string{`"id":"{id}","amount":"1,500"`}, want: "refused", says: `\"amount\" is no number`},
	{name: "a wrong day", send: []string{`"id":"{id}","born":"yesterday"`}, want: "refused", says: `\"born\" is no day`},
	{name: "an object", send: []string{`"id":"{id}","jobtitle":{"no":"Boss"}`}, want: "refused", says: `\"jobtitle\" is an object`},
	{name: "an element with a semicolon", send: []string{`"id":"{id}","colours":["red;green"]`}, want: "refused", says: "semicolon"},
	{name: "an address that another contact has", send: []string{`"id":"{id}","email":"` + taken + `"`}, want: "refused", says: "HubSpot refuses it", asked: true},
}

// taken is the address of a contact that no row is about.
const taken = "taken@example.com"

// together are entities about one record. They are sent beside no entity that fails: a node would send each by itself then.
var together = []row{
	{name: "the last wins", send: []string{`"id":"{id}","jobtitle":"1","firstname":"Anna"`, `"id":"{id}","jobtitle":"2"`, `"email":"{key}","jobtitle":"Chief"`}, want: "updated", then: map[string]string{"jobtitle": "Chief", "firstname": "Anna"}},
	{name: "a new one", before: noRecord, send: []string{`"email":"{key}","jobtitle":"1","firstname":"New"`, `"email":"{KEY}","jobtitle":"Chief"`}, want: "created", then: map[string]string{"jobtitle": "Chief", "firstname": "New"}},
	{name: "the first one's basis counts", send: []string{`"id":"{id}","jobtitle":"1","$based_on":{"jobtitle":"Boss"}`, `"id":"{id}","jobtitle":"Chief","$based_on":{"jobtitle":"Boss"}`}, want: "updated", then: chief},
	{name: "by both ids of a merged one", before: mergedRecord, send: []string{`"id":"{old}","jobtitle":"1"`, `"email":"{second}","jobtitle":"Chief"`}, want: "updated", then: chief},
}
