package search_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
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

// board is an index with the people in it.
type board struct {
	habits search.Habits
	schema *schema.Schema
	index  *index.Index
}

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
	b := board{schema: s, index: index.New(1, clock, object.Contacts.Keys(s))}
	for i, person := range people {
		values := map[record.Key]string{}
		for name, value := range person {
			values[s.Number(name)] = value
		}
		at := int64(1_700_000_000_000 + 1_000*i)
		b.index.Put(&record.Record{ID: int64(9 + i), Created: at, Modified: at, Seq: uint64(i + 1), Values: record.Pack(values)}, at)
	}
	return b
}

// find runs a search and gives the initials of who was found.
func (b board) find(body string) (string, error) {
	var request search.Request
	if err := json.Unmarshal([]byte(body), &request); err != nil {
		return "", err
	}
	query, err := search.New(b.schema, request, b.habits)
	if err != nil {
		return "", err
	}
	var found search.Result
	b.index.Read(func(v index.View) { found = query.Run(v) })
	var initials strings.Builder
	for _, r := range found.Rows {
		name, _ := r.Get(b.schema.Number("firstname"))
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
		{`{"limit":2}`, "AB"},
		{`{"limit":"2","after":"2"}`, "CD"},
		{`{"limit":2,"after":null}`, "AB"},
		{`{"limit":2,"after":""}`, "AB"},
		{`{"after":4}`, ""},
		{`{"filters":[{"propertyName":"firstname","operator":"EQ","value":"Bob"}]}`, "B"},
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
	problem := "There was a problem with the request."
	for body, text := range map[string]string{
		groups(1, 1, 1, 1, 1, 1):     "at most 5",
		groups(7):                    "at most 6",
		groups(6, 6, 6, 1):           "at most 18",
		`{"sorts":["city","email"]}`: "at most 1",
		`{"limit":201}`:              "between 1 and 200",
		`{"limit":0}`:                "between 1 and 200",
		`{"after":10000,"limit":10}`: problem,
		`{"after":9901,"limit":100}`: problem,
		`{"after":-1}`:               "negative",
		`{"sorts":["nope"]}`:         problem,
		`{"query":"` + strings.Repeat("x", 3001) + `"}`:                                                  "at most 3000",
		`{"filters":[{"propertyName":"nope","operator":"HAS_PROPERTY"}]}`:                                problem,
		`{"filters":[{"propertyName":"city","operator":"LIKE","value":"x"}]}`:                            `"LIKE": not one of`,
		`{"filters":[{"propertyName":"phone","operator":"EQ","value":" "}]}`:                             "value must be non-empty and non-blank, if specified {propertyName: 'phone'}",
		`{"filters":[{"propertyName":"phone","operator":"EQ"}]}`:                                         "must be specified",
		`{"filters":[{"propertyName":"phone","operator":"BETWEEN","value":"1"}]}`:                        "must be specified",
		`{"filters":[{"propertyName":"phone","operator":"IN"}]}`:                                         "values must be specified",
		`{"filters":[{"propertyName":"createdate","operator":"GT","value":"2020-11-15"}]}`:               problem,
		`{"filters":[{"propertyName":"hs_latitude","operator":"GT","value":"north"}]}`:                   problem,
		`{"filters":[{"propertyName":"hs_object_id","operator":"BETWEEN","value":"1","highValue":"x"}]}`: problem,
		`{"filters":[{"propertyName":"hs_latitude","operator":"IN","values":["x"]}]}`:                    problem,
	} {
		_, err := b.find(body)
		var refused refusal.Refusal
		if !errors.As(err, &refused) || refused.Status != http.StatusBadRequest || !strings.Contains(err.Error(), text) {
			t.Errorf("%.80s: %v, want %s", body, err, text)
		}
	}
	if _, err := b.find(`{"after":9900,"limit":100}`); err != nil {
		t.Error(err)
	}
}

func TestNextPage(t *testing.T) {
	b := newBoard(t)
	var next []int
	for after := range 5 {
		limit, from := search.Whole(2), search.Whole(after)
		query, err := search.New(b.schema, search.Request{Limit: &limit, After: &from}, b.habits)
		if err != nil {
			t.Fatal(err)
		}
		b.index.Read(func(v index.View) {
			found := query.Run(v)
			if found.Total != len(people) {
				t.Errorf("total %d", found.Total)
			}
			next = append(next, found.Next)
		})
	}
	if diff := cmp.Diff([]int{2, 3, 0, 0, 0}, next); diff != "" {
		t.Error(diff)
	}
}
