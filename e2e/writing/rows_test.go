package writing

// addressed are entities with an ID.
var addressed = []row{
	{name: "an id as text", send: `[{"_id":"x","id":"{a}","jobtitle":"Chief"}]`, want: []string{"updated {a}"}, then: map[string]string{"a.jobtitle": "Chief", "a.firstname": "Ann"}},
	{name: "an id as a number", send: `[{"id":{a},"jobtitle":"Chief"}]`, want: []string{"updated {a}"}, then: map[string]string{"a.jobtitle": "Chief"}},
	{name: "one object", send: `{"id":"{a}","jobtitle":"Chief"}`, want: []string{"updated {a}"}, then: map[string]string{"a.jobtitle": "Chief"}},
	{name: "hs_object_id", send: `[{"hs_object_id":"{a}","jobtitle":"Chief"}]`, want: []string{"updated {a}"}, then: map[string]string{"a.jobtitle": "Chief"}},
	{name: "hs_object_id among properties", send: `[{"properties":{"hs_object_id":"{a}","jobtitle":"Chief"}}]`, want: []string{"updated {a}"}, then: map[string]string{"a.jobtitle": "Chief"}},
	{name: "id wins over hs_object_id", send: `[{"id":"{a}","hs_object_id":"{b}","jobtitle":"Chief"}]`, want: []string{"updated {a}"}, then: map[string]string{"a.jobtitle": "Chief", "b.jobtitle": ""}},
	{name: "id wins over the address", send: `[{"id":"{a}","email":"anna@example.com"}]`, want: []string{"updated {a}"}, then: map[string]string{"a.email": "anna@example.com"}},
	{name: "id null is none", send: `[{"id":null,"email":"ann@example.com","jobtitle":"Chief"}]`, want: []string{"updated {a}"}, then: map[string]string{"a.jobtitle": "Chief"}},
	{name: "an empty id is none", send: `[{"id":"","email":"ann@example.com","jobtitle":"Chief"}]`, want: []string{"updated {a}"}, then: map[string]string{"a.jobtitle": "Chief"}},
	{name: "an id merged away follows", send: `[{"id":"{m2}","jobtitle":"Chief"}]`, want: []string{"updated {m}"}, then: map[string]string{"m.jobtitle": "Chief", "m.email": "first@example.com"}},
	{name: "an unknown id", send: `[{"_id":"x","id":"999999999","jobtitle":"Chief"}]`, want: []string{"refused no contact 999999999"}},
	{name: "an archived id", send: `[{"id":"{gone}","jobtitle":"Chief"}]`, want: []string{"refused {gone} is archived"}, then: map[string]string{"gone.archived": "true"}},
	{name: "an id that is none", send: `[{"id":"x7","jobtitle":"Chief"}]`, want: []string{"refused x7"}},
}

