package dtl

import "testing"

// transformExample is the steps of a rule, applied to a source, and the target in Sesam's reference.
type transformExample struct{ steps, source, want string }

var transformExamples = []transformExample{
	{`["add", "age", 26]`, `{}`, `{"age":26}`},
	{`["add", "upper_name", ["upper", "_S.name"]]`, `{"name":"Bo"}`, `{"upper_name":"BO"}`},
	{`["add", ["concat", "x-", "_S.key"], "_S.value"]`, `{"key":"k","value":1}`, `{"x-k":1}`},
	{`["add-if", "foo", null]`, `{}`, `{}`},
	{`["add-if", "foo", ["list"]]`, `{}`, `{"foo":[]}`},
	{`["add-if", "foo", ["list", null]]`, `{}`, `{"foo":[null]}`},
	{`["add-if", "foo", 123]`, `{}`, `{"foo":123}`},
	{`["add-if", "foo", ["list", 123]]`, `{}`, `{"foo":[123]}`},
	{`["add-if", "foo", ["list", 123, 456]]`, `{}`, `{"foo":[123,456]}`},
	{`["add-if", "foo", ["gte", "_.", 18], null]`, `{}`, `{}`},
	{`["add-if", "foo", ["gte", "_.", 18], ["list"]]`, `{}`, `{}`},
	{`["add-if", "foo", ["gte", "_.", 18], ["list", null]]`, `{}`, `{}`},
	{`["add-if", "foo", ["gte", "_.", 18], 12]`, `{}`, `{}`},
	{`["add-if", "foo", ["gte", "_.", 18], 123]`, `{}`, `{"foo":123}`},
	{`["add-if", "foo", ["gte", "_.", 18], ["list", 123]]`, `{}`, `{"foo":[123]}`},
	{`["case", ["gte", "_S.age", 18], ["add", "group", "adult"], ["gte", "_S.age", 13], ["add", "group", "teenager"],
		["gte", "_S.age", 2], ["add", "group", "toddler"], ["lt", "_S.age", 2], ["add", "group", "baby"], ["add", "group", "unknown"]]`, `{"age":13}`, `{"group":"teenager"}`},
	{`["case", ["gte", "_S.age", 18], ["add", "group", "adult"], ["lt", "_S.age", 2], ["add", "group", "baby"], ["add", "group", "unknown"]]`, `{}`, `{"group":"unknown"}`},
	{`["case-eq", "_S.country", "NO", ["add", "country", "Norway"], "SE", ["add", "country", "Sweden"], ["add", "country", "Other"]]`, `{"country":"SE"}`, `{"country":"Sweden"}`},
	{`["case-eq", "_S.dialing_code", 45, ["add", "country_code", "DK"], 46, ["add", "country_code", "SE"], 47, ["add", "country_code", "NO"]]`, `{"dialing_code":48}`, `{}`},
	{`["comment", "First line", "Second line", "Third line"]`, `{}`, `{}`},
	{`["copy", "age"]`, `{"age":1,"ages":2}`, `{"age":1}`},
	{`["copy", "a*", "ab*"]`, `{"a":1,"ac":2,"ab":3,"abc":4}`, `{"a":1,"ac":2}`},
	{`["copy", ["list", "a*", "b*"], ["list", "ab*", "ba*"]]`, `{"a":1,"b":2,"ab":3,"ba":4,"c":5}`, `{"a":1,"b":2}`},
	{`["create-child", "_S.orders"]`, `{"orders":[{"_id":"1"},{"_id":"2"},3]}`, `{"$children":[{"_id":"1"},{"_id":"2"}]}`},
	{`["default", "age", 26], ["default", "age", 27]`, `{}`, `{"age":26}`},
	{`["default", ["concat", "x-", "_S.key"], "_S.value"]`, `{"key":"k","value":1}`, `{"x-k":1}`},
	{`["if", ["gt", "_S.age", 18], [["add", "type", "adult"], ["add", "is_adult", true]], ["add", "type", "child"]]`, `{"age":19}`, `{"type":"adult","is_adult":true}`},
	{`["if", ["gt", "_S.age", 18], ["add", "type", "adult"], ["add", "type", "child"]]`, `{"age":18}`, `{"type":"child"}`},
	{`["if", ["eq", "_S.type", "person"], [["add", "type", "person"], ["copy", ["list", "name", "age"]]]]`, `{"type":"person","name":"Bo","age":1,"x":2}`, `{"type":"person","name":"Bo","age":1}`},
	{`["make-ni", "soccer", "referee", "ref"]`, `{"referee":"john.doe"}`, `{"ref":"~:soccer:john.doe"}`},
	{`["make-ni", "hockey", "players"]`, `{"players":["b","a"]}`, `{"players-ni":["~:hockey:a","~:hockey:b"]}`},
	{`["merge", ["list", {"a": 1}, {"a": 2, "b": 3}]]`, `{}`, `{"a":2,"b":3}`},
	{`["merge-union", ["list", {"a": 1}, {"a": 2, "b": 3}]]`, `{}`, `{"a":[1,2],"b":3}`},
	{`["copy", "*"], ["remove", "age"]`, `{"age":1,"ages":2}`, `{"ages":2}`},
	{`["copy", "*"], ["remove", "temp_*"]`, `{"temp_a":1,"a_temp":2}`, `{"a_temp":2}`},
	{`["rename", "age", "current_age"]`, `{"age":1}`, `{"current_age":1}`},
	{`["rename", ["concat", "in-", "_S.key"], ["concat", "out-", "_S.key"]]`, `{"key":"k","in-k":1}`, `{"out-k":1}`},
	{`["filter", ["gt", "_S.age", 42]], ["discard", ["eq", "_S.type", "person"]]`, `{"age":43,"type":"person"}`, `{}`},
}

