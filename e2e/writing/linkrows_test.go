package writing

// linkEnds are associations of this record and that.
var linkEnds = []linkRow{
	{name: "ids as text", send: `[{"_id":"1","from":"{c}","to":"{x}"}]`, want: []string{"created"}, then: map[string]string{"c x": "-"}},
	{name: "ids as numbers", send: `[{"from":{c},"to":{x}}]`, want: []string{"created"}, then: map[string]string{"c x": "-"}},
	{name: "ids that Sesam has given a type, and members in a namespace", send: `[{"erp:from":"~f{c}","erp:to":"~:hubspot:{x}"}]`, want: []string{"created"}, then: map[string]string{"c x": "-"}},
	{name: "one association", send: `{"from":"{c}","to":"{x}"}`, want: []string{"created"}, then: map[string]string{"c x": "-"}},
	{name: "no from", send: `[{"to":"{x}"},{"from":null,"to":"{x}"},{"from":"","to":"{x}"}]`, want: []string{"refused no from", "refused no from", "refused no from"}},
	{name: "no to", send: `[{"from":"{c}"}]`, want: []string{"refused no to"}},
	{name: "ends that are no ids", send: `[{"from":"Ann","to":"{x}"},{"from":"{c}","to":-7},{"from":{"id":"{c}"},"to":"{x}"},{"from":0,"to":"{x}"},{"from":"{c}","to":"1.5"}]`, want: []string{"refused from … Ann", "refused to … -7", "refused from", "refused no from", "refused to … 1.5"}},
	{name: "ids that there are not", send: `[{"from":"999999999","to":"{x}"},{"from":"{c}","to":"999999998"},{"from":"{c}","to":"{x}"}]`, want: []string{"refused no contact 999999999", "refused no company 999999998", "created"}, then: map[string]string{"c x": "-"}},
	{name: "archived records", send: `[{"from":"{gone}","to":"{y}"},{"from":"{c}","to":"{shut}"}]`, want: []string{"refused no contact {gone}", "refused no company {shut}"}},
	{name: "an id that was merged away follows", send: `[{"from":"{m1}","to":"{x}"}]`, want: []string{"created"}, then: map[string]string{"m x": "-"}, moves: true},
	{name: "an id that was merged away, associated already", send: `[{"from":"{m2}","to":"{y}"}]`, want: []string{"created"}, then: map[string]string{"m y": "- Friend"}, moves: true},
	{name: "an id that was merged away, with a label", send: `[{"from":"{m2}","to":"{y}","types":[{"label":"Owner"}]},{"from":"{m1}","to":"{y}","types":[{"label":"Friend"}]}]`, want: []string{"updated", "unchanged"}, then: map[string]string{"m y": "- Friend Owner"}},
	{name: "elements that are no objects", send: `[7,null,"x",[{"from":"{c}","to":"{x}"}],{"from":"{c}","to":"{x}"}]`, want: []string{"refused not a JSON object", "refused not a JSON object", "refused not a JSON object", "refused not a JSON object", "created"}, then: map[string]string{"c x": "-"}},
	{name: "_deleted that is neither true nor false", send: `[{"from":"{a}","to":"{x}","_deleted":"true"},{"from":"{a}","to":"{x}","_deleted":true,"$replaced":1}]`, want: []string{"refused _deleted is neither true nor false", "refused $replaced is neither"}, then: map[string]string{"a x": "- Primary"}},
	{name: "members with a meaning in Sesam in a namespace", send: `[{"erp:_id":"1","erp:from":"{a}","erp:to":"{x}","erp:_deleted":true}]`, want: []string{"archived"}, then: map[string]string{"a x": ""}},
	{name: "two members of a name", send: `[{"from":"{c}","from":"{b}","to":"{x}"}]`, want: []string{"refused two members … from"}},
}