// matched are entities that are found by a unique property, or created.
var matched = []row{
	{name: "an address", send: `[{"email":"ann@example.com","jobtitle":"Chief"}]`, want: []string{"updated {a}"}, then: map[string]string{"a.jobtitle": "Chief"}},
	{name: "an address in capitals", send: `[{"email":"Ann@Example.com","jobtitle":"Chief"}]`, want: []string{"updated {a}"}, then: map[string]string{"a.jobtitle": "Chief", "a.email": "ann@example.com"}},
	{name: "a secondary address leaves the first alone", send: `[{"email":"second@example.com","jobtitle":"Chief"}]`, want: []string{"updated {m}"}, then: map[string]string{"m.jobtitle": "Chief", "m.email": "first@example.com"}},
	{name: "a new address", send: `[{"email":"new@example.com","jobtitle":"Chief"}]`, want: []string{"created"}, then: map[string]string{"new@example.com.jobtitle": "Chief"}},
	{name: "the address of an archived contact", send: `[{"email":"gone@example.com","jobtitle":"Chief"}]`, want: []string{"created"}, then: map[string]string{"gone@example.com.jobtitle": "Chief", "gone.archived": "true"}},
	{name: "a custom unique property", to: "contacts?match=erp_id", send: `[{"erp_id":"E-1","jobtitle":"Chief"},{"erp_id":"E-2","lastname":"Eve","jobtitle":"Clerk"}]`, want: []string{"updated {a}", "created"}, then: map[string]string{"a.jobtitle": "Chief", "E-2.jobtitle": "Clerk"}},
	{name: "a custom unique property of several words", to: "contacts?match=erp_id", send: `[{"erp_id":"Acme Inc., Oslo","lastname":"Eve"},{"erp_id":"Acme","lastname":"Adam"}]`, want: []string{"created", "created"}, then: map[string]string{"Acme Inc., Oslo.lastname": "Eve", "Acme.lastname": "Adam"}},
	{name: "a custom unique property, taken address", to: "contacts?match=erp_id", send: `[{"erp_id":"E-9","email":"bob@example.com"},{"erp_id":"E-8","firstname":"Eve"}]`, want: []string{"refused", "created"}, then: map[string]string{"b.erp_id": "", "E-8.firstname": "Eve"}},
	{name: "products by hs_sku", to: "products", send: `[{"hs_sku":"P-1","name":"Other"},{"hs_sku":"P-2","name":"New"}]`, want: []string{"updated {p}", "created"}, then: map[string]string{"p.name": "Other", "P-2.name": "New"}},
	{name: "line items by hs_external_id", to: "line_items", send: `[{"hs_external_id":"L-1","name":"New"}]`, want: []string{"created"}, then: map[string]string{"L-1.name": "New"}},
	{name: "companies by a property of one's own", to: "companies?match=erp_id", send: `[{"erp_id":"C-1","name":"Acme Inc."},{"erp_id":"C-2","name":"New"}]`, want: []string{"updated {co}", "created"}, then: map[string]string{"co.name": "Acme Inc.", "C-2.name": "New"}},
	{name: "neither id nor match", send: `[{"_id":"x","firstname":"Nobody"}]`, want: []string{"refused no id and no value of a unique property"}},
	{name: "match cleared", send: `[{"email":null,"firstname":"Nobody"}]`, want: []string{"refused it could be created twice"}},
	{name: "deals have no match", to: "deals", send: `[{"dealname":"New"},{"id":"{d}","dealname":"Bigger"}]`, want: []string{"refused it could be created twice", "updated {d}"}, then: map[string]string{"d.dealname": "Bigger"}},
}

// deleted are entities that are deleted.
var deleted = []row{
	{name: "deleted by id", send: `[{"id":"{a}","_deleted":true}]`, want: []string{"archived {a}"}, then: map[string]string{"a.archived": "true"}},
	{name: "deleted by address", send: `[{"email":"ann@example.com","_deleted":true}]`, want: []string{"archived {a}"}, then: map[string]string{"a.archived": "true"}},
	{name: "deleted with everything else about it", send: `[{"id":"{a}","_deleted":true,"frstname":{"an":"object"},"$based_on":{"jobtitle":"Boss"}}]`, want: []string{"archived {a}"}, then: map[string]string{"a.archived": "true"}},
	{name: "_deleted that is neither true nor false", send: `[{"id":"{a}","_deleted":"true"},{"id":"{a}","_deleted":1,"jobtitle":"Chief"},{"id":"{a}","_deleted":true,"$replaced":"true"},{"id":"{b}","_deleted":null,"jobtitle":"Clerk"}]`, want: []string{"refused _deleted is neither true nor false", "refused _deleted is neither", "refused $replaced is neither", "updated {b}"}, then: map[string]string{"a.archived": "false", "a.jobtitle": "Boss"}},
	{name: "_deleted false is nothing", send: `[{"id":"{a}","_deleted":false,"jobtitle":"Chief"}]`, want: []string{"updated {a}"}, then: map[string]string{"a.archived": "false"}},
	{name: "deleted, archived already", send: `[{"id":"{gone}","_deleted":true}]`, want: []string{"unchanged"}},
	{name: "deleted, unknown", send: `[{"id":"999999999","_deleted":true},{"email":"nobody@example.com","_deleted":true}]`, want: []string{"unchanged", "unchanged"}},
	{name: "a deletion does not follow a merge by id", send: `[{"id":"{m1}","_deleted":true},{"id":"{m2}","_deleted":true}]`, want: []string{"unchanged", "unchanged"}, then: map[string]string{"m.archived": "false"}},
	{name: "a deletion does not follow a merge by address", send: `[{"email":"second@example.com","_deleted":true}]`, want: []string{"unchanged"}, then: map[string]string{"m.archived": "false"}},
	{name: "the merged record itself is deleted", send: `[{"id":"{m}","_deleted":true}]`, want: []string{"archived {m}"}, then: map[string]string{"m.archived": "true"}},
	{name: "deleted without an address", send: `[{"_id":"x","_deleted":true}]`, want: []string{"ignored"}},
	{name: "replaced", send: `[{"id":"{a}","_deleted":true,"$replaced":true}]`, want: []string{"ignored"}, then: map[string]string{"a.archived": "false"}},
}

