package dtl

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// example is a call of a function and its value in Sesam's reference.
type example struct{ call, want string }

// The examples of the reference hold, but for those in differences.
func TestReference(t *testing.T) {
	t.Parallel()
	for _, examples := range [][]example{
		logicExamples, listsExamples, mathExamples, dictionariesExamples, stringsExamples, datesExamples, numbersExamples, typesExamples,
	} {
		for _, e := range examples {
			if got := called(t, e.call); !sameJSON(t, got, e.want) {
				t.Errorf("%s\n got %s\nwant %s", e.call, got, e.want)
			}
		}
	}
}

// called returns the value of a call as JSON.
func called(t *testing.T, call string) string {
	t.Helper()
	target, _, err := apply(t, Options{Pipe: "your-pipe"}, `{"default":[["add","got",`+call+`]]}`, `{"_id":"1"}`)
	if err != nil {
		t.Errorf("%s: %v", call, err)
	}
	return jsonOf(t, target["got"])
}

func jsonOf(t *testing.T, value any) string {
	t.Helper()
	body, err := json.Marshal(value)
	if err != nil {
		t.Error(err)
	}
	return string(body)
}

func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	return cmp.Equal(value(t, a), value(t, b))
}

// difference is an example of the reference that does not hold here.
type difference struct{ call, reference, here, why string }

var differences = []difference{
	{
		`["base64-decode", "YWJj"]`, `"~babc"`, `"~bYWJj"`,
		"bytes are written in base64, as in the example beside it",
	},
	{
		`["datetime-parse", "Europe/Oslo", "%Y-%m-%dT%H:%M:%S", "2018-08-18T12:39:01"]`, `"~t2018-08-08T10:39:01Z"`, `"~t2018-08-18T10:39:01Z"`,
		"the day is that of the text",
	},
	{
		`["hash128", "murmur3", ["combine", "abc", 123, "def"]]`,
		`[[79267961763742113019008347020647561319, 114697464648834432121201791580882983835]]`,
		`[79267961763742113019008347020647561319, 114697464648834432121201791580882983835]`,
		"a list of values makes a list, as with other functions",
	},
	{
		`["hex", ["list", 1, "~rhttp://www.example.org/", 124.4, 12345]]`, `["0x1", "0x3039"]`, `["0x01", "0x3039"]`,
		"whole bytes, as in the examples beside it",
	},
	{
		`["json", ["uri", "http://www.example.org/"]]`, `"http://www.example.org/"`, `"\"http://www.example.org/\""`,
		"only with quotation marks is it JSON",
	},
	{
		`["json-transit", ["uri", "http://www.example.org/"]]`, `"~rhttp://www.example.org/"`, `"\"~rhttp://www.example.org/\""`,
		"only with quotation marks is it JSON",
	},
	{
		`["key-values", ["list", {"C": 3, "A": 1}]]`, `[{"key": "C", "value": 3}, {"key": "A", "value": 1}]`,
		`[{"key": "A", "value": 1}, {"key": "C", "value": 3}]`,
		"properties have no order here, so they are sorted; the same goes for `items`, `keys`, `values`, and `path` with namespaces",
	},
	{
		`["ni", ["uri", "http://unknown.org/something/baz"]]`, `"~:your-pipe-1:baz"`, `null`,
		"no namespace is made up for a URI here",
	},
	{`["round", 2.299]`, `3`, `2`, "the rule that the reference gives makes it 2"},
	{
		`["url-quote", ["list", 1, "%C3%A5", ["uri", "http://example.com"], "foo%20bar"]]`, `["å", "foo bar"]`,
		`["%25C3%25A5", "foo%2520bar"]`, "the example is one of `url-unquote`",
	},
	{
		`["uuid", ["list", "abc98f65-ddf5-1234-a8f5-82f6d8e601a8", 2, "9f598f65-eea5-4906-a8f5-82f6d8e69726"]]`,
		`["~uabc98f65-ddf5-1234-a8f5-82f6d8e69726", "~u9f598f65-eea5-4906-a8f5-82f6d8e69726"]`,
		`["~uabc98f65-ddf5-1234-a8f5-82f6d8e601a8", "~u9f598f65-eea5-4906-a8f5-82f6d8e69726"]`,
		"the UUIDs are those of the argument",
	},
}

func TestDifferencesFromTheReference(t *testing.T) {
	t.Parallel()
	for _, d := range differences {
		if got := called(t, d.call); !sameJSON(t, got, d.here) || sameJSON(t, d.reference, d.here) {
			t.Errorf("%s\n got %s\nwant %s, other than %s", d.call, got, d.here, d.reference)
		}
	}
}

// referenceNames are the names of all functions in the reference and among its deprecated ones.
var (
	referenceTransforms = strings.Fields(`add add-if case case-eq comment copy create create-child default discard fail! filter if
		make-ni merge merge-union remove rename sleep! trip!`)
	referenceExpressions = strings.Fields(`% * + - / ^ abs all and any apply apply-hops apply-ns base64-decode base64-encode boolean
		bytes case case-eq ceil coalesce coalesce-args combine completeness concat cos count curie datetime datetime-diff
		datetime-format datetime-parse datetime-plus datetime-shift decimal decrypt decrypt-pgp decrypt-pki dict difference
		distinct divide encrypt encrypt-pgp encrypt-pki enumerate eq filter first flatten float floor group group-by gt gte
		has-key hash128 hex hops if if-null in insert integer intersection intersects is-boolean is-bytes is-changed
		is-datetime is-decimal is-dict is-empty is-float is-integer is-list is-ni is-not-empty is-not-null is-null is-string
		is-uri is-uuid items join json json-parse json-transit json-transit-parse key-values keys last length list literal
		ljust lookup lookup-entity lower lstrip lt lte map map-dict map-values matches max min minus mod multiply neq ni
		ni-collapse ni-expand ni-id ni-ns not now nth or path phonenumber-format phonenumber-parse plus pow range reference
		replace reversed rjust round rstrip sin slice sorted sorted-descending split sqrt string strip strip-ns substring sum
		tan tuples union upper uri uri-expand url-quote url-unquote uuid values`)
)

// Every function of the reference is supported or listed as not supported, and there are no others but fail! as a value.
func TestEveryFunctionOfTheReferenceIsKnown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		functions   []function
		unsupported []absent
		reference   []string
	}{
		{transformFunctions(), unsupportedTransforms, referenceTransforms},
		{expressionFunctions(), unsupportedExpressions, append([]string{"fail!"}, referenceExpressions...)},
	} {
		known := namesOf(c.unsupported)
		for _, f := range c.functions {
			known = append(known, f.Name)
		}
		slices.Sort(known)
		slices.Sort(c.reference)
		if diff := cmp.Diff(c.reference, known); diff != "" {
			t.Errorf("-reference +here:\n%s", diff)
		}
	}
}

func TestWhatIsNotSupportedHasAReason(t *testing.T) {
	t.Parallel()
	for _, f := range append(slices.Clone(unsupportedTransforms), unsupportedExpressions...) {
		if f.why == "" {
			t.Errorf("%q has none", f.name)
		}
		call := []byte(rules(`["` + f.name + `"]`))
		if !slices.Contains(namesOf(unsupportedTransforms), f.name) {
			call = []byte(rules(`["add","x",["` + f.name + `"]]`))
		}
		_, err := Compile(call, Options{})
		for _, each := range Errors(err) {
			if missing, ok := errors.AsType[*NotSupported](each); !ok || missing.Function != f.name {
				t.Errorf("%q: %v", f.name, each)
			}
		}
	}
}
