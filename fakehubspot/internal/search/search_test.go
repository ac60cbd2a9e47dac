package search_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/search"
)

// people are the contacts of the table, by their first name; createdate and lastmodifieddate are 1,000 apart.
var people = []map[string]string{
	{"firstname": "Ada", "email": "ada@one.org", "city": "New York City", "hs_latitude": "9", "lifecyclestage": "lead", "closedate": "2026-01-01T00:00:00.000Z", "shirt": "s;l"},
	{"firstname": "Bob", "email": "bob@two.org", "city": "york", "hs_latitude": "10.5", "lifecyclestage": "customer", "closedate": "2026-01-01T00:00:00.001Z"},
	{"firstname": "Cem", "email": "cem@one.org", "hs_latitude": "100", "lifecyclestage": "lead", "birthday": "2000-02-29", "member": "true"},
	{"firstname": "Dan", "phone": "+47 22 33 44 55", "company": "Ada & Sons", "birthday": "1999-12-31", "member": "false", "shirt": "m"},
}

// board is an account with the people in it.
type board struct{ search.Object }

func newBoard(tb testing.TB) board {
	tb.Helper()
	clock := func() time.Time { return time.UnixMilli(1_800_000_000_000) }
	s := schema.New(object.Contacts.Schema, clock)
	for _, p := range []schema.Property{
		{Name: "birthday", Type: schema.Date, FieldType: "date"},
		{Name: "member", Type: schema.Bool, FieldType: "booleancheckbox"},
		{Name: "shirt", Type: schema.Enumeration, FieldType: "checkbox", Options: []schema.Option{{Value: "s"}, {Value: "m"}, {Value: "l"}}},
	} {
		p.Label, p.GroupName = p.Name, "contactinformation"
		if _, err := s.Create(p); err != nil {
			tb.Fatal(err)
		}
	}
	b := board{search.Object{
		Schema: s, Index: index.New(1, clock, object.Contacts.Keys(s)),
		Lookup: "email", Queried: []string{"firstname", "email", "phone", "company"},
	}}
	for i, person := range people {
		values := map[record.Key]string{}
		for name, value := range person {
			values[s.AnyKey(name)] = value
		}
		at := int64(1_700_000_000_000 + 1_000*i)
		b.Index.Put(&record.Record{ID: int64(9 + i), Created: at, Modified: at, Seq: uint64(i + 1), Values: record.Pack(values)}, at)
	}
	return b
}

// find runs a search and returns the initials of the people on the page.
func (b board) find(body string) (string, error) {
	var request search.Request
	if err := json.Unmarshal([]byte(body), &request); err != nil {
		return "", err
	}
	found, err := b.Search(request)
	if err != nil {
		return "", err
	}
	var initials strings.Builder
	for _, r := range found.Records {
		name, _ := r.Get(b.Schema.AnyKey("firstname"))
		initials.WriteByte(name[0])
	}
	return initials.String(), nil
}