// valued are the properties of entities.
var valued = []row{
	{name: "the member properties", send: `[{"id":"{a}","jobtitle":"no","properties":{"jobtitle":"Chief"}}]`, want: []string{"updated {a}"}, then: map[string]string{"a.jobtitle": "Chief"}},
	{name: "the root", send: `[{"_id":"x","_updated":"now","_ts":7,"$origin":"erp","$ids":["~:erp:1"],"id":"{a}","createdAt":"x","updatedAt":"x","archived":true,"archivedAt":"x","url":"x","associations":{"companies":[]},"jobtitle":"Chief"}]`, want: []string{"updated {a}"}, then: map[string]string{"a.jobtitle": "Chief", "a.archived": "false"}},
	{name: "namespaces", send: `[{"_id":"erp:1","hs:id":"{a}","erp:jobtitle":"Chief"}]`, want: []string{"updated {a}"}, then: map[string]string{"a.jobtitle": "Chief"}},
	{name: "namespaces of what has a meaning in Sesam", send: `[{"erp:_id":"x","erp:id":"{a}","erp:jobtitle":"Chief","erp:$based_on":{"erp:jobtitle":"Clerk"},"erp:$origin":"x"},{"erp:id":"{b}","erp:_deleted":true}]`, want: []string{"conflict jobtitle", "archived {b}"}, then: map[string]string{"a.jobtitle": "Boss", "b.archived": "true"}},
	{name: "namespaces within properties", send: `[{"erp:properties":{"erp:email":"ann@example.com","erp:jobtitle":"Chief"}}]`, want: []string{"updated {a}"}, then: map[string]string{"a.jobtitle": "Chief"}},
	{name: "what is absent is left alone", send: `[{"id":"{a}","firstname":"Anna"}]`, want: []string{"updated {a}"}, then: map[string]string{"a.firstname": "Anna", "a.jobtitle": "Boss", "a.erp_id": "E-1"}},
	{name: "null clears", send: `[{"id":"{a}","jobtitle":null}]`, want: []string{"updated {a}"}, then: map[string]string{"a.jobtitle": ""}},
	{name: "an empty list clears", send: `[{"id":"{a}","colours":[]}]`, want: []string{"updated {a}"}, then: map[string]string{"a.colours": ""}},
	{name: "read-only properties are left out", send: `[{"id":"{a}","jobtitle":"Chief","createdate":"2000-01-01T00:00:00Z","lastmodifieddate":"x","hs_is_contact":"false","hs_object_source":"x","hs_all_contact_vids":["1","2"]}]`, want: []string{"updated {a}"}, then: map[string]string{"a.jobtitle": "Chief"}},
}