// namespacedExamples are for the namespaces foo of identities and bar of properties.
var namespacedExamples = []transformExample{
	{`["add", "age", 26]`, `{}`, `{"bar:age":26}`},
	{`["add", "person:age", 26]`, `{}`, `{"person:age":26}`},
	{`["add", "::age", 26]`, `{}`, `{"age":26}`},
	{`["add", ":age", 26]`, `{}`, `{"bar:age":26}`},
	{`["copy", "age"]`, `{"age":36,"x:age":36,"xyz:age":36}`, `{"age":36,"x:age":36,"xyz:age":36}`},
	{`["copy", "x*:*e", "*y*:*e"]`, `{"age":36,"x:age":36,"xyz:age":36}`, `{"x:age":36}`},
	{`["default", "age", 26]`, `{}`, `{"bar:age":26}`},
	{`["default", "person:age", 26]`, `{}`, `{"person:age":26}`},
	{`["default", "::age", 26]`, `{}`, `{"age":26}`},
	{`["default", ":age", 26]`, `{}`, `{"bar:age":26}`},
	{`["make-ni", "soccer", "referee"]`, `{"referee":"john.doe","x:referee":"john.c.doe"}`, `{"referee-ni":"~:soccer:john.doe","x:referee-ni":"~:soccer:john.c.doe"}`},
	{`["make-ni", "soccer", "referee", "ref"]`, `{"referee":"john.doe","x:referee":"john.c.doe"}`, `{"ref":"~:soccer:john.doe","x:ref":"~:soccer:john.c.doe"}`},
	{`["make-ni", "soccer", "x:referee"]`, `{"referee":"john.doe","x:referee":"john.c.doe"}`, `{"x:referee-ni":"~:soccer:john.c.doe"}`},
	{`["make-ni", "soccer", "x:referee", "ref"]`, `{"referee":"john.doe","x:referee":"john.c.doe"}`, `{"x:ref":"~:soccer:john.c.doe"}`},
	{`["make-ni", "soccer", "x:referee", "y:ref"]`, `{"referee":"john.doe","x:referee":"john.c.doe"}`, `{"y:ref":"~:soccer:john.c.doe"}`},
	{`["copy", "*"], ["remove", "age"]`, `{"age":36,"x:age":36,"y:age":36}`, `{}`},
	{`["copy", "*"], ["remove", "x*:age"]`, `{"age":36,"x:age":36,"y:age":36}`, `{"age":36,"y:age":36}`},
	{`["copy", "*"], ["remove", "x:age"]`, `{"age":36,"x:age":36,"y:age":36}`, `{"age":36,"y:age":36}`},
	{`["rename", "a", "b"]`, `{"a":1,"x:a":2,"xyz:a":3}`, `{"b":1,"x:b":2,"xyz:b":3}`},
	{`["rename", "a", "z:b"]`, `{"a":1,"x:a":2,"xyz:a":3}`, `{"z:b":[1,2,3]}`},
	{`["rename", "x:a", "x:b"]`, `{"a":1,"x:a":2,"xyz:a":3}`, `{"x:b":2}`},
	{`["add", "::r", ["path", "foo:a", {"a": 1, "foo:a": 2, "bar:a": [3, 4]}]]`, `{}`, `{"r":2}`},
	{`["add", "::r", ["path", "::a", {"a": 1, "foo:a": 2, "bar:a": [3, 4]}]]`, `{}`, `{"r":1}`},
	{`["add", "::r", ["path", ":a", {"a": 1, "foo:a": 2, "bar:a": [3, 4]}]]`, `{}`, `{"r":[3,4]}`},
}

