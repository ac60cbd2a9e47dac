package dtl

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var testTime = time.Date(2026, 11, 22, 10, 7, 30, 431e6, time.UTC)

// value decodes JSON the way entities are decoded.
func value(t *testing.T, text string) any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var decoded any
	if err := decoder.Decode(&decoded); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return decoded
}

// apply runs the steps of a default rule, with more rules if there are any.
func apply(t *testing.T, opts Options, rules, source string) (map[string]any, bool, error) {
	t.Helper()
	program, err := Compile(json.RawMessage(`{"type":"dtl","rules":`+rules+`}`), opts)
	if err != nil {
		t.Fatalf("compile %s: %v", rules, err)
	}
	entity, _ := value(t, source).(map[string]any)
	before := value(t, source)
	target, keep, err := run(t, program, entity)
	if diff := cmp.Diff(before, any(entity)); diff != "" {
		t.Errorf("%s changed its source:\n%s", rules, diff)
	}
	return target, keep, err
}

// testEnv is a node whose clock stands still and that has only one UUID.
var testEnv = Env{
	Now:   func() time.Time { return testTime },
	NewID: func() string { return "9f598f65-eea5-4906-a8f5-82f6d8e69726" },
}

// run applies a program that creates nothing.
func run(t *testing.T, program *Program, source map[string]any) (map[string]any, bool, error) {
	t.Helper()
	env := testEnv
	env.Datasets = NewDatasets(memory{})
	result, err := program.Apply(t.Context(), env, source)
	if len(result.Created) > 0 {
		t.Errorf("created %v", result.Created)
	}
	return result.Target, result.Keep, err
}

const person = `{"_id":"1","name":"John","age":42,"tags":["a","b",null,"c"],"empty":[],"nothing":null,
	"orders":[{"_id":"o1","amount":320,"lines":[{"item":"x"},{"item":"y"}]},{"_id":"o2","amount":50,"lines":{"item":"z"}},7],
	"john.doe's":{"bar":1},"when":"~t2015-07-28T09:46:00Z","mail":{"work":"j@x.no"}}`