// linkTypes are associations with these types and those.
var linkTypes = []linkRow{
	{name: "no types are the default one", send: `[{"from":"{c}","to":"{x}","types":null},{"from":"{c}","to":"{y}","types":[]}]`, want: []string{"created", "created"}, then: map[string]string{"c x": "-", "c y": "-"}},
	{name: "a label", send: `[{"from":"{c}","to":"{x}","types":[{"label":"Manager"}]}]`, want: []string{"created"}, then: map[string]string{"c x": "- Manager", "x c": "- Managed by"}},
	{name: "a label from the other side", to: "from=companies&to=contacts", send: `[{"from":"{x}","to":"{c}","types":[{"label":"Managed by"}]}]`, want: []string{"created"}, then: map[string]string{"c x": "- Manager", "x c": "- Managed by"}},
	{name: "a label of the wrong direction", send: `[{"from":"{c}","to":"{x}","types":[{"label":"Managed by"}]}]`, want: []string{`refused "Managed by" … "Manager"`}, then: map[string]string{"c x": ""}},
	{name: "a label that is the same in both directions", to: "from=companies&to=contacts", send: `[{"from":"{x}","to":"{c}","types":[{"label":"Friend"}]}]`, want: []string{"created"}, then: map[string]string{"c x": "- Friend"}},
	{name: "HubSpot's own label", send: `[{"from":"{c}","to":"{x}","types":[{"label":"Primary"}]}]`, want: []string{"created"}, then: map[string]string{"c x": "- Primary"}},
	{name: "a category and a number", send: `[{"from":"{c}","to":"{x}","types":[{"category":"HUBSPOT_DEFINED","typeId":1}]}]`, want: []string{"created"}, then: map[string]string{"c x": "- Primary"}},
	{name: "a number as text", send: `[{"from":"{c}","to":"{x}","types":[{"category":"HUBSPOT_DEFINED","typeId":"1"}]}]`, want: []string{"created"}, then: map[string]string{"c x": "- Primary"}},
	{name: "several, one of them twice", send: `[{"from":"{c}","to":"{x}","types":[{"label":"Manager"},{"category":"HUBSPOT_DEFINED","typeId":1},{"label":"Primary"}]}]`, want: []string{"created"}, then: map[string]string{"c x": "- Manager Primary"}},
	{name: "types are added to those there", send: `[{"from":"{b}","to":"{x}","types":[{"label":"Primary"}]}]`, want: []string{"updated"}, then: map[string]string{"b x": "- Manager Owner Primary"}},
	{name: "the default one adds nothing to others", send: `[{"from":"{b}","to":"{x}"}]`, want: []string{"unchanged"}, then: map[string]string{"b x": "- Manager Owner"}},
	{name: "a record has one primary company", send: `[{"from":"{a}","to":"{y}","types":[{"label":"Primary"}]}]`, want: []string{"updated"}, then: map[string]string{"a x": "-", "a y": "- Primary"}},
	{name: "some of those there", send: `[{"from":"{b}","to":"{x}","types":[{"label":"Owner"}]},{"from":"{a}","to":"{x}","types":[{"category":"HUBSPOT_DEFINED","typeId":279}]}]`, want: []string{"unchanged", "unchanged"}, then: map[string]string{"b x": "- Manager Owner"}},
	{name: "an unknown label", send: `[{"from":"{c}","to":"{x}","types":[{"label":"Mangaer"}]},{"from":"{c}","to":"{y}"}]`, want: []string{`refused "Mangaer" … "Manager" … "Friend" … "Owner" … "Primary"`, "created"}, then: map[string]string{"c x": "", "c y": "-"}},
	{name: "an unknown number", send: `[{"from":"{c}","to":"{x}","types":[{"category":"HUBSPOT_DEFINED","typeId":999}]}]`, want: []string{"refused HUBSPOT_DEFINED 999 … HUBSPOT_DEFINED 279"}},
	{name: "a number of the wrong direction", send: `[{"from":"{c}","to":"{x}","types":[{"category":"HUBSPOT_DEFINED","typeId":280}]}]`, want: []string{"refused 280"}},
	{name: "a number that two categories have", send: `[{"from":"{c}","to":"{x}","types":[{"typeId":1}]},{"from":"{c}","to":"{y}","types":[{"label":"Owner"},{"typeId":3}]}]`, want: []string{"refused HUBSPOT_DEFINED 1 or USER_DEFINED 1 … category", "created"}, then: map[string]string{"c x": "", "c y": "- Owner"}},
	{name: "an unknown number of any category", send: `[{"from":"{c}","to":"{x}","types":[{"typeId":999}]}]`, want: []string{"refused 999 … HUBSPOT_DEFINED 1, HUBSPOT_DEFINED 279, USER_DEFINED 1"}},
	{name: "a label of another category", send: `[{"from":"{c}","to":"{x}","types":[{"category":"USER_DEFINED","label":"Primary"}]}]`, want: []string{"refused USER_DEFINED … Primary"}},
	{name: "types that are none", send: `[{"from":"{c}","to":"{x}","types":"Manager"},{"from":"{c}","to":"{x}","types":["Manager"]},{"from":"{c}","to":"{x}","types":[{}]},{"from":"{c}","to":"{x}","types":[{"typeId":"one"}]},{"from":"{c}","to":"{x}","types":[{"label":["a"],"typeId":[1,2]}]}]`, want: []string{"refused types", "refused types", "refused types", "refused types", "refused types"}, then: map[string]string{"c x": ""}},
}