// typed are the forms of values.
var typed = []row{
	{name: "an instant", send: `[{"id":"{a}","met":"~t2026-03-02T10:00:00+02:00"}]`, want: []string{"updated {a}"}, then: map[string]string{"a.met": "2026-03-02T08:00:00.000Z"}},
	{name: "a day", send: `[{"id":"{a}","born":"~t1991-05-17T00:00:00Z"}]`, want: []string{"updated {a}"}, then: map[string]string{"a.born": "1991-05-17"}},
	{name: "a decimal number", send: `[{"id":"{a}","amount":"~f7.5"}]`, want: []string{"updated {a}"}, then: map[string]string{"a.amount": "7.5"}},
	{name: "an address on the web", send: `[{"id":"{a}","website":"~rhttps://example.com/a:b"}]`, want: []string{"updated {a}"}, then: map[string]string{"a.website": "https://example.com/a:b"}},
	{name: "a UUID", send: `[{"id":"{a}","erp_id":"~u0f8fad5b-d9cb-469f-a165-70867728950e"}]`, want: []string{"updated {a}"}, then: map[string]string{"a.erp_id": "0f8fad5b-d9cb-469f-a165-70867728950e"}},
	{name: "a name in a namespace", send: `[{"id":"{a}","erp_id":"~:erp-person:7"}]`, want: []string{"updated {a}"}, then: map[string]string{"a.erp_id": "7"}},
	{name: "an unknown type stays text", send: `[{"id":"{a}","jobtitle":"~zzz"}]`, want: []string{"updated {a}"}, then: map[string]string{"a.jobtitle": "~zzz"}},
	{name: "true and false", send: `[{"id":"{a}","vip":false}]`, want: []string{"updated {a}"}, then: map[string]string{"a.vip": "false"}},
	{name: "a number", send: `[{"id":"{a}","amount":7.5,"jobtitle":12}]`, want: []string{"updated {a}"}, then: map[string]string{"a.amount": "7.5", "a.jobtitle": "12"}},
	{name: "a list", send: `[{"id":"{a}","colours":["green","blue"]}]`, want: []string{"updated {a}"}, then: map[string]string{"a.colours": "green;blue"}},
}