func TestFunctions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ expression, want string }{
		// paths
		{`"_S.name"`, `"John"`},
		{`"_S.missing"`, `null`},
		{`"_S.mail.work"`, `"j@x.no"`},
		{`"_S.mail.work.deeper"`, `null`},
		{`"_S.orders.amount"`, `[320, 50]`},
		{`"_S.orders.lines.item"`, `["x","y","z"]`},
		{`"_S.orders.none"`, `[]`},
		{`"_S.'john.doe''s'.bar"`, `1`},
		{`"_T.before"`, `"b"`},
		{`"_R._S.age"`, `42`},
		{`"_P._S.age"`, `null`},
		{`["count", ["keys", "_S."]]`, `10`},
		{`"_S"`, `"_S"`},
		{`"plain _S.text"`, `"plain _S.text"`},
		{`{"a": ["upper", "x"]}`, `{"a": ["upper", "x"]}`},
		// logic
		{`["and", true, "x", 0]`, `true`},
		{`["and", true, null]`, `false`},
		{`["or", false, [ "list" ], null]`, `false`},
		{`["or", false, 1]`, `true`},
		{`["not", ["eq", "_S.age", 42]]`, `false`},
		{`["not", "_S.empty"]`, `true`},
		{`["not", true, false]`, `true`},
		{`["all", null]`, `false`},
		// comparisons
		{`["eq", "_S.age", 42]`, `true`},
		{`["eq", "_S.age", "42"]`, `false`},
		{`["eq", 42.0, 42]`, `true`},
		{`["eq", ["list", 1], 1]`, `true`},
		{`["eq", null, ["list"]]`, `true`},
		{`["eq", {"a": 1, "b": [2]}, {"b": [2], "a": 1}]`, `true`},
		{`["eq", {"a": 1}, {"a": 1, "b": 2}]`, `false`},
		{`["eq", "~t2015-07-28T09:46:00Z", "~t2015-07-28T09:46:00.000Z"]`, `true`},
		{`["neq", "_S.age", 42]`, `false`},
		{`["gt", "_S.age", 41.5]`, `true`},
		{`["gt", "_S.age", "1"]`, `false`},
		{`["lt", "_S.age", "1"]`, `false`},
		{`["gt", "_S.nothing", 1]`, `false`},
		{`["lt", "_S.nothing", 1]`, `false`},
		{`["gte", ["list", 5, 1], 5]`, `true`},
		{`["lt", "a", "b"]`, `true`},
		{`["lte", "_S.when", "~t2015-07-28T09:46:00.1Z"]`, `true`},
		{`["gt", 123456789012345678901234567890, 123456789012345678901234567889]`, `true`},
		// conditionals
		{`["if", ["gt", "_S.age", 18], "adult", "child"]`, `"adult"`},
		{`["if", false, "adult"]`, `null`},
		{`["case", ["gt", "_S.age", 60], "old", ["gt", "_S.age", 18], "adult", "child"]`, `"adult"`},
		{`["case", false, 1, false, 2]`, `null`},
		{`["case-eq", "_S.name", "Jane", 1, "John", 2, 3]`, `2`},
		{`["case-eq", "_S.name", "Jane", 1, 3]`, `3`},
		// time
		{`["datetime", "2015-07-28T09:46:00+02:00"]`, `"~t2015-07-28T07:46:00Z"`},
		{`["datetime", -1000000000]`, `"~t1969-12-31T23:59:59Z"`},
		{`["datetime", ["list", "2015-07-28", "hello", null]]`, `["~t2015-07-28T00:00:00Z"]`},
		{`["datetime-parse", "%d.%m.%Y", ["list", "28.07.2015", "01.01.1970", "x"]]`, `["~t2015-07-28T00:00:00Z","~t1970-01-01T00:00:00Z"]`},
		{`["datetime-parse", "Europe/Oslo", "%Y-%m-%dT%H:%M:%S", "2018-08-18T12:39:01"]`, `"~t2018-08-18T10:39:01Z"`},
		{`["datetime-format", "Europe/Oslo", "%Y-%m-%d %H:%M:%S", "~t2018-08-18T12:39:01Z"]`, `"2018-08-18 14:39:01"`},
		{`["datetime-format", "%Y", "2015"]`, `null`},
		{`["datetime-plus", "day", 1, "~t2015-07-28T00:00:00Z"]`, `"~t2015-07-29T00:00:00Z"`},
		{`["datetime-plus", "hour", -1, "~t2016-03-01T00:00:00Z"]`, `"~t2016-02-29T23:00:00Z"`},
		{`["datetime-plus", "year", 1, ["list", "~t1971-01-01T00:00:00Z", "~t1950-06-01T00:00:00Z"]]`, `["~t1972-01-01T00:00:00Z","~t1951-06-01T00:00:00Z"]`},
		{`["datetime-plus", "millisecond", -1, "~t2016-03-01T00:00:00Z"]`, `"~t2016-02-29T23:59:59.999Z"`},
		{`["datetime-plus", "hour", 999999999999999, "~t2016-03-01T00:00:00Z"]`, `null`},
		{`["is-datetime", "_S.when"]`, `true`},
		// dictionaries
		{`["is-dict", "_S."]`, `true`},
		{`["items", ["list", "X", {"A": 1, "B": 2}, {"C": 3}]]`, `[["A",1],["B",2],["C",3]]`},
		{`["values", ["list", {"A": 1, "B": 2}, 9]]`, `[1,2]`},
		{`["apply", "order", "_S.orders"]`, `[{"_id":"o1","of":"John","was":"b"}]`},
		// json
		{`["json", {"b": 2, "a": [1, null]}]`, `"{\"a\": [1, null], \"b\": 2}"`},
		{`["json", ["list", "abc", 12]]`, `["\"abc\"", "12"]`},
		{`["json-parse", ["list", "hello", "123", "null", "\"abc\""]]`, `[123, null, "abc"]`},
		{`["json-parse", "1 2"]`, `null`},
		// lists
		{`["combine", 1, ["list", 2, 3, ["list", 4]], null]`, `[1,2,3,[4]]`},
		{`["count", "_S.orders"]`, `3`},
		{`["distinct", "_.x", ["list", {"x": 1, "y": 1}, {"x": 1, "y": 2}]]`, `[{"x":1,"y":1}]`},
		{`["filter", ["gt", "_.amount", 100], "_S.orders"]`, `[{"_id":"o1","amount":320,"lines":[{"item":"x"},{"item":"y"}]}]`},
		{`["filter", ["eq", "_.", 1], null]`, `[]`},
		{`["first", "_S.tags"]`, `"a"`},
		{`["first", "_S.empty"]`, `null`},
		{`["last", "_S.empty"]`, `null`},
		{`["nth", 5, ["list", "a"]]`, `null`},
		{`["in", "a", ["list", "a", "b"]]`, `true`},
		{`["in", ["list", "a", "d"], ["list", "a", "b"]]`, `false`},
		{`["is-empty", "_S.empty"]`, `true`},
		{`["is-not-empty", "_S.tags"]`, `true`},
		{`["is-list", "_S.empty"]`, `true`},
		{`["is-list", "x"]`, `false`},
		{`["list", "a", ["list", "b"], null]`, `["a",["b"],null]`},
		{`["map", ["lower", "_."], ["list", "A", "B"]]`, `["a","b"]`},
		{`["min", "_.amount", ["filter", ["is-dict", "_."], "_S.orders"]]`, `{"_id":"o2","amount":50,"lines":{"item":"z"}}`},
		{`["min", ["list"]]`, `null`},
		{`["sorted", "x"]`, `"x"`},
		// sets
		{`["union", "A", ["list", "B", "C", "B"]]`, `["A","B","C"]`},
		// nulls
		{`["coalesce", ["list", null, "x", "y"]]`, `"x"`},
		{`["coalesce", ["list", null, false, "y"]]`, `false`},
		{`["coalesce", ["gt", "_.amount", 100], "_S.orders"]`, `{"_id":"o1","amount":320,"lines":[{"item":"x"},{"item":"y"}]}`},
		{`["coalesce", ["list", null]]`, `null`},
		{`["is-null", "_S.empty"]`, `true`},
		{`["is-null", ["list", 1, null]]`, `false`},
		// numbers
		{`["integer", ["integer", 0], ["list", "1", "x"]]`, `[1,0]`},
		{`["integer", "0x0ff"]`, `255`},
		{`["integer", -1.9]`, `-1`},
		{`["integer", "123456789012345678901234567890"]`, `123456789012345678901234567890`},
		{`["decimal", "124.40"]`, `124.4`},
		{`["decimal", "1e999999999"]`, `null`},
		{`["is-integer", ["integer", "1"]]`, `true`},
		{`["is-decimal", 1.5]`, `false`},
		{`["is-decimal", "~f1.5"]`, `true`},
		{`["+", 0.1, 0.2]`, `0.3`},
		{`["plus", 1, ["list", 2, "x", 2.5]]`, `[3,3.5]`},
		{`["plus", "x", 2]`, `null`},
		{`["-", 1, "x"]`, `null`},
		{`["minus", 1, 2.5]`, `1.5`},
		{`["multiply", "_S.age", 2]`, `84`},
		{`["*", 1000000000000000000000, 3]`, `3000000000000000000000`},
		{`["abs", ["list", -2, 4, -6.5, "x"]]`, `[2,4,6.5]`},
		// strings
		{
			`["string", ["list", "abc", ["list", 1, 2, 3], {"b": 2, "a": 1}, ["uri", "http://www.example.org/"], 124.4, 12345]]`,
			`["abc","[1, 2, 3]","{\"a\": 1, \"b\": 2}","http://www.example.org/","124.4","12345"]`,
		},
		{`["string", true]`, `"true"`},
		{`["is-string", "_S.when"]`, `false`},
		{`["upper", ["list", "a", 1, "ø"]]`, `["A","Ø"]`},
		{`["lower", "_S.name"]`, `"john"`},
		{`["length", ["list", "", "a", "øø"]]`, `[0,1,2]`},
		{`["concat", "Hello ", "_S.name", "!"]`, `"Hello John!"`},
		{`["strip", ["list", " ab ", "cd "]]`, `["ab","cd"]`},
		{`["rstrip", "  abc "]`, `"  abc"`},
		{`["rjust", 5, "ab", "x"]`, `null`},
		{`["rjust", 9999999, "a", "x"]`, `null`},
		{`["substring", 4, 2, "abcdef"]`, `""`},
		{`["matches", "?", "ø"]`, `true`},
		// identifiers and addresses
		{`["ni-id", ["list", "~:foo:bar", "bar:baz", "x"]]`, `["bar","baz","x"]`},
		{`["ni-ns", ["list", "~:foo:bar", "x"]]`, `["foo",""]`},
		{`["uri", "http://x/"]`, `"~rhttp://x/"`},
		{`["is-uri", "~rhttp://x/"]`, `true`},
		{`["url-quote", "a b/ø"]`, `"a%20b%2F%C3%B8"`},
		{`["url-unquote", ["list", "a%20b", "%zz"]]`, `["a b","%zz"]`},
		{`["url-quote", "a+b&c=d:e@f?"]`, `"a%2Bb%26c%3Dd%3Ae%40f%3F"`},
		{`["url-quote", "@:", "a+b&c=d:e@f?"]`, `"a%2Bb%26c%3Dd:e@f%3F"`},
		// misc
		{`["hash128", "murmur3", ["list", 1, "def"]]`, `[114697464648834432121201791580882983835]`},
		{`["eq", ["hash128", "murmur3", 7, "abc"], ["hash128", "murmur3", "abc"]]`, `false`},
	} {
		rules := `{"default":[["add","before","b"],["add","got",` + c.expression + `]],
			"order":[["filter",["gt","_S.amount",100]],["copy","_id"],["add","of","_P._S.name"],["add","was","_R._T.before"]]}`
		target, keep, err := apply(t, Options{Pipe: "p"}, rules, person)
		if err != nil || !keep {
			t.Errorf("%s: keep %v, error %v", c.expression, keep, err)
			continue
		}
		if diff := cmp.Diff(value(t, c.want), target["got"]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.expression, diff)
		}
	}
}

func TestEveryFunctionIsTested(t *testing.T) {
	t.Parallel()
	var tested strings.Builder
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		tested.WriteString(readFile(t, file))
	}
	for _, f := range append(transformFunctions(), expressionFunctions()...) {
		if !strings.Contains(tested.String(), `["`+f.Name+`"`) {
			t.Errorf("%s: %q has no test", f.Group, f.Name)
		}
	}
}