// unlinking are associations that are deleted.
var unlinking = []linkRow{
	{name: "all of it", send: `[{"from":"{b}","to":"{x}","_deleted":true}]`, want: []string{"archived"}, then: map[string]string{"b x": "", "a x": "- Primary"}},
	{name: "no types are all of it", send: `[{"from":"{b}","to":"{x}","types":[],"_deleted":true}]`, want: []string{"archived"}, then: map[string]string{"b x": ""}},
	{name: "a label", send: `[{"from":"{b}","to":"{x}","types":[{"label":"Owner"}],"_deleted":true}]`, want: []string{"updated"}, then: map[string]string{"b x": "- Manager"}},
	{name: "a label from the other side", to: "from=companies&to=contacts", send: `[{"from":"{x}","to":"{b}","types":[{"label":"Owned by"}],"_deleted":true}]`, want: []string{"updated"}, then: map[string]string{"b x": "- Manager"}},
	{name: "all labels", send: `[{"from":"{b}","to":"{x}","types":[{"label":"Owner"},{"label":"Manager"}],"_deleted":true}]`, want: []string{"updated"}, then: map[string]string{"b x": "-"}},
	{name: "every type by name", send: `[{"from":"{a}","to":"{x}","types":[{"typeId":279},{"label":"Primary"}],"_deleted":true}]`, want: []string{"archived"}, then: map[string]string{"a x": ""}},
	{name: "the only type by name", send: `[{"from":"{a}","to":"{y}","types":[{"typeId":279}],"_deleted":true}]`, want: []string{"archived"}, then: map[string]string{"a y": ""}},
	{name: "a label that it does not have", send: `[{"from":"{b}","to":"{x}","types":[{"label":"Primary"}],"_deleted":true}]`, want: []string{"unchanged"}, then: map[string]string{"b x": "- Manager Owner"}},
	{name: "one of two that it has", send: `[{"from":"{b}","to":"{x}","types":[{"label":"Primary"},{"label":"Owner"}],"_deleted":true}]`, want: []string{"updated"}, then: map[string]string{"b x": "- Manager"}},
	{name: "a number that two categories have", send: `[{"from":"{a}","to":"{x}","types":[{"typeId":1}],"_deleted":true}]`, want: []string{"refused HUBSPOT_DEFINED 1 or USER_DEFINED 1"}, then: map[string]string{"a x": "- Primary"}},
	{name: "the type without a label does not go before others", send: `[{"from":"{b}","to":"{x}","types":[{"typeId":279}],"_deleted":true}]`, want: []string{"refused without a label"}, then: map[string]string{"b x": "- Manager Owner"}},
	{name: "an unknown label", send: `[{"from":"{b}","to":"{x}","types":[{"label":"Mangaer"}],"_deleted":true}]`, want: []string{`refused "Mangaer"`}, then: map[string]string{"b x": "- Manager Owner"}},
	{name: "none there", send: `[{"from":"{c}","to":"{x}","_deleted":true},{"from":"{c}","to":"{y}","types":[{"label":"Owner"}],"_deleted":true}]`, want: []string{"unchanged", "unchanged"}},
	{name: "of records that there are not", send: `[{"from":"999999999","to":"{x}","_deleted":true},{"from":"{c}","to":"999999998","_deleted":true},{"from":"{gone}","to":"{x}","_deleted":true},{"from":"{c}","to":"{shut}","_deleted":true}]`, want: []string{"unchanged", "unchanged", "unchanged", "unchanged"}},
	{name: "a deletion does not follow a merge", send: `[{"from":"{m2}","to":"{y}","_deleted":true}]`, want: []string{"unchanged"}, then: map[string]string{"m y": "- Friend"}},
	{name: "_deleted false is nothing", send: `[{"from":"{c}","to":"{x}","_deleted":false}]`, want: []string{"created"}, then: map[string]string{"c x": "-"}},
	{name: "with nothing but its _id", send: `[{"_id":"{b}:{x}","_deleted":true},{"_id":"hubspot:{a}:{x}","_deleted":true}]`, want: []string{"archived", "archived"}, then: map[string]string{"b x": "", "a x": "", "a y": "-"}},
	{name: "of no two records", send: `[{"_id":"erp:7","_deleted":true},{"_deleted":true},{"_id":"7","from":"{c}","_deleted":true}]`, want: []string{"ignored", "ignored", "ignored"}},
	{name: "replaced is not deleted", send: `[{"from":"{b}","to":"{x}","_deleted":true,"$replaced":true}]`, want: []string{"ignored"}, then: map[string]string{"b x": "- Manager Owner"}},
}

