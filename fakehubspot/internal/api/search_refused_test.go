package api_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
)

// refusedSearch is the body of a search and the answer that refuses it: the status and the bytes.
type refusedSearch struct{ body, answer string }

// The answers are spelled out here, independent of the catalogue, so that they cannot change unnoticed.
const (
	problem = `400 {"status":"error","message":"There was a problem with the request.","correlationId":"ID"}`
	failed  = `500 {"status":"error","message":"internal error","correlationId":"ID"}`
)

func invalid(message string) string {
	return `400 {"status":"error","message":"` + message + `","correlationId":"ID","category":"VALIDATION_ERROR"}`
}

func unreadable(column int, detail string) string {
	return fmt.Sprintf(`400 {"status":"error","message":"Invalid input JSON on line 1, column %d: %s","correlationId":"ID"}`, column, detail)
}

func incomplete(column int, missing string) string {
	return unreadable(column, `Cannot build Filter, some of required attributes are not set [`+missing+`]`)
}

// wrongType is for a value of the kind that JSON text begins with where HubSpot has another type.
func wrongType(column int, want string, kind byte) string {
	found := map[byte]string{
		'{': "Object value (token `JsonToken.START_OBJECT`)", '[': "Array value (token `JsonToken.START_ARRAY`)",
		'"': "String value (token `JsonToken.VALUE_STRING`)", '0': "Number value (token `JsonToken.VALUE_NUMBER_INT`)", 'n': "null",
	}
	return unreadable(column, "Cannot deserialize value of type `"+want+"` from "+found[kind])
}

func unknownOperator(name string) string {
	return unreadable(1, "Cannot deserialize value of type `FilterOperator` from String \\\""+name+`\": not one of the values accepted for Enum class: `+
		`[BETWEEN, CONTAINS_TOKEN, EQ, GT, GTE, HAS_PROPERTY, IN, LT, LTE, NEQ, NOT_CONTAINS_TOKEN, NOT_HAS_PROPERTY, NOT_IN]`)
}

// filter returns a search with one filter; the text begins with the name of the property.
func filter(text string) string { return `{"filters":[{"propertyName":` + text + `}]}` }

// filters returns a search, or a group, of n filters.
func filters(n int) string {
	return `{"filters":[` + strings.Join(slices.Repeat([]string{`{"propertyName":"city","operator":"HAS_PROPERTY"}`}, n), ",") + `]}`
}

// groups returns a search with filter groups of these sizes.
func groups(sizes ...int) string {
	all := make([]string, len(sizes))
	for i, n := range sizes {
		all[i] = filters(n)
	}
	return `{"filterGroups":[` + strings.Join(all, ",") + `]}`
}

// searched sends a search and returns the status and the body, with the correlation ID replaced by ID.
func (r *rig) searched(body string) string {
	r.t.Helper()
	request := httptest.NewRequest(http.MethodPost, contacts+"/search", strings.NewReader(body))
	request.Header.Set("Authorization", "Bearer secret")
	request.Header.Set("Content-Type", "application/json") // also without a body
	got := r.do(request)
	return fmt.Sprint(got.Status, " ", got.masked())
}