func TestOperators(t *testing.T) {
	b := newBoard(t)
	for _, one := range []struct{ filter, want string }{
		// numbers compare as numbers, whole ones and others
		{`"hs_latitude","operator":"GT","value":"9"`, "BC"},
		{`"hs_latitude","operator":"GTE","value":9`, "ABC"},
		{`"hs_latitude","operator":"LT","value":"10.5"`, "A"},
		{`"hs_latitude","operator":"LTE","value":"10.50"`, "AB"},
		{`"hs_latitude","operator":"EQ","value":"100.0"`, "C"},
		{`"hs_latitude","operator":"NEQ","value":"100"`, "AB"},
		{`"hs_latitude","operator":"BETWEEN","value":"9","highValue":"10.5"`, "AB"},
		{`"hs_latitude","operator":"IN","values":["9.0",100]`, "AC"},
		{`"hs_latitude","operator":"NOT_IN","values":["9"]`, "BC"},
		{`"hs_object_id","operator":"GT","value":"9"`, "BCD"},
		{`"hs_object_id","operator":"LT","value":"10.5"`, "AB"},
		{`"hs_object_id","operator":"EQ","value":12`, "D"},
		{`"hs_object_id","operator":"NEQ","value":"12"`, "ABC"},
		{`"hs_object_id","operator":"IN","values":["9","12"]`, "AD"},
		{`"hs_object_id","operator":"BETWEEN","value":"10","highValue":"11"`, "BC"},
		{`"hs_object_id","operator":"GT","value":"9223372036854775807"`, ""},
		{`"hs_object_id","operator":"LT","value":"-9223372036854775808"`, ""},
		// instants: milliseconds as text or number, ISO 8601; nothing below the millisecond
		{`"lastmodifieddate","operator":"GT","value":"1700000000000"`, "BCD"},
		{`"lastmodifieddate","operator":"GTE","value":1700000001000`, "BCD"},
		{`"lastmodifieddate","operator":"EQ","value":"2023-11-14T22:13:21Z"`, "B"},
		{`"lastmodifieddate","operator":"EQ","value":"2023-11-14T22:13:21.000999Z"`, "B"},
		{`"lastmodifieddate","operator":"BETWEEN","value":"1700000001000","highValue":"1700000002000"`, "BC"},
		{`"lastmodifieddate","operator":"NEQ","value":"1700000001000"`, "ACD"},
		{`"lastmodifieddate","operator":"IN","values":["1700000001000"]`, "B"},
		{`"lastmodifieddate","operator":"HAS_PROPERTY"`, "ABCD"},
		{`"lastmodifieddate","operator":"NOT_HAS_PROPERTY"`, ""},
		{`"createdate","operator":"LT","value":"1700000002000"`, "AB"},
		{`"closedate","operator":"GT","value":"2026-01-01T00:00:00+00:00"`, "B"},
		{`"birthday","operator":"LT","value":"2000-01-01"`, "D"},
		{`"birthday","operator":"GTE","value":"946684800000"`, "C"},
		// text, without regard to case
		{`"firstname","operator":"EQ","value":"ADA"`, "A"},
		{`"firstname","operator":"NEQ","value":"ada"`, "BCD"},
		{`"firstname","operator":"GT","value":"bob"`, "CD"},
		{`"email","operator":"EQ","value":"BOB@two.org"`, "B"},
		{`"email","operator":"IN","values":["bob@two.org","cem@one.org","x"]`, "BC"},
		{`"firstname","operator":"IN","values":["ada","bob"]`, "AB"},
		{`"firstname","operator":"IN","values":["Ada"]`, ""}, // IN wants lower case
		{`"firstname","operator":"NOT_IN","values":["ada"]`, "BCD"},
		// enumerations, with regard to case
		{`"lifecyclestage","operator":"EQ","value":"lead"`, "AC"},
		{`"lifecyclestage","operator":"EQ","value":"Lead"`, ""},
		{`"lifecyclestage","operator":"NEQ","value":"lead"`, "B"}, // unset ones are not found
		{`"lifecyclestage","operator":"IN","values":["lead","customer"]`, "ABC"},
		{`"lifecyclestage","operator":"NOT_IN","values":["lead"]`, "B"},
		{`"shirt","operator":"IN","values":["l","m"]`, "AD"}, // any choice of a checkbox
		{`"shirt","operator":"EQ","value":"l"`, "A"},
		{`"shirt","operator":"EQ","value":"s;l"`, "A"}, // or all of them
		{`"shirt","operator":"NEQ","value":"l"`, "D"},
		{`"member","operator":"EQ","value":true`, "C"},
		// presence
		{`"city","operator":"HAS_PROPERTY"`, "AB"},
		{`"city","operator":"NOT_HAS_PROPERTY"`, "CD"},
		// tokens
		{`"city","operator":"CONTAINS_TOKEN","value":"york"`, "AB"},
		{`"city","operator":"CONTAINS_TOKEN","value":"York City"`, "A"},
		{`"city","operator":"CONTAINS_TOKEN","value":"yor"`, ""},
		{`"city","operator":"CONTAINS_TOKEN","value":"yor*"`, "AB"},
		{`"city","operator":"NOT_CONTAINS_TOKEN","value":"new"`, "B"},
		{`"email","operator":"CONTAINS_TOKEN","value":"*@one.org"`, "AC"},
		{`"email","operator":"CONTAINS_TOKEN","value":"a*one*"`, "A"},
	} {
		got, err := b.find(`{"filterGroups":[{"filters":[{"propertyName":` + one.filter + `}]}],"sorts":["hs_object_id"]}`)
		if err != nil || got != one.want {
			t.Errorf("%s: %q (%v), want %q", one.filter, got, err, one.want)
		}
	}
}

