package search_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/search"
)

// person is a contact of the naive model.
type person struct {
	id, created, modified int64
	email, city           string
}

// crowd is an account large enough that the index plans differently, and the same people in a slice. It is made once:
// the property test only reads it.
type crowd struct {
	search.Object
	people []person
}

func newCrowd(t *testing.T, n int) crowd {
	t.Helper()
	clock := func() time.Time { return time.UnixMilli(1 << 50) }
	s := schema.New(object.Contacts.Schema, clock)
	c := crowd{Object: search.Object{
		Schema: s, Index: index.New(5, clock, object.Contacts.Keys(s)), Lookup: "email",
	}}
	var records []*record.Record
	for i := range n {
		// Many times are equal, and their order is not that of the IDs.
		p := person{id: int64(10 + i), created: int64(i * 7 % 1000), modified: int64(i * 13 % 500), email: fmt.Sprintf("p%d@x.no", i)}
		if i%3 == 0 {
			p.city = fmt.Sprintf("c%d", i%10)
		}
		c.people = append(c.people, p)
		records = append(records, &record.Record{
			ID: p.id, Created: p.created, Modified: p.modified, Seq: uint64(i + 1),
			Values: record.Pack(map[record.Key]string{c.Schema.AnyKey("email"): p.email, c.Schema.AnyKey("city"): p.city}),
		})
	}
	c.Index.Load(records)
	return c
}

// condition is a filter and what it means.
type condition struct {
	filter search.Filter
	holds  func(person) bool
}

// conditions draws filters of all the kinds that plans distinguish.
func conditions(n int) *rapid.Generator[condition] {
	return rapid.Custom(func(t *rapid.T) condition {
		switch rapid.IntRange(0, 5).Draw(t, "kind") {
		case 0:
			return ranged(t, "hs_object_id", 0, int64(n+20), func(p person) int64 { return p.id })
		case 1:
			return ranged(t, "lastmodifieddate", -5, 510, func(p person) int64 { return p.modified })
		case 2:
			return ranged(t, "createdate", -5, 1010, func(p person) int64 { return p.created })
		case 3:
			email := fmt.Sprintf("p%d@x.no", rapid.IntRange(0, n+5).Draw(t, "email"))
			switch rapid.IntRange(0, 3).Draw(t, "operator") {
			case 0, 1:
				return condition{value("email", "EQ", email), func(p person) bool { return p.email == email }}
			case 2:
				return condition{value("email", "NEQ", email), func(p person) bool { return p.email != email }}
			}
			values := []search.Text{search.Text(email), "p1@x.no", search.Text(email)}
			return condition{search.Filter{Property: "email", Operator: "IN", Values: values}, func(p person) bool { return p.email == email || p.email == "p1@x.no" }}
		case 4:
			return condition{search.Filter{Property: "city", Operator: "HAS_PROPERTY"}, func(p person) bool { return p.city != "" }}
		default:
			city := fmt.Sprintf("c%d", rapid.IntRange(0, 9).Draw(t, "city"))
			return condition{value("city", "NEQ", city), func(p person) bool { return p.city != "" && p.city != city }}
		}
	})
}

func value(property, operator, text string) search.Filter {
	v := search.Text(text)
	return search.Filter{Property: property, Operator: operator, Value: &v}
}

// ranged draws a comparison with a whole number.
func ranged(t *rapid.T, property string, low, high int64, of func(person) int64) condition {
	a := rapid.Int64Range(low, high).Draw(t, "a")
	b := rapid.Int64Range(low, high).Draw(t, "b")
	operator := rapid.SampledFrom([]string{"EQ", "NEQ", "GT", "GTE", "LT", "LTE", "BETWEEN"}).Draw(t, "operator")
	f := value(property, operator, fmt.Sprint(a))
	upper := search.Text(fmt.Sprint(b))
	f.High = &upper
	meaning := map[string]func(int64) bool{
		"EQ": func(v int64) bool { return v == a }, "NEQ": func(v int64) bool { return v != a },
		"GT": func(v int64) bool { return v > a }, "GTE": func(v int64) bool { return v >= a },
		"LT": func(v int64) bool { return v < a }, "LTE": func(v int64) bool { return v <= a },
		"BETWEEN": func(v int64) bool { return a <= v && v <= b },
	}[operator]
	return condition{f, func(p person) bool { return meaning(of(p)) }}
}

