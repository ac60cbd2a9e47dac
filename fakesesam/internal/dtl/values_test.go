package dtl

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestValues(t *testing.T) {
	t.Parallel()
	thousandDigits := strings.Repeat("1234567890", 100)
	for _, e := range []example{
		// the order of types
		{
			`["sorted", ["list", "~bYQ==", ["list", 1], {"a": 1}, "s", "~rhttp://x/", "~:n:i", "~u9f598f65-eea5-4906-a8f5-82f6d8e69726",
				"~t2015-12-31", 2.5, "~f2", 3, true, false, null, "~t2015-12-30T23:59:59Z"]]`,
			`[null, false, true, "~f2", 2.5, 3, "~t2015-12-30T23:59:59Z", "~t2015-12-31", "~u9f598f65-eea5-4906-a8f5-82f6d8e69726",
				"~:n:i", "~rhttp://x/", "s", {"a": 1}, [1], "~bYQ=="]`,
		},
		{`["max", ["list", {"x": 1}, ["list", 2], "z"]]`, `[2]`},
		{`["sorted", ["list", {"b": 1}, {"a": 2}, {"a": 1, "b": 0}, {"a": 1}]]`, `[{"a":1},{"a":1,"b":0},{"a":2},{"b":1}]`},
		{`["sorted", ["list", 1E2, 99, 1e-3, "~f100.5"]]`, `[1e-3, 99, 1E2, "~f100.5"]`},
		{`["sorted", ["list", 1e99999, 10, 5]]`, `[5, 10, 1e99999]`},
		{`["distinct", ["list", 1, 1.0, "~f1", "1", "~t2015-12-31", "~t2015-12-31T00:00:00.0Z", {"a": [1.0]}, {"a": [1]}]]`, `[1, "1", "~t2015-12-31", {"a": [1.0]}]`},
		{`["gt", "~bYg==", "~bYQ=="]`, `true`},
		{`["lt", "~:n:i", "~rhttp://x/"]`, `false`},
		// numbers keep their digits
		{`["+", ` + thousandDigits + `, 1]`, thousandDigits[:999] + "1"},
		{`["sum", ["list", 1, "x", ["list", 5], 2.5, "~f0.25"]]`, `3.75`},
		{`["sum", null]`, `0`},
		{`["decimal", "12345678901234567890.1234567890123456789"]`, `12345678901234567890.1234567890123456789`},
		{`["*", ["decimal", "0.1234567890123456789"], 10]`, `1.234567890123456789`},
		{`["/", 1, 3]`, `0.3333333333333333333333333333`},
		{`["/", 2.0, 3]`, `0.6666666666666666`},
		{`["/", 4, 2]`, `2`},
		{`["is-decimal", ["/", 1, 2]]`, `true`},
		{`["is-float", ["*", 1.5, 2]]`, `true`},
		{`["is-decimal", ["+", 1.5, ["decimal", 2]]]`, `true`},
		{`["%", -7, 3]`, `2`},
		{`["mod", 0, ["list", 1, 2]]`, `[]`},
		{`["divide", 0, 1]`, `null`},
		{`["^", 2, -2]`, `0.25`},
		{`["^", 0, -1]`, `null`},
		{`["^", -1, 100000000000000000001]`, `-1`},
		{`["^", 4, 0.5]`, `2.0`},
		{`["^", -4, 0.5]`, `null`},
		{`["round", -1, 15]`, `20`},
		{`["ceil", 1, ["decimal", "-2.25"]]`, `-2.2`},
		{`["round", "x", 1.5]`, `null`},
		{`["tan", ["list", 0, 1.5707963267948966, "x"]]`, `[0.0, null]`},
		{`["sqrt", ["list", -1, 4]]`, `[null, 2.0]`},
		{`["integer", ` + strings.Repeat("9", 10001) + `]`, `null`},
		{`["integer", 1e1001]`, `null`},
		{`["decimal", "1e-5"]`, `0.00001`},
		{`["decimal", "0x10"]`, `null`},
		{`["decimal", "1/2"]`, `null`},
		{`["float", "123456789012345678901234567890"]`, `123456789012345680000000000000.0`},
		{`["hex", ["list", 0, 128, -128, -129, "12", "x", 256]]`, `["0x00","0x0080","0x80","0xff7f","0x0c","0x0100"]`},
		{`["integer", ["hex", -129]]`, `-129`},
		{`["string", ["list", 1E2, 1E-3, 1.50, 100, "~f1.5", ["decimal", "1E2"]]]`, `["100","0.001","1.50","100","1.5","100.0"]`},
		{`["string", 1e999999999]`, `"1e999999999"`},
		// times
		{`["datetime-parse", "%Y-%m-%d", ["list", "2015-02-31", "2015-02-28", "2016-02-30", "2015-04-31", "2015-13-01", "2015-00-01", "2015-01-00"]]`, `["~t2015-02-28T00:00:00Z"]`},
		{`["datetime-parse", "%H:%M:%S", ["list", "23:59:60", "24:00:00", "12:60:00", "12:30:45"]]`, `["~t1900-01-01T12:30:45Z"]`},
		{`["datetime", ["list", "2015-02-31", "2015-02-31T10:00:00Z", "2015-06-30T23:59:60Z", "2015-06-30T24:00:00Z", "2015-06-30"]]`, `["~t2015-06-30T00:00:00Z"]`},
		{`["is-datetime", "~t2015-02-31T00:00:00Z"]`, `false`},
		{`["is-datetime", "~t2015-12-31T23:59:60Z"]`, `false`},
		{`["is-datetime", "~t2015-12-31T23:59:59+01:00"]`, `false`},
		{`["is-datetime", "~t2015-12-31"]`, `true`},
		{`["is-string", "~t2015-02-31"]`, `true`},
		{`["datetime-parse", "%d/%e %I.%M %p", ["list", "05/5 12.30 am", "05/5 1.30 PM", "05/5 13.30 pm", "05/5 0.30 am", "5/5 1.30"]]`, `["~t1900-01-05T00:30:00Z","~t1900-01-05T13:30:00Z"]`},
		{`["datetime-parse", "%y", ["list", "68", "69", "5"]]`, `["~t2068-01-01T00:00:00Z","~t1969-01-01T00:00:00Z"]`},
		{`["datetime-parse", "%Y%%", "2015%"]`, `"~t2015-01-01T00:00:00Z"`},
		{`["datetime-parse", "%Y %z", ["list", "2015 +02:00", "2015 -0130", "2015 Z", "2015 x"]]`, `["~t2014-12-31T22:00:00Z","~t2015-01-01T01:30:00Z","~t2015-01-01T00:00:00Z"]`},
		{`["datetime-parse", "%Y.%f", "2015.123456789"]`, `"~t2015-01-01T00:00:00.123456789Z"`},
		{`["datetime-parse", "%Y", ["list", "2015x", "0000", "20"]]`, `[]`},
		{`["datetime-format", "Asia/Tokyo", "%d.%e.%m.%y %I:%M:%S.%f %p%% %z", "~t2005-03-04T15:06:07.0123456Z"]`, `"05.5.03.05 12:06:07.012345 AM% +0900"`},
		{`["datetime-format", "%Y", ["list", "~t2015-12-31", "~t2015-02-30"]]`, `["2015"]`},
		{`["datetime-plus", "month", ["list", 1], "~t2015-01-31"]`, `"~t2015-02-28T00:00:00Z"`},
		{`["datetime-plus", "year", -1, "~t2016-02-29T01:02:03.5Z"]`, `"~t2015-02-28T01:02:03.5Z"`},
		{`["datetime-plus", "week", 2, "~t2015-12-31"]`, `"~t2016-01-14T00:00:00Z"`},
		{`["datetime-plus", "nanosecond", 9223372036854775807, "~t1970-01-01"]`, `"~t2262-04-11T23:47:16.854775807Z"`},
		{`["datetime-plus", "month", 9223372036854775807, "~t1970-01-01"]`, `null`},
		{`["datetime-plus", "week", 9223372036854775807, "~t1970-01-01"]`, `null`},
		{`["datetime-diff", "month", "~t2015-03-31", "~t2015-02-28"]`, `1`},
		{`["datetime-diff", "month", "~t2015-03-27", "~t2015-02-28"]`, `0`},
		{`["datetime-diff", "week", "~t2015-01-01", "~t2015-01-09"]`, `-1`},
		{`["datetime-diff", "nanosecond", "~t9999-12-31", "~t0001-01-01"]`, `315537811200000000000`},
		{`["datetime-diff", "day", "x", "~t2015-01-01"]`, `null`},
		{`["datetime-shift", "Europe/Oslo", "Asia/Tokyo", ["list", "~t2015-07-28T09:46:00Z", "x"]]`, `["~t2015-07-28T16:46:00Z"]`},
		// text that only looks like a typed string
		{`["is-uri", ["json-parse", "\"~rhttp://x/\""]]`, `false`},
		{`["is-uri", ["path", "a", ["json-parse", "{\"a\": [\"~rhttp://x/\"]}"]]]`, `false`},
		{`["is-string", ["first", ["json-parse", "[\"~:n:i\"]"]]]`, `true`},
		{`["is-uri", ["concat", "~", "rhttp://x/"]]`, `false`},
		{`["length", ["concat", "~", "rx"]]`, `3`},
		{`["is-ni", ["join", ":", ["list", "~", "n"]]]`, `false`},
		{`["upper", ["json-parse", "\"~rx\""]]`, `"~RX"`},
		{`["eq", ["concat", "~", "rx"], "~rx"]`, `false`},
		{`["json-parse", "{\"a\": [\"~rx\"]}"]`, `{"a": ["~rx"]}`},
		{`["keys", {"~rx": 1}]`, `["~rx"]`},
		{`["is-uuid", "~u9f598f65"]`, `false`},
		{`["is-bytes", "~b%"]`, `false`},
		{`["is-decimal", "~f1,5"]`, `false`},
		// JSON
		{`["json", {"b": ["ni", "n", "i"], "a": ["list", ["now"]]}]`, `"{\"a\": [\"list\", [\"now\"]], \"b\": [\"ni\", \"n\", \"i\"]}"`},
		{`["json", ["dict", "u", ["uri", "http://x/"], "d", ["decimal", "1.50"], "f", ["list", "~f2.5"]]]`, `"{\"d\": 1.5, \"f\": [2.5], \"u\": \"http://x/\"}"`},
		{`["json-transit", ["dict", "u", ["uri", "http://x/"]]]`, `"{\"u\": \"~rhttp://x/\"}"`},
		{`["json", ["list", null]]`, `["null"]`},
		{`["json-parse", "{\"a\": 1, \"b\": 2, \"a\": {\"c\": 3, \"c\": 4}}"]`, `{"a": {"c": 4}, "b": 2}`},
		{`["json-parse", "\"a\\ud83dz\""]`, `"a` + "\uFFFD" + `z"`},
		{`["json-parse", "\"\\udc00\\ud83d\\ude00\""]`, `"` + "\uFFFD\U0001F600" + `"`},
		{`["json-parse", ["list", "1]", "1}", "1 2", "", " 1 ", "NaN"]]`, `[1]`},
		// strings
		{`["split", ["list", " a  b ", 3]]`, `["a","b"]`},
		{`["string", ["list", "~bw7g=", "~b/w=="]]`, `["ø","` + "\uFFFD" + `"]`},
		{`["hash128", "murmur3", ["bytes", "abc"]]`, `79267961763742113019008347020647561319`},
		{`["replace", {"a": "b", "b": "a"}, ["list", "ab", "~rab"]]`, `["ba"]`},
		{`["replace", "", "x", "ab"]`, `"ab"`},
		// lists
		{`["slice", -3, ["list", 0, 1, 2, 3]]`, `[1,2,3]`},
		{`["slice", 3, 0, -2, ["list", 0, 1, 2, 3, 4]]`, `[3,1]`},
		{`["slice", 9, null, -1, ["list", 0, 1, 2]]`, `[2,1,0]`},
		{`["slice", 0, 3, 9223372036854775807, ["list", 0, 1, 2]]`, `[0]`},
		{`["slice", 0, 2, 0, ["list", 0, 1, 2]]`, `null`},
		{`["range", 9223372036854775806, 9223372036854775807, 5]`, `[9223372036854775806]`},
		{`["range", 0, 4, 0]`, `null`},
		{`["range", 0, 4, -1]`, `[]`},
		{`["insert", 9, null, "x"]`, `["x"]`},
		{`["map-dict", "_.", "_.", ["list", {}, 7, {"a": 1}]]`, `[{"a":1}]`},
		{`["map-dict", 1, "_.", {"a": 1}]`, `null`},
		{`["enumerate", ["list", null, "a"]]`, `[{"key":0,"value":"a"}]`},
		{`["coalesce-args", null, ["list"], ["fail!", "not reached"]]`, `[]`},
		{`["key-values", {}]`, `[]`},
		{`["has-key", 7, {"a": 1}]`, `false`},
		{`["strip-ns", {"_id": "a:b:c", "x:y:z": {"n:i": "~:n:i"}, "$x:y": ["~:n:i:j", "n:i"], "z": 1}]`, `{"_id": "b:c", "z": 1, "$x:y": ["~:i:j", "n:i"]}`},
		{`["tuples", null, 1]`, `[]`},
		{`["uuid", ["list", "9F598F65-EEA5-4906-A8F5-82F6D8E69726", "9f598f65"]]`, `["~u9f598f65-eea5-4906-a8f5-82f6d8e69726"]`},
	} {
		if got := called(t, e.call); !sameJSON(t, got, e.want) {
			t.Errorf("%s\n got %s\nwant %s", e.call, got, e.want)
		}
	}
}