func TestQueries(t *testing.T) {
	b := newBoard(t)
	for _, one := range []struct{ body, want string }{
		{`{}`, "ABCD"},
		{`{"query":"ada"}`, "AD"}, // a first name and a company
		{`{"query":"ONE.org"}`, "AC"},
		{`{"query":"22 33"}`, "D"},
		{`{"query":"york"}`, ""}, // the city is not looked through
		{`{"query":"ada","filterGroups":[{"filters":[{"propertyName":"phone","operator":"HAS_PROPERTY"}]}]}`, "D"},
		{`{"sorts":["-createdate"]}`, "DCBA"},
		{`{"sorts":[{"propertyName":"hs_latitude","direction":"DESCENDING"}]}`, "CBAD"},
		{`{"sorts":[{"propertyName":"hs_latitude","direction":"ASCENDING"}]}`, "ABCD"},
		{`{"sorts":["city"]}`, "ABDC"}, // unset last; ties by the seed
		// what sorts by nothing known is ignored
		{`{"sorts":["-nope"]}`, "ABCD"},
		{`{"sorts":[{"propertyName":"nope","direction":"DESCENDING"}]}`, "ABCD"},
		{`{"sorts":["{\"propertyName\":\"createdate\",\"direction\":\"DESCENDING\"}"]}`, "ABCD"},
		{`{"sorts":["createdate DESC"]}`, "ABCD"},
		{`{"sorts":"-createdate"}`, "ABCD"},
		{`{"sorts":"[{\"propertyName\":\"createdate\",\"direction\":\"DESCENDING\"}]"}`, "ABCD"},
		{`{"sorts":{"propertyName":"createdate","direction":"DESCENDING"}}`, "ABCD"},
		{`{"sorts":{"propertyName":[{"a":1}]},"limit":2}`, "AB"},
		{`{"limit":2}`, "AB"},
		{`{"limit":"2","after":"2"}`, "CD"},
		{`{"limit":2,"after":null}`, "AB"},
		{`{"limit":2,"after":""}`, "AB"},
		{`{"after":4}`, ""},
		{`{"filters":[{"propertyName":"firstname","operator":"EQ","value":"Bob"}]}`, "B"},
		{`{"filterGroups":[{"filters":[{"propertyName":"firstname","operator":"EQ","value":"Dan"}]}],` +
			`"filters":[{"propertyName":"firstname","operator":"EQ","value":"Bob"}]}`, "BD"}, // top-level filters are one more group
		{`{"filterGroups":[{"filters":[{"propertyName":"firstname","operator":"EQ","value":"Bob"}]},` +
			`{"filters":[{"propertyName":"lifecyclestage","operator":"EQ","value":"lead"},{"propertyName":"hs_object_id","operator":"GT","value":9}]}]}`, "BC"},
	} {
		if got, err := b.find(one.body); err != nil || got != one.want {
			t.Errorf("%s: %q (%v), want %q", one.body, got, err, one.want)
		}
	}
}