func TestRefusedSearchesByteForByte(t *testing.T) {
	r := newRig(t, 0)
	r.post(properties, `{"name":"gone","label":"Gone","type":"string","fieldType":"text","groupName":"contactinformation"}`).status(http.StatusCreated)
	r.call(http.MethodDelete, properties+"/gone", "").status(http.StatusNoContent)
	for _, one := range []refusedSearch{
		// limits
		{groups(1, 1, 1, 1, 1, 1), invalid(`Too many filter groups: at most 5 are allowed, but there were 6`)},
		{groups(7), invalid(`Too many filters in a group: at most 6 are allowed, but there were 7`)},
		{groups(6, 6, 6, 1), invalid(`Too many filters: at most 18 are allowed, but there were 19`)},
		{filters(7), invalid(`Too many filters in a group: at most 6 are allowed, but there were 7`)},
		{`{"sorts":["city","email"]}`, invalid(`Too many sorts: at most 1 are allowed, but there were 2`)},
		{`{"query":"` + strings.Repeat("x", 3001) + `"}`, invalid(`Too many characters in query: at most 3000 are allowed, but there were 3001`)},
		{`{"limit":201}`, invalid(`limit must be between 1 and 200, but was 201`)},
		{`{"limit":0}`, invalid(`limit must be between 1 and 200, but was 0`)},
		{`{"limit":-1}`, invalid(`limit must be between 1 and 200, but was -1`)},
		{`{"limit":""}`, invalid(`limit must be between 1 and 200, but was 0`)},
		{`{"after":-1}`, invalid(`after must not be negative, but was -1`)},
		{`{"after":"-7"}`, invalid(`after must not be negative, but was -7`)},
		{`{"after":10000,"limit":1}`, problem},
		{`{"after":9901,"limit":100}`, problem},
		{`{"after":9991}`, problem},
		// properties that are unknown or archived
		{filter(`"nope","operator":"HAS_PROPERTY"`), problem},
		{filter(`"nope","operator":"LIKE"`), problem},
		{filter(`"","operator":"EQ","value":"1"`), problem},
		{filter(`"gone","operator":"HAS_PROPERTY"`), problem},
		// filters that lack what they cannot do without
		{`{"filters":[{}]}`, incomplete(14, `propertyName, operator`)},
		{`{"filters":[null]}`, incomplete(16, `propertyName, operator`)},
		{`{"filterGroups":[{"filters":[{"value":"x"}]}]}`, incomplete(42, `propertyName, operator`)},
		{`{"filters":[{"operator":null,"propertyName":"city"}]}`, incomplete(51, `operator`)},
		{"{\n\"filters\":[{\"operator\":\"EQ\"}\n]}", incomplete(28, `propertyName`)},
		// operators that are unknown
		{filter(`"city","operator":"LIKE","value":"x"`), unknownOperator(`LIKE`)},
		{filter(`"city","operator":"eq","value":"x"`), unknownOperator(`eq`)},
		{filter(`"city","operator":""`), unknownOperator(``)},
		{filter(`"city","operator":"a\"b","value":""`), unknownOperator(`a\"b`)},
		{filter(`"city","operator":"\u00e6<>&\u2028"`), unknownOperator(`æ<>&\u2028`)},
		// operands that are missing or blank
		{filter(`"phone","operator":"EQ"`), invalid(`value must be specified for operator EQ {propertyName: 'phone'}`)},
		{filter(`"phone","operator":"NEQ","value":null`), invalid(`value must be specified for operator NEQ {propertyName: 'phone'}`)},
		{filter(`"phone","operator":"CONTAINS_TOKEN"`), invalid(`value must be specified for operator CONTAINS_TOKEN {propertyName: 'phone'}`)},
		{filter(`"phone","operator":"BETWEEN","value":"1"`), invalid(`value must be specified for operator BETWEEN {propertyName: 'phone'}`)},
		{filter(`"phone","operator":"BETWEEN","highValue":"1"`), invalid(`value must be specified for operator BETWEEN {propertyName: 'phone'}`)},
		{filter(`"lastmodifieddate","operator":"GT"`), invalid(`value must be specified for operator GT {propertyName: 'lastmodifieddate'}`)},
		{filter(`"hs_object_id","operator":"GT","values":["1"]`), invalid(`value must be specified for operator GT {propertyName: 'hs_object_id'}`)},
		{filter(`"phone","operator":"IN"`), invalid(`values must be specified for operator IN {propertyName: 'phone'}`)},
		{filter(`"phone","operator":"NOT_IN","values":[],"value":"x"`), invalid(`values must be specified for operator NOT_IN {propertyName: 'phone'}`)},
		{filter(`"phone","operator":"EQ","value":""`), unreadable(1, `value must be non-empty and non-blank, if specified {propertyName: 'phone'}`)},
		{filter(`"phone","operator":"EQ","value":" \t"`), unreadable(1, `value must be non-empty and non-blank, if specified {propertyName: 'phone'}`)},
		{filter(`"phone","operator":"EQ","value":"x","highValue":" "`), unreadable(1, `value must be non-empty and non-blank, if specified {propertyName: 'phone'}`)},
		{filter(`"phone","operator":"BETWEEN","value":"x","highValue":""`), unreadable(1, `value must be non-empty and non-blank, if specified {propertyName: 'phone'}`)},
		{filter(`"phone","operator":"NOT_CONTAINS_TOKEN","value":" "`), unreadable(1, `value must be non-empty and non-blank, if specified {propertyName: 'phone'}`)},
		// operands that cannot be parsed
		{filter(`"createdate","operator":"GT","value":"2020-11-15"`), problem},
		{filter(`"lastmodifieddate","operator":"LT","value":"soon"`), problem},
		{filter(`"closedate","operator":"EQ","value":true`), problem},
		{filter(`"hs_latitude","operator":"GT","value":"north"`), problem},
		{filter(`"hs_latitude","operator":"EQ","value":"Inf"`), problem},
		{filter(`"hs_latitude","operator":"IN","values":["1","x"]`), problem},
		{filter(`"hs_object_id","operator":"GT","value":" 7"`), problem},
		{filter(`"hs_object_id","operator":"BETWEEN","value":"1","highValue":"x"`), problem},
		{filter(`"hs_object_id","operator":"BETWEEN","value":"x","highValue":"1"`), problem},
		{filter(`"lastmodifieddate","operator":"NOT_IN","values":["2020-11-15"]`), problem},
		{filter(`"lastmodifieddate","operator":"BETWEEN","value":"1","highValue":"x"`), problem},
		{filter(`"lastmodifieddate","operator":"GT","value":" 0"`), problem},
		{filter(`"lastmodifieddate","operator":"LT","value":"253402300800000"`), problem},
		{filter(`"lastmodifieddate","operator":"GT","value":-62167219200001`), problem},
		{filter(`"createdate","operator":"LT","value":"9999-12-31T23:59:59-01:00"`), problem},
		// several reasons: the first one found
		{`{"limit":0,"sorts":["nope"],"filters":[{"propertyName":"nope","operator":"EQ"}]}`, invalid(`limit must be between 1 and 200, but was 0`)},
		{`{"sorts":["nope"],"filters":[{"propertyName":"city","operator":"LIKE"}]}`, unknownOperator(`LIKE`)},
		{`{"filterGroups":[{"filters":[{"propertyName":"city","operator":"LIKE"}]},{"filters":[{"propertyName":"nope","operator":"EQ"}]}]}`, unknownOperator(`LIKE`)},
		{`{"filters":[{"propertyName":"city","operator":"EQ"},{"propertyName":"city","operator":"LIKE"}]}`, invalid(`value must be specified for operator EQ {propertyName: 'city'}`)},
		// bodies that cannot be decoded
		{``, unreadable(0, `No content to map due to end-of-input`)},
		{` `, unreadable(0, `No content to map due to end-of-input`)},
		{`{`, unreadable(2, `Unexpected end-of-input`)},
		{`[]`, wrongType(1, `java.lang.Object`, '[')},
		{`"x"`, wrongType(1, `java.lang.Object`, '"')},
		{`{"limit":[]}`, unreadable(10, "Cannot deserialize value of type `java.lang.String` from Array value (token `JsonToken.START_ARRAY`)")},
		{`{"limit":{}}`, unreadable(10, "Cannot deserialize value of type `java.lang.String` from Object value (token `JsonToken.START_OBJECT`)")},
		{`{"limit":"ten"}`, unreadable(10, "Cannot deserialize value of type `int` from String \\\"ten\\\": not a valid Integer value")},
		{`{"limit":1.5}`, unreadable(10, "Cannot deserialize value of type `int` from String \\\"1.5\\\": not a valid Integer value")},
		{`{"limit":true}`, unreadable(10, "Cannot deserialize value of type `int` from String \\\"true\\\": not a valid Integer value")},
		{`{"limit":3000000000}`, unreadable(10, "Cannot deserialize value of type `int` from String \\\"3000000000\\\": not a valid Integer value")},
		{`{"after":"x"}`, unreadable(10, "Cannot deserialize value of type `int` from String \\\"x\\\": not a valid Integer value")},
		{`{"after":[1]}`, unreadable(10, "Cannot deserialize value of type `java.lang.String` from Array value (token `JsonToken.START_ARRAY`)")},
		{`{"after":false}`, unreadable(10, "Cannot deserialize value of type `int` from String \\\"false\\\": not a valid Integer value")},
		{`{"query":[]}`, wrongType(10, `java.lang.String`, '[')},
		{`{"sorts":7}`, wrongType(10, `java.util.ArrayList`, '0')},
		{`{"sorts":true}`, unreadable(10, "Cannot deserialize value of type `java.util.ArrayList` from Boolean value (token `JsonToken.VALUE_TRUE`)")},
		{`{"sorts":{"a"}}`, unreadable(14, `Unexpected character ('}' (code 125))`)},
		{`{"sorts":[1]}`, wrongType(11, `java.lang.Object`, '0')},
		{`{"sorts":[[]]}`, wrongType(11, `java.lang.Object`, '[')},
		{`{"sorts":[{"direction":[]}]}`, wrongType(24, `java.lang.String`, '[')},
		{`{"filters":{}}`, wrongType(12, `java.util.ArrayList`, '{')},
		{`{"filters":[1]}`, wrongType(13, `java.lang.Object`, '0')},
		{`{"filterGroups":[[]]}`, wrongType(18, `java.lang.Object`, '[')},
		{`{"filterGroups":{}}`, wrongType(17, `java.util.ArrayList`, '{')},
		{filter(`1`), incomplete(30, `operator`)},
		{filter(`"city","operator":1`), unknownOperator(`1`)},
		{filter(`"city","operator":"EQ","value":[]`), unreadable(60, "Cannot deserialize value of type `java.lang.String` from Array value (token `JsonToken.START_ARRAY`)")},
		{filter(`"city","operator":"EQ","value":{"a":1}`), unreadable(60, "Cannot deserialize value of type `java.lang.String` from Object value (token `JsonToken.START_OBJECT`)")},
		{filter(`"city","operator":"EQ","highValue":[]`), unreadable(64, "Cannot deserialize value of type `java.lang.String` from Array value (token `JsonToken.START_ARRAY`)")},
		{filter(`"city","operator":"IN","values":"x"`), wrongType(61, `java.util.ArrayList`, '"')},
		{filter(`"city","operator":"IN","values":[null]`), unreadable(62, "Cannot deserialize value of type `java.lang.String` from null")},
		{filter(`"city","operator":"IN","values":[[]]`), unreadable(62, "Cannot deserialize value of type `java.lang.String` from Array value (token `JsonToken.START_ARRAY`)")},
		{`{"filters":[{"propertyName":"city","operator":"IN","values":[{}]}]}`, unreadable(62, "Cannot deserialize value of type `java.lang.String` from Object value (token `JsonToken.START_OBJECT`)")},
		{`{"properties":"x"}`, wrongType(15, `java.util.ArrayList`, '"')},
		{"{\n\"limit\":[]}", unreadable(9, "Cannot deserialize value of type `java.lang.String` from Array value (token `JsonToken.START_ARRAY`)")},
		{`{"limit":10}x`, unreadable(13, `Unexpected character ('x' (code 120))`)},
	} {
		if got := r.searched(one.body); got != one.answer {
			t.Errorf("%.200s\ngot  %s\nwant %s", one.body, got, one.answer)
		}
	}
}