// refused are entities that cannot become records, each beside one that can.
var refused = []row{
	{name: "an unknown property", send: `[{"_id":"x","id":"{a}","frstname":"Anna"},{"id":"{b}","jobtitle":"Clerk"}]`, want: []string{`refused "frstname"; the nearest is "firstname"`, "updated {b}"}, then: map[string]string{"a.firstname": "Ann", "b.jobtitle": "Clerk"}},
	{name: "a wrong option", send: `[{"id":"{a}","hs_lead_status":"OPENED"},{"id":"{b}","hs_lead_status":"NEW"}]`, want: []string{`refused "hs_lead_status" has no option "OPENED"`, "updated {b}"}},
	{name: "a wrong option among several", send: `[{"id":"{a}","colours":["red","pink"]},{"id":"{b}","colours":["red"]}]`, want: []string{`refused "pink"`, "updated {b}"}, then: map[string]string{"a.colours": "red;blue"}},
	{name: "a wrong number", send: `[{"id":"{a}","amount":"1,500"},{"id":"{b}","amount":"1"}]`, want: []string{`refused "amount" is no number`, "updated {b}"}},
	{name: "a wrong day", send: `[{"id":"{a}","born":"yesterday"},{"id":"{b}","born":"1990-01-01"}]`, want: []string{`refused "born" is no day`, "updated {b}"}},
	{name: "milliseconds that are no midnight", send: `[{"id":"{a}","born":1635535865},{"id":"{b}","born":0}]`, want: []string{`refused midnight`, "updated {b}"}, then: map[string]string{"b.born": "1970-01-01"}},
	{name: "a wrong instant", send: `[{"id":"{a}","met":"soon"},{"id":"{b}","met":0}]`, want: []string{`refused "met" is no instant`, "updated {b}"}},
	{name: "an object", send: `[{"id":"{a}","jobtitle":{"no":"Boss"}},{"id":"{b}","jobtitle":"Clerk"}]`, want: []string{`refused "jobtitle" is an object`, "updated {b}"}},
	{name: "an option that is no more", send: `[{"id":"{odd}","colours":"grey;blue"},{"email":"new@example.com","colours":"grey"},{"id":"{odd}","jobtitle":"Chief","colours":"grey;red"}]`, want: []string{`refused "grey"`, `refused "grey"`, "updated {odd}"}, then: map[string]string{"odd.jobtitle": "Chief", "odd.colours": "grey;red"}},
	{name: "half a character", send: `[{"id":"{a}","jobtitle":"x\ud83d"},{"_id":"\ud83d","$x":"\ud83d","id":"{b}","jobtitle":"Clerk"}]`, want: []string{`refused "jobtitle" is no text: it has a half of a character`, "updated {b}"}, then: map[string]string{"b.jobtitle": "Clerk"}},
	{name: "a value that reads like a failure of the account", send: `[{"email":"banned: daily limit","firstname":"X"},{"email":"new@example.com","firstname":"Y"}]`, want: []string{"refused", "created"}, then: map[string]string{"new@example.com.firstname": "Y"}},
	{name: "an element with a semicolon", send: `[{"id":"{a}","colours":["red;green"]},{"id":"{b}","colours":["red"]}]`, want: []string{"refused semicolon", "updated {b}"}, then: map[string]string{"a.colours": "red;blue"}},
	{name: "no objects", send: `[7,"x",null,[],{"id":"{b}","jobtitle":"Clerk"}]`, want: []string{"refused not a JSON object", "refused not a JSON object", "refused not a JSON object", "refused not a JSON object", "updated {b}"}, then: map[string]string{"b.jobtitle": "Clerk"}},
	{name: "what only HubSpot knows to be wrong", send: `[{"email":"no address","firstname":"X"},{"email":"new@example.com","firstname":"Y"},{"id":"{b}","jobtitle":"Clerk"}]`, want: []string{"refused", "created", "updated {b}"}, then: map[string]string{"new@example.com.firstname": "Y"}},
	{name: "an address that another contact has", send: `[{"id":"{b}","email":"ann@example.com"},{"id":"{a}","jobtitle":"Chief"}]`, want: []string{"refused", "updated {a}"}, then: map[string]string{"b.email": "bob@example.com", "a.jobtitle": "Chief"}},
}