func TestRefusals(t *testing.T) {
	b := newBoard(t)
	filter := `{"propertyName":"city","operator":"HAS_PROPERTY"}`
	filters := func(n int) string {
		return `{"filters":[` + strings.Join(slices.Repeat([]string{filter}, n), ",") + `]}`
	}
	groups := func(sizes ...int) string {
		var all []string
		for _, n := range sizes {
			all = append(all, filters(n))
		}
		return `{"filterGroups":[` + strings.Join(all, ",") + `]}`
	}
	if _, err := b.find(groups(6, 6, 6)); err != nil {
		t.Error(err)
	}
	for body, reason := range map[string]search.Reason{
		groups(1, 1, 1, 1, 1, 1):     search.TooMany,
		groups(7):                    search.TooMany,
		groups(6, 6, 6, 1):           search.TooMany,
		`{"sorts":["city","email"]}`: search.TooMany,
		`{"limit":201}`:              search.BadLimit,
		`{"limit":0}`:                search.BadLimit,
		`{"after":10000,"limit":10}`: search.TooDeep,
		`{"after":9901,"limit":100}`: search.TooDeep,
		`{"after":-1}`:               search.BadAfter,
		`{"query":"` + strings.Repeat("x", 3001) + `"}`:                                                  search.TooMany,
		`{"filters":[{"propertyName":"nope","operator":"HAS_PROPERTY"}]}`:                                search.UnknownProperty,
		`{"filters":[{"propertyName":"city","operator":"LIKE","value":"x"}]}`:                            search.UnknownOperator,
		`{"filters":[{"propertyName":"phone","operator":"EQ","value":" "}]}`:                             search.BlankValue,
		`{"filters":[{"propertyName":"phone","operator":"EQ"}]}`:                                         search.MissingValue,
		`{"filters":[{"propertyName":"phone","operator":"BETWEEN","value":"1"}]}`:                        search.MissingValue,
		`{"filters":[{"propertyName":"phone","operator":"IN"}]}`:                                         search.MissingValues,
		`{"filters":[{"propertyName":"createdate","operator":"GT","value":"2020-11-15"}]}`:               search.InvalidValue,
		`{"filters":[{"propertyName":"hs_latitude","operator":"GT","value":"north"}]}`:                   search.InvalidValue,
		`{"filters":[{"propertyName":"hs_object_id","operator":"BETWEEN","value":"1","highValue":"x"}]}`: search.InvalidValue,
		`{"filters":[{"propertyName":"hs_latitude","operator":"IN","values":["x"]}]}`:                    search.InvalidValue,
	} {
		_, err := b.find(body)
		if refused, ok := errors.AsType[*search.Error](err); !ok || refused.Reason != reason {
			t.Errorf("%.80s: %v, want %s", body, err, reason)
		}
	}
	if _, err := b.find(`{"after":9900,"limit":100}`); err != nil {
		t.Error(err)
	}
}

// An error names what is wrong, what it was, and what would be right.
func TestErrorsNameTheMistake(t *testing.T) {
	b := newBoard(t)
	for body, want := range map[string]string{
		`{"sorts":["city","email"]}`: "search: too many sorts: at most 1 are allowed, got 2",
		`{"limit":201}`:              "search: limit must be between 1 and 200, got 201",
		`{"after":-1}`:               "search: after must not be negative, got -1",
		`{"after":9991}`:             "search: after and limit must not add up to more than 10000, got 10001",
		`{"filters":[{"propertyName":"city","operator":"LIKE"}]}`:                     `search: filter on "city" with operator "LIKE": unknown operator`,
		`{"filters":[{"propertyName":"createdate","operator":"EQ"}]}`:                 `search: filter on "createdate" with operator "EQ": missing value`,
		`{"filters":[{"propertyName":"hs_latitude","operator":"IN","values":["x"]}]}`: `search: property "hs_latitude": invalid value`,
	} {
		if _, err := b.find(body); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", body, err, want)
		}
	}
}

func TestNextPage(t *testing.T) {
	b := newBoard(t)
	var next []int
	for after := range 5 {
		limit, from := search.Whole(2), search.Whole(after)
		found, err := b.Search(search.Request{Limit: &limit, After: &from})
		if err != nil || found.Total != len(people) {
			t.Fatalf("total %d, %v", found.Total, err)
		}
		next = append(next, found.Next)
	}
	if diff := cmp.Diff([]int{2, 3, 0, 0, 0}, next); diff != "" {
		t.Error(diff)
	}
}
