package allowance

import (
	"math"
	"testing"
	"time"
)

func TestCallsAreCountedByKind(t *testing.T) {
	var got Calls
	for _, one := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/crm/v3/objects/contacts", 200},
		{"GET", "/crm/v3/objects/contacts", 429},
		{"POST", "/crm/v3/objects/contacts/search", 200},
		{"POST", "/crm/v3/objects/contacts/batch/read", 207},
		{"GET", "/crm/v3/objects/contacts/51", 404},
		{"GET", "/crm/v3/properties/contacts", 200},
		{"POST", "/crm/v3/objects/contacts", 201},
		{"GET", "/crm/v3/objects/companies", 200},
		{"POST", "/crm/v3/objects/companies/search", 200},
		{"POST", "/crm/v4/associations/contacts/companies/batch/read", 207},
		{"POST", "/crm/v4/associations/contacts/companies/batch/create", 201},
		{"POST", "/crm/v3/objects/contacts/batch/create", 201},
		{"POST", "/crm/v3/objects/contacts/batch/update", 207},
		{"POST", "/crm/v3/objects/products/batch/upsert", 200},
		{"POST", "/crm/v3/objects/contacts/batch/archive", 204},
	} {
		got.Add(one.method, one.path, one.status)
	}
	if want := (Calls{List: 3, Search: 2, Batch: 1, Links: 1, Write: 4, Other: 4, Refused: 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got.Total() != 15 || got.String() != "15 calls: 3 list, 2 search, 1 batch, 1 associations, 4 write, 4 other" {
		t.Errorf("%d, %s", got.Total(), got)
	}
}

func TestCallsBeyondFullPages(t *testing.T) {
	for _, c := range []struct {
		calls                          Calls
		records, perPage, callsPerPage int
		want                           int
	}{
		{Calls{List: 10}, 1000, 100, 1, 0},
		{Calls{List: 11}, 1001, 100, 1, 0},
		{Calls{List: 13, Other: 2}, 1000, 100, 1, 5},
		{Calls{List: 10, Batch: 10, Other: 1}, 1000, 100, 2, 1},
		{Calls{Search: 5, List: 1}, 1000, 200, 1, 1},
		{Calls{List: 20, Links: 3}, 2000, 1000, 11, 1},
		{Calls{List: 1, Search: 63, Links: 13}, 12_500, 1000, 6, 2},
	} {
		if got := c.calls.Beyond(c.records, c.perPage, c.callsPerPage); got != c.want {
			t.Errorf("%v beyond %d records: %d, want %d", c.calls, c.records, got, c.want)
		}
	}
}

func TestBounds(t *testing.T) {
	for _, c := range []struct{ got, want float64 }{
		{FullRead(1), 1710},
		{FullRead(2), 855},
		{FullReadWithLinks(0), 1710},
		{FullReadWithLinks(1), 17100.0 / 11},
		{FullReadWithLinks(2), 17100.0 / 12},
		{SinceRead(), 800},
		{OneCursor(300 * time.Millisecond), 100 / 0.3},
	} {
		if math.Abs(c.got-c.want) > 1e-9 {
			t.Errorf("%v, want %v", c.got, c.want)
		}
	}
}