// linksBack are associations as /get_associations delivers them.
var linksBack = []linkRow{
	{name: "as they came", send: `[{"_id":"{a}:{x}","_updated":7,"from":"{a}","to":"{x}","types":[{"category":"HUBSPOT_DEFINED","typeId":1,"label":"Primary"},{"category":"HUBSPOT_DEFINED","typeId":279,"label":null}]},{"_id":"{a}:{y}","from":"{a}","to":"{y}","types":[{"category":"HUBSPOT_DEFINED","typeId":279,"label":null}]}]`, want: []string{"unchanged", "unchanged"}},
	{name: "gone, and deleted as they came", send: `[{"_id":"{c}:{x}","_deleted":true,"from":"{c}","to":"{x}","types":[{"category":"HUBSPOT_DEFINED","typeId":1,"label":"Primary"},{"category":"HUBSPOT_DEFINED","typeId":279,"label":null}]}]`, want: []string{"unchanged"}},
	{name: "by an id that was merged away, then deleted by the new one", send: `[{"from":"{m2}","to":"{x}"},{"from":"{m}","to":"{x}","_deleted":true}]`, want: []string{"created", "archived"}, then: map[string]string{"m x": ""}, moves: true},
	{name: "the same, and made again by another old one", send: `[{"from":"{m2}","to":"{x}","types":[{"label":"Owner"}]},{"from":"{m}","to":"{x}","_deleted":true},{"from":"{m1}","to":"{x}","types":[{"label":"Manager"}]}]`, want: []string{"created", "archived", "created"}, then: map[string]string{"m x": "- Manager"}, moves: true},
	{name: "of a record merged away, deleted as they came", send: `[{"_id":"{m2}:{y}","_deleted":true,"from":"{m2}","to":"{y}","types":[{"category":"HUBSPOT_DEFINED","typeId":279,"label":null},{"label":"Friend"}]}]`, want: []string{"unchanged"}, then: map[string]string{"m y": "- Friend"}},
}