func TestReferenceOfTransforms(t *testing.T) {
	t.Parallel()
	named := Options{Pipe: "p", IdentityNamespace: "foo", PropertyNamespace: "bar", Namespaced: true}
	check := func(opts Options, e transformExample) {
		target, keep, err := apply(t, opts, `{"default":[`+e.steps+`]}`, e.source)
		if err != nil || !keep || !sameJSON(t, jsonOf(t, target), e.want) {
			t.Errorf("%s of %s\n got %v, keep %v, error %v\nwant %s", e.steps, e.source, target, keep, err, e.want)
		}
	}
	for _, e := range transformExamples {
		check(Options{Pipe: "p"}, e)
	}
	for _, e := range namespacedExamples {
		check(named, e)
	}
}

// The example of a whole pipe: persons with their orders.
func TestAnnotatedExample(t *testing.T) {
	t.Parallel()
	program, err := Compile([]byte(`{"type": "dtl", "rules": {
		"default": [["copy", "_id"], ["add", "type", "customer"], ["add", "name", ["upper", "_S.name"]],
			["add", "orders", ["sorted", "_.amount", ["apply-hops", "order", {"datasets": ["orders o"], "where": [["eq", "_S._id", "o.cust_id"]]}]]],
			["add", "order_count", ["count", "_T.orders"]]],
		"order": [["copy", "_id"], ["add", "amount", "_S.amount"]]}}`), Options{})
	if err != nil {
		t.Fatal(err)
	}
	env := testEnv
	env.Datasets = NewDatasets(memory{"orders": {
		"100": {"_id": "100", "amount": value(t, `320`), "order_lines": []any{"…"}, "cust_id": "1"},
		"200": {"_id": "200", "amount": value(t, `500`), "order_lines": []any{"…"}, "cust_id": "1"},
		"300": {"_id": "300", "amount": value(t, `1`), "cust_id": "2"},
	}})
	result, err := program.Apply(t.Context(), env, map[string]any{"_id": "1", "name": "John Smith", "age": value(t, `25`)})
	const want = `{"_id":"1","type":"customer","name":"JOHN SMITH","orders":[{"_id":"100","amount":320},{"_id":"200","amount":500}],"order_count":2}`
	if err != nil || !sameJSON(t, jsonOf(t, result.Target), want) {
		t.Errorf("got %v, %v", result.Target, err)
	}
}