func TestSearchesThatNameTheEpochByteForByte(t *testing.T) {
	r := newRig(t, 0, func(c *hub.Config) { c.Search.EpochFails = true })
	for _, one := range []refusedSearch{
		{filter(`"lastmodifieddate","operator":"GTE","value":"0"`), failed},
		{filter(`"createdate","operator":"GT","value":"1970-01-01T00:00:00Z"`), failed},
		{filter(`"closedate","operator":"BETWEEN","value":"1","highValue":0`), failed},
		{filter(`"lastmodifieddate","operator":"GT","value":" 0"`), failed},
		{filter(`"lastmodifieddate","operator":"GT","value":"1","highValue":"0"`), failed},
		{filter(`"lastmodifieddate","operator":"IN","values":["1"],"value":"0"`), failed},
		{filter(`"lastmodifieddate","operator":"CONTAINS_TOKEN","value":"0"`), failed},
		{filter(`"lastmodifieddate","operator":"GT","value":"x"`), problem},
		{filter(`"lastmodifieddate","operator":"BETWEEN","value":"x","highValue":"0"`), failed},
		{filter(`"lastmodifieddate","operator":"EQ","value":" ","highValue":"0"`), unreadable(1, `value must be non-empty and non-blank, if specified {propertyName: 'lastmodifieddate'}`)},
		{filter(`"lastmodifieddate","operator":"LIKE","value":"0"`), unknownOperator(`LIKE`)},
	} {
		if got := r.searched(one.body); got != one.answer {
			t.Errorf("%s\ngot  %s\nwant %s", one.body, got, one.answer)
		}
	}
	for _, body := range []string{
		filter(`"lastmodifieddate","operator":"IN","values":["0"]`),
		filter(`"lastmodifieddate","operator":"HAS_PROPERTY","value":"0"`),
		filter(`"hs_latitude","operator":"GT","value":"0"`),
	} {
		r.post(contacts+"/search", body).status(http.StatusOK)
	}
}

func TestSearchesAtTheLimits(t *testing.T) {
	r := newRig(t, 0)
	for _, body := range []string{
		`null`,
		groups(6, 6, 6),
		`{"after":9800,"limit":200}`,
		`{"query":"` + strings.Repeat("x", 3000) + `"}`,
		`{"limit":null,"after":null,"sorts":null}`,
		`{"query":1,"properties":[1,true]}`,
		`{"sorts":["nope"]}`, `{"sorts":[""]}`, `{"sorts":["gone"]}`, `{"sorts":[null]}`, `{"sorts":[{}]}`, `{"sorts":[{"propertyName":7}]}`,
		`{"sorts":["{\"propertyName\":\"createdate\",\"direction\":\"DESCENDING\"}"]}`,
		`{"sorts":""}`, `{"sorts":"-createdate"}`, `{"sorts":{}}`, `{"sorts":{"propertyName":"createdate"}}`,
		filter(`"phone","operator":"HAS_PROPERTY","value":" "`),
		filter(`"phone","operator":"IN","values":[""],"value":" "`),
	} {
		r.post(contacts+"/search", body).status(http.StatusOK)
	}
}