// Equal values have one key, and values with one key are equal.
func TestKeysAreThoseOfEqualValues(t *testing.T) {
	t.Parallel()
	leaf := rapid.SampledFrom([]any{
		nil, true, json.Number("1"), json.Number("1.0"), json.Number("1e0"), decimal("1"), "~f1", json.Number("1e99999"), json.Number("-5"), "1", "~t2015-12-31", "~t2015-12-31T00:00:00Z",
		"~rx", untyped("~rx"), "~:x", "~bYQ==", "~b%", "", "a,b", `a":"b`,
	})
	values := rapid.Custom(func(t *rapid.T) any {
		switch rapid.IntRange(0, 3).Draw(t, "shape") {
		case 0:
			return rapid.SliceOfN(leaf, 0, 3).Draw(t, "list")
		case 1:
			return rapid.MapOfN(rapid.SampledFrom([]string{"a", "b", `a,"b`}), leaf, 0, 2).Draw(t, "object")
		default:
			return leaf.Draw(t, "leaf")
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		e := &evaluation{ctx: t.Context(), env: testEnv}
		a, b := values.Draw(t, "a"), values.Draw(t, "b")
		if (e.key(a) == e.key(b)) != e.equal(a, b) || e.compare(a, b) != -e.compare(b, a) {
			t.Fatalf("%v has the key %q, %v has %q, order %d and %d", a, e.key(a), b, e.key(b), e.compare(a, b), e.compare(b, a))
		}
	})
}

func TestCreatedEntities(t *testing.T) {
	t.Parallel()
	program, err := Compile([]byte(`[
		{"type":"dtl","rules":{
			"default":[["create",["apply","order","_S.orders"]],["create",["list",7,{"_id":"x","a":1}]],["filter",["neq","_S._id","none"]],["copy","_id"]],
			"order":[["copy","*"],["add","of","_P._S._id"]]}},
		{"type":"dtl","rules":{"default":[["filter",["neq","_S._id","o2"]],["copy","*"],["add","then",true]]}}]`), Options{})
	if err != nil {
		t.Fatal(err)
	}
	source := func(id string) map[string]any {
		return map[string]any{"_id": id, "orders": []any{map[string]any{"_id": "o1"}, map[string]any{"_id": "o2"}}}
	}
	got, err := program.Apply(t.Context(), testEnv, source("1"))
	created := []Output{
		{Target: map[string]any{"_id": "o1", "of": "1", "then": true}, Keep: true},
		{Target: map[string]any{"_id": "o2", "_filtered": true}},
		{Target: map[string]any{"_id": "x", "a": json.Number("1"), "then": true}, Keep: true},
	}
	want := Result{Output: Output{Target: map[string]any{"_id": "1", "then": true}, Keep: true}, Created: created}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
	got, err = program.Apply(t.Context(), testEnv, source("none"))
	if err != nil || got.Keep || len(got.Created) != 3 {
		t.Errorf("a filter after create: %+v, %v", got, err)
	}
}

func TestCreatedEntitiesNeedAnID(t *testing.T) {
	t.Parallel()
	for _, steps := range []string{`["create",{"a":1}]`, `["create-child",["list",{"_id":7}]]`, `["create",{"_id":null}]`} {
		_, _, err := apply(t, Options{}, `{"default":[`+steps+`]}`, `{"_id":"1"}`)
		if err == nil || !strings.Contains(err.Error(), "an entity to create has no _id that is a string") {
			t.Errorf("%s: %v", steps, err)
		}
	}
}