// unchanged are entities that HubSpot has already, in another form.
var unchanged = []row{
	{name: "the same", send: `[{"id":"{a}","firstname":"Ann","jobtitle":"Boss"}]`, want: []string{"unchanged {a}"}},
	{name: "nothing at all", send: `[{"id":"{a}"}]`, want: []string{"unchanged {a}"}},
	{name: "only read-only properties", send: `[{"id":"{a}","createdate":"2000-01-01T00:00:00Z"}]`, want: []string{"unchanged {a}"}},
	{name: "numbers as numbers", send: `[{"id":"{a}","amount":1500}, {"id":"{a}","amount":"1500.00"}, {"id":"{a}","amount":1.5e3}]`, want: []string{"unchanged {a}", "unchanged {a}", "unchanged {a}"}},
	{name: "instants to the millisecond", send: `[{"id":"{a}","met":"2026-02-01T13:00:00+01:00"},{"id":"{a}","met":1769947200000},{"id":"{a}","met":"~t2026-02-01T12:00:00.000000001Z"}]`, want: []string{"unchanged {a}", "unchanged {a}", "unchanged {a}"}},
	{name: "days", send: `[{"id":"{a}","born":"~t1990-05-17T00:00:00Z"},{"id":"{a}","born":642902400000}]`, want: []string{"unchanged {a}", "unchanged {a}"}},
	{name: "booleans", send: `[{"id":"{a}","vip":true},{"id":"{a}","vip":"TRUE"}]`, want: []string{"unchanged {a}", "unchanged {a}"}},
	{name: "addresses without case", send: `[{"id":"{a}","email":"ANN@example.com"}]`, want: []string{"unchanged {a}"}},
	{name: "choices as sets", send: `[{"id":"{a}","colours":["blue","red"]},{"id":"{a}","colours":"blue;red"},{"id":"{a}","colours":";red"}]`, want: []string{"unchanged {a}", "unchanged {a}", "unchanged {a}"}},
	{name: "phone numbers by digits", send: `[{"id":"{a}","phone":"+4722334455"}]`, want: []string{"unchanged {a}"}},
	{name: "numbers with exponents", send: `[{"id":"{odd}","amount":"1.23E-5"},{"id":"{odd}","amount":1.23e-5},{"id":"{odd}","amount":"0.0000123"}]`, want: []string{"unchanged {odd}", "unchanged {odd}", "unchanged {odd}"}},
	{name: "what HubSpot no longer takes", send: `[{"id":"{odd}","colours":"grey;red"},{"email":"odd@example.com","colours":["red","grey"]}]`, want: []string{"unchanged {odd}", "unchanged {odd}"}},
	{name: "null is unset", send: `[{"id":"{a}","company":null},{"id":"{a}","company":""},{"id":"{a}","company":[]}]`, want: []string{"unchanged {a}", "unchanged {a}", "unchanged {a}"}},
}

// conflicting are entities with $based_on.
var conflicting = []row{
	{name: "based on what HubSpot has", send: `[{"id":"{a}","jobtitle":"Chief","$based_on":{"jobtitle":"Boss"}}]`, want: []string{"updated {a}"}, then: map[string]string{"a.jobtitle": "Chief"}},
	{name: "based on something else", send: `[{"id":"{a}","jobtitle":"Chief","firstname":"Anna","$based_on":{"jobtitle":"Clerk","firstname":"Ann"}},{"id":"{b}","jobtitle":"Clerk"}]`, want: []string{"conflict jobtitle", "updated {b}"}, then: map[string]string{"a.jobtitle": "Boss", "a.firstname": "Ann", "b.jobtitle": "Clerk"}},
	{name: "based on a record", send: `[{"id":"{a}","properties":{"jobtitle":"Chief"},"$based_on":{"id":"{a}","updatedAt":"x","properties":{"jobtitle":"Clerk"}}}]`, want: []string{"conflict jobtitle"}, then: map[string]string{"a.jobtitle": "Boss"}},
	{name: "of a property that is not written", send: `[{"id":"{a}","jobtitle":"Chief","$based_on":{"jobtitle":"Boss","firstname":"Old"}}]`, want: []string{"updated {a}"}, then: map[string]string{"a.jobtitle": "Chief"}},
	{name: "already as wanted", send: `[{"id":"{a}","jobtitle":"Boss","$based_on":{"jobtitle":"Clerk"}}]`, want: []string{"unchanged {a}"}},
	{name: "narrowed to others", send: `[{"id":"{a}","jobtitle":"Chief","firstname":"Anna","$based_on":{"jobtitle":"Clerk","firstname":"Ann"},"$based_on_properties":["firstname"]}]`, want: []string{"updated {a}"}, then: map[string]string{"a.jobtitle": "Chief"}},
	{name: "narrowed to what differs", send: `[{"id":"{a}","jobtitle":"Chief","firstname":"Anna","$based_on":{"jobtitle":"Boss","firstname":"Old"},"$based_on_properties":["firstname"]}]`, want: []string{"conflict firstname"}, then: map[string]string{"a.jobtitle": "Boss"}},
	{name: "narrowed to what is not written", send: `[{"id":"{a}","jobtitle":"Chief","$based_on":{"jobtitle":"Boss","firstname":"Ann"},"$based_on_properties":["firstname"]},{"id":"{b}","jobtitle":"Clerk","$based_on":{},"$based_on_properties":["firstname"]}]`, want: []string{"updated {a}", "updated {b}"}, then: map[string]string{"a.jobtitle": "Chief", "b.jobtitle": "Clerk"}},
	{name: "a deletion", send: `[{"id":"{a}","_deleted":true,"$based_on":{"jobtitle":"Clerk"}}]`, want: []string{"conflict jobtitle"}, then: map[string]string{"a.archived": "false"}},
	{name: "a deletion based on what HubSpot has", send: `[{"id":"{a}","_deleted":true,"$based_on":{"jobtitle":"Boss","amount":1500}}]`, want: []string{"archived {a}"}, then: map[string]string{"a.archived": "true"}},
	{name: "by address", send: `[{"email":"ann@example.com","jobtitle":"Chief","$based_on":{"jobtitle":"Clerk"}}]`, want: []string{"conflict jobtitle"}, then: map[string]string{"a.jobtitle": "Boss"}},
	{name: "of records that are not there", send: `[{"id":"{gone}","jobtitle":"Chief","$based_on":{"jobtitle":"Boss"}},{"id":"999999999","jobtitle":"Chief","$based_on":{"jobtitle":"Boss"}},{"email":"gone@example.com","jobtitle":"Chief","$based_on":{"jobtitle":"Boss"}}]`, want: []string{"refused {gone} is archived", "refused no contact 999999999", "conflict jobtitle"}},
	{name: "unset before", send: `[{"id":"{a}","jobtitle":"Chief","$based_on":{"jobtitle":null}},{"id":"{b}","jobtitle":"Chief","$based_on":{"jobtitle":null}}]`, want: []string{"conflict jobtitle", "updated {b}"}, then: map[string]string{"b.jobtitle": "Chief"}},
}