// orders are the sorts and the value that each orders by.
var orders = map[string]func(person) int64{
	"":                 func(p person) int64 { return p.created },
	"hs_object_id":     func(p person) int64 { return p.id },
	"lastmodifieddate": func(p person) int64 { return p.modified },
	"createdate":       func(p person) int64 { return p.created },
	"city": func(p person) int64 {
		if p.city == "" {
			return math.MaxInt64
		}
		return int64(p.city[1])
	},
}

func TestPlansAgainstLookingAtEverybody(t *testing.T) {
	const n = 9_000
	c := newCrowd(t, n)
	rapid.Check(t, func(t *rapid.T) {
		var request search.Request
		var meaning [][]condition
		for range rapid.IntRange(0, 3).Draw(t, "groups") {
			group := rapid.SliceOfN(conditions(n), 0, 3).Draw(t, "conditions")
			meaning = append(meaning, group)
			var filters []search.Filter
			for _, one := range group {
				filters = append(filters, one.filter)
			}
			request.Groups = append(request.Groups, search.Group{Filters: filters})
		}
		order := rapid.SampledFrom([]string{"", "hs_object_id", "lastmodifieddate", "createdate", "city"}).Draw(t, "sort")
		descending := order != "" && rapid.Bool().Draw(t, "descending")
		if order != "" {
			request.Sorts = []search.Sort{{Property: order, Descending: descending}}
		}
		limit, after := search.Whole(rapid.IntRange(1, 200).Draw(t, "limit")), search.Whole(rapid.IntRange(0, 9000).Draw(t, "after"))
		if rapid.Bool().Draw(t, "first page") {
			after = 0
		}
		request.Limit, request.After = &limit, &after
		want := slices.DeleteFunc(slices.Clone(c.people), func(p person) bool { return !meant(meaning, p) })
		slices.SortFunc(want, func(a, b person) int {
			x, y := orders[order](a), orders[order](b)
			unset := cmp.Compare(x/math.MaxInt64, y/math.MaxInt64) // last in both directions
			byValue := cmp.Or(cmp.Compare(x, y), cmp.Compare(c.Index.Rank(a.id), c.Index.Rank(b.id)))
			if descending {
				byValue = -byValue
			}
			return cmp.Or(unset, byValue)
		})
		got, err := c.Search(request)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, got, want, int(after), int(limit))
	})
}

func meant(groups [][]condition, p person) bool {
	if len(groups) == 0 {
		return true
	}
	return slices.ContainsFunc(groups, func(group []condition) bool {
		return !slices.ContainsFunc(group, func(one condition) bool { return !one.holds(p) })
	})
}

func compare(t *rapid.T, got search.Page, want []person, after, limit int) {
	if got.Total != len(want) {
		t.Fatalf("total %d, want %d", got.Total, len(want))
	}
	page := want[min(after, len(want)):min(after+limit, len(want))]
	if len(got.Records) != len(page) {
		t.Fatalf("%d records, want %d", len(got.Records), len(page))
	}
	for i, p := range page {
		if got.Records[i].ID != p.id {
			t.Fatalf("record %d is %d, want %d", i, got.Records[i].ID, p.id)
		}
	}
	next := 0
	if after+limit < len(want) {
		next = after + limit
	}
	if got.Next != next {
		t.Fatalf("next %d, want %d", got.Next, next)
	}
}

func FuzzRequests(f *testing.F) {
	b := newBoard(f)
	f.Fuzz(func(_ *testing.T, body string) {
		_, _ = b.find(body) // it must neither panic nor hang
	})
}