// linksApart are associations that HubSpot does not make.
var linksApart = []linkRow{
	{name: "of a record with itself", to: "from=companies&to=companies", send: `[{"from":"{x}","to":"{x}"},{"from":"{x}","to":"{y}"}]`, want: []string{"refused itself", "created"}, then: map[string]string{"x y": "-"}},
	{name: "of objects that have none", to: "from=products&to=contacts", send: `[{"from":"{thing}","to":"{a}"},{"from":"{thing}","to":"{a}","_deleted":true}]`, want: []string{"refused cannot be associated", "unchanged"}},
	{name: "of objects that have none, with a label", to: "from=products&to=contacts", send: `[{"from":"{thing}","to":"{a}","types":[{"label":"Manager"}]}]`, want: []string{"refused no label \"Manager\""}},
	{name: "one more than there may be", to: "from=line_items&to=deals", send: `[{"from":"{item}","to":"{deal}"},{"from":"{item}","to":"{deal2}"}]`, want: []string{"created", "refused limit"}},
	{name: "one that makes room for another", to: "from=line_items&to=deals", send: `[{"from":"{item2}","to":"{deal}","_deleted":true},{"from":"{item2}","to":"{deal2}"}]`, want: []string{"archived", "created"}, then: map[string]string{"item2 deal": "", "item2 deal2": "-"}},
}

// severalLinks are associations of one request between the same two records.
var severalLinks = []linkRow{
	{name: "the same twice", send: `[{"from":"{c}","to":"{x}"},{"from":{c},"to":"{x}"}]`, want: []string{"created", "unchanged"}, then: map[string]string{"c x": "-"}},
	{name: "a label after another", send: `[{"from":"{c}","to":"{x}","types":[{"label":"Owner"}]},{"from":"{c}","to":"{x}","types":[{"label":"Manager"}]}]`, want: []string{"created", "updated"}, then: map[string]string{"c x": "- Manager Owner"}},
	{name: "made and taken away", send: `[{"from":"{c}","to":"{x}"},{"from":"{c}","to":"{x}","_deleted":true}]`, want: []string{"created", "archived"}, then: map[string]string{"c x": ""}, moves: true},
	{name: "taken away and made", send: `[{"from":"{b}","to":"{x}","_deleted":true},{"from":"{b}","to":"{x}","types":[{"label":"Owner"}]}]`, want: []string{"archived", "created"}, then: map[string]string{"b x": "- Owner"}, moves: true},
	{name: "one of them is wrong", send: `[{"from":"{c}","to":"{x}","types":[{"label":"Owner"}]},{"from":"{c}","to":"{x}","types":[{"label":"x"}]},{"from":"{c}","to":"{x}","types":[{"label":"Manager"}]}]`, want: []string{"created", "refused", "updated"}, then: map[string]string{"c x": "- Manager Owner"}},
	{name: "from both sides", to: "from=companies&to=companies", send: `[{"from":"{x}","to":"{y}"},{"from":"{y}","to":"{x}","_deleted":true}]`, want: []string{"created", "archived"}, then: map[string]string{"x y": ""}, moves: true},
	{name: "from both sides, the other way round", to: "from=companies&to=companies", send: `[{"from":"{x}","to":"{y}","_deleted":true},{"from":"{y}","to":"{x}","types":[{"label":"Child Company"}]}]`, want: []string{"unchanged", "created"}, then: map[string]string{"y x": "- Child Company", "x y": "- Parent Company"}, moves: true},
	{name: "the primary company moves, and the one before gets a label", send: `[{"from":"{a}","to":"{y}","types":[{"label":"Primary"}]},{"from":"{a}","to":"{x}","types":[{"label":"Manager"}]}]`, want: []string{"updated", "updated"}, then: map[string]string{"a x": "- Manager", "a y": "- Primary"}},
	{name: "the one before gets a label, and the primary company moves", send: `[{"from":"{a}","to":"{x}","types":[{"label":"Manager"}]},{"from":"{a}","to":"{y}","types":[{"label":"Primary"}]}]`, want: []string{"updated", "updated"}, then: map[string]string{"a x": "- Manager", "a y": "- Primary"}},
}