// several are entities of one request for the same record.
var several = []row{
	{name: "the last wins", send: `[{"id":"{a}","jobtitle":"1","firstname":"Anna"},{"id":"{a}","jobtitle":"2"},{"email":"ann@example.com","jobtitle":"3"}]`, want: []string{"updated {a}", "updated {a}", "updated {a}"}, then: map[string]string{"a.jobtitle": "3", "a.firstname": "Anna"}, moves: true},
	{name: "a new one", send: `[{"email":"new@example.com","jobtitle":"1","firstname":"New"},{"email":"NEW@example.com","jobtitle":"2"}]`, want: []string{"created", "created"}, then: map[string]string{"new@example.com.jobtitle": "2", "new@example.com.firstname": "New"}, moves: true},
	{name: "the first one's basis counts", send: `[{"id":"{a}","jobtitle":"1","$based_on":{"jobtitle":"Boss"}},{"id":"{a}","jobtitle":"2","$based_on":{"jobtitle":"Boss"}}]`, want: []string{"updated {a}", "updated {a}"}, then: map[string]string{"a.jobtitle": "2"}, moves: true},
	{name: "there and back is nothing", send: `[{"id":"{a}","jobtitle":"1"},{"id":"{a}","jobtitle":"Boss"}]`, want: []string{"unchanged {a}", "unchanged {a}"}},
	{name: "changed and then deleted", send: `[{"id":"{a}","jobtitle":"1"},{"id":"{a}","_deleted":true}]`, want: []string{"updated {a}", "archived {a}"}, then: map[string]string{"a.archived": "true"}},
	{name: "deleted twice, at first in conflict", send: `[{"id":"{a}","_deleted":true,"$based_on":{"jobtitle":"Clerk"}},{"id":"{a}","_deleted":true}]`, want: []string{"conflict jobtitle", "archived {a}"}, then: map[string]string{"a.archived": "true"}},
	{name: "a merged record is deleted, and one of its ids is changed", send: `[{"email":"first@example.com","_deleted":true},{"email":"first@example.com","jobtitle":"1"},{"id":"{m2}","jobtitle":"2"}]`, want: []string{"archived {m}", "created", "refused"}, then: map[string]string{"first@example.com.jobtitle": "1", "m.archived": "true"}, moves: true},
	{name: "deleted and then changed", send: `[{"id":"{a}","_deleted":true},{"id":"{a}","jobtitle":"1"}]`, want: []string{"archived {a}", "refused {a} is archived"}, then: map[string]string{"a.archived": "true"}},
	{name: "deleted and then there again", send: `[{"email":"ann@example.com","_deleted":true},{"email":"ann@example.com","jobtitle":"1"}]`, want: []string{"archived {a}", "created"}, then: map[string]string{"a.archived": "true", "ann@example.com.jobtitle": "1"}, moves: true},
	{name: "by two addresses of a merged record", send: `[{"email":"second@example.com","jobtitle":"1"},{"email":"first@example.com","jobtitle":"2"},{"id":"{m1}","firstname":"X"}]`, want: []string{"updated {m}", "updated {m}", "updated {m}"}, then: map[string]string{"m.jobtitle": "2", "m.firstname": "X", "m.email": "first@example.com"}, moves: true},
	{name: "by an id and by a secondary address", send: `[{"id":"{m1}","jobtitle":"1"},{"email":"second@example.com","jobtitle":"2"}]`, want: []string{"updated {m}", "updated {m}"}, then: map[string]string{"m.jobtitle": "2", "m.email": "first@example.com"}, moves: true},
	{name: "an address passes to a new person", send: `[{"id":"{a}","email":"moved@example.com"},{"email":"ann@example.com","firstname":"Other"}]`, want: []string{"updated {a}", "created"}, then: map[string]string{"a.email": "moved@example.com", "a.firstname": "Ann", "ann@example.com.firstname": "Other"}},
	{name: "an address passes on and comes back", send: `[{"id":"{a}","email":"moved@example.com"},{"id":"{a}","email":"ann@example.com"},{"email":"ann@example.com","firstname":"Anna"}]`, want: []string{"updated {a}", "updated {a}", "updated {a}"}, then: map[string]string{"a.email": "ann@example.com", "a.firstname": "Anna"}, moves: true},
	{name: "an address passes to another record, which it then leads to", send: `[{"id":"{a}","email":"moved@example.com"},{"email":"MOVED@example.com","firstname":"Anna"}]`, want: []string{"updated {a}", "updated {a}"}, then: map[string]string{"a.email": "moved@example.com", "a.firstname": "Anna"}},
	{name: "an address that does not pass to another record", send: `[{"id":"{a}","email":"moved@example.com","$based_on":{"email":"x@example.com"}},{"email":"moved@example.com","firstname":"Other"}]`, want: []string{"conflict email", "created"}, then: map[string]string{"a.email": "ann@example.com", "moved@example.com.firstname": "Other"}},
	{name: "an address passes to another record, which is then deleted by it", send: `[{"id":"{a}","email":"moved@example.com"},{"email":"moved@example.com","_deleted":true}]`, want: []string{"updated {a}", "archived {a}"}, then: map[string]string{"a.archived": "true"}, moves: true},
	{name: "cleared, and then added to", send: `[{"id":"{a}","colours":null},{"id":"{a}","colours":";green"}]`, want: []string{"updated {a}", "updated {a}"}, then: map[string]string{"a.colours": "green"}, moves: true},
	{name: "what HubSpot no longer takes is restored", send: `[{"id":"{odd}","colours":"red"},{"id":"{odd}","colours":"grey;red"}]`, want: []string{"updated {odd}", `refused "grey"`}, then: map[string]string{"odd.colours": "red"}},
	{name: "one of them is wrong", send: `[{"id":"{a}","jobtitle":"1"},{"id":"{a}","frstname":"x"},{"id":"{a}","firstname":"Anna"}]`, want: []string{"updated {a}", "refused frstname", "updated {a}"}, then: map[string]string{"a.jobtitle": "1", "a.firstname": "Anna"}},
}
