package browse_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/browse"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// account is the contacts of an account on a clock that the test moves.
type account struct {
	*store.Store
	now time.Time
}

func newAccount() *account {
	a := &account{now: time.UnixMilli(1_700_000_000_000)}
	all := store.NewAccount(object.Types, func() time.Time { return a.now }, 1, store.Quirks{})
	a.Store, _ = all.Object("contacts")
	return a
}

func (a *account) add(t interface{ Fatal(...any) }, values map[string]string) *record.Record {
	a.now = a.now.Add(time.Second)
	r, err := a.Create(values, store.UI)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// people are n contacts, each a second younger than the one before.
func people(t *testing.T, n int) *account {
	t.Helper()
	a := newAccount()
	for i := range n {
		a.add(t, map[string]string{"email": fmt.Sprintf("c%d@example.com", i), "firstname": "Åse", "lastname": strconv.Itoa(i), "city": string(rune('A' + i%5))})
	}
	return a
}

func find(t *testing.T, o *store.Store, q browse.Query) browse.Page {
	t.Helper()
	page, err := browse.Find(t.Context(), o, q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	return page
}

// names are the last names of records.
func names(o *store.Store, records []*record.Record) string {
	all := make([]string, len(records))
	for i, r := range records {
		all[i] = o.Schema.Named(r)["lastname"]
	}
	return strings.Join(all, " ")
}

func TestAnIdentityIsFoundWithoutLookingAtOthers(t *testing.T) {
	a := people(t, 60)
	r, _ := a.ByIdentity("c7@example.com")
	id := strconv.FormatInt(r.ID, 10)
	for text, by := range map[string]string{"C7@Example.com": "email", " " + id + " ": "hs_object_id"} {
		page := find(t, a.Store, browse.Query{Text: text})
		if page.Total != 1 || page.By != by || page.Scanned != 0 || names(a.Store, page.Records) != "7" {
			t.Errorf("%q: %+v", text, page)
		}
	}
	a.Archive(r.ID)
	if page := find(t, a.Store, browse.Query{Text: id}); page.Total != 1 || page.Records[0].Archived == 0 {
		t.Errorf("an archived one by its ID: %+v", page)
	}
	if page := find(t, a.Store, browse.Query{Text: "c7@example.com"}); page.Total != 0 || page.By != "" || page.Scanned != 59 {
		t.Errorf("what nobody has: %+v", page)
	}
}

func TestWordsInAnyCase(t *testing.T) {
	a := people(t, 20)
	a.add(t, map[string]string{"firstname": "Øystein", "lastname": "ÆRLIG", "company": "Fjord & Co"})
	for text, want := range map[string]string{
		"øYSTEIN ærlig": "ÆRLIG", "jord": "ÆRLIG", "FJORD &": "ÆRLIG", "ÅSE c13@": "13", "åse nobody": "", "  C1@EXAMPLE.COM  ås": "1",
	} {
		if page := find(t, a.Store, browse.Query{Text: text}); names(a.Store, page.Records) != want || page.Scanned != 21 {
			t.Errorf("%q finds %q of %d", text, names(a.Store, page.Records), page.Scanned)
		}
	}
	a.add(t, map[string]string{"lastname": "x", "city": "Bodø"})
	if page := find(t, a.Store, browse.Query{Text: "BODØ"}); page.Total != 0 {
		t.Errorf("cities are not searched, but %s is found", names(a.Store, page.Records))
	}
	if page := find(t, a.Store, browse.Query{Text: "BODØ", Also: []string{"city"}}); names(a.Store, page.Records) != "x" {
		t.Errorf("a city finds %q", names(a.Store, page.Records))
	}
	r, _ := a.ByIdentity("c3@example.com")
	id := strconv.FormatInt(r.ID, 10)
	a.add(t, map[string]string{"lastname": "call " + id})
	if page := find(t, a.Store, browse.Query{Text: id, Words: true}); names(a.Store, page.Records) != "call "+id+" 3" {
		t.Errorf("an ID as a word: %s", names(a.Store, page.Records))
	}
}

func TestQueriesThatCannotBeAnswered(t *testing.T) {
	a := people(t, 1)
	for want, q := range map[string]browse.Query{
		`sort: contacts have no property "-x"`:         {Sort: "--x"},
		"query must have at most 1000 bytes, got 1001": {Text: strings.Repeat("x", 1001)},
		"offset must be between 0 and":                 {Offset: -1},
		"limit must be between 1 and 100, got 101":     {Limit: 101},
		"limit must be between 1 and 100, got -1":      {Limit: -1},
		`sort: contacts have no property "hs_lastmod"`: {Sort: "hs_lastmod"},
	} {
		if _, err := browse.Find(t.Context(), a.Store, q); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %s", q, err, want)
		}
	}
}

// Nobody waits for an answer to a request that is gone.
func TestAScanEndsWithItsContext(t *testing.T) {
	a := people(t, 3)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := browse.Find(ctx, a.Store, browse.Query{Text: "x"}); !errors.Is(err, context.Canceled) {
		t.Errorf("a scan: %v", err)
	}
	if _, err := browse.Find(ctx, a.Store, browse.Query{}); err != nil {
		t.Errorf("a page of an order, which costs nothing: %v", err)
	}
}

// Whatever the lag of the search index, the sort and the page: the list is that of sorting all records.
func TestListsAgainstSortingEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := newAccount()
		lag := index.Lag{
			Delay: time.Duration(rapid.IntRange(0, 20).Draw(t, "delay")) * time.Second, Archived: rapid.Bool().Draw(t, "late removals"),
			Mode: rapid.SampledFrom([]index.Mode{index.Fixed, index.Random, index.PerRecord}).Draw(t, "mode"),
		}
		if err := a.Index.SetLag(lag); err != nil {
			t.Fatal(err)
		}
		var ids []int64
		for range rapid.IntRange(0, 30).Draw(t, "writes") {
			a.now = a.now.Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "pause")) * time.Second)
			values := map[string]string{
				"lastname": rapid.SampledFrom([]string{"a", "B", "b", "ö"}).Draw(t, "name"), "city": rapid.SampledFrom([]string{"", "Oslo"}).Draw(t, "city"),
			}
			kind := rapid.IntRange(0, 4).Draw(t, "kind")
			if kind < 2 || len(ids) == 0 {
				ids = append(ids, a.add(t, values).ID)
				continue
			}
			id := rapid.SampledFrom(ids).Draw(t, "id")
			switch kind {
			case 2:
				_, _ = a.Update(id, values, store.UI)
			case 3:
				a.Archive(id)
			case 4:
				_, _ = a.Restore(id)
			}
		}
		q := browse.Query{
			Archived: rapid.Bool().Draw(t, "archived"), Offset: rapid.IntRange(0, 12).Draw(t, "offset"), Limit: rapid.IntRange(1, 5).Draw(t, "limit"),
			Sort: rapid.SampledFrom([]string{"", "lastname", "-city", "hs_object_id", "-hs_object_id", "createdate", "-createdate", "lastmodifieddate"}).Draw(t, "sort"),
			Text: rapid.SampledFrom([]string{"", "", "B"}).Draw(t, "text"),
		}
		page, err := browse.Find(t.Context(), a.Store, q)
		if err != nil {
			t.Fatal(err)
		}
		all, _ := a.List(store.Start{}, 1000, q.Archived)
		all = slices.DeleteFunc(all, func(r *record.Record) bool {
			return q.Text != "" && !strings.EqualFold(a.Schema.Named(r)["lastname"], q.Text)
		})
		if page.Total != len(all) {
			t.Fatalf("total %d, want %d", page.Total, len(all))
		}
		name, descending := strings.CutPrefix(q.Sort, "-")
		switch {
		case q.Sort == "" && q.Archived:
			name, descending = "archived", true
		case q.Sort == "":
			name, descending = "lastmodifieddate", true
		}
		value := func(r *record.Record) string {
			if name == "archived" {
				return record.Stamp(r.Archived)
			}
			return strings.ToLower(a.Schema.Named(r)[name])
		}
		slices.SortStableFunc(all, func(x, y *record.Record) int {
			c := strings.Compare(value(x), value(y))
			switch {
			case c != 0 && value(x) == "":
				return 1
			case c != 0 && value(y) == "":
				return -1
			case descending:
				return -c
			}
			return c
		})
		end := min(len(all), q.Offset+q.Limit)
		want := all[min(q.Offset, end):end]
		if len(page.Records) != len(want) {
			t.Fatalf("%d records, want %d", len(page.Records), len(want))
		}
		for i, r := range page.Records {
			now, _ := a.Get(r.ID)
			if q.Archived {
				now, _ = a.GetArchived(r.ID)
			}
			if r != now || value(r) != value(want[i]) {
				t.Fatalf("place %d: %v, want %v", i, a.Schema.Named(r), a.Schema.Named(want[i]))
			}
		}
	})
}

// A page in the middle of many records is the same as if all were sorted.
func TestThePagesOfManyRecords(t *testing.T) {
	const total = 24_000
	a := newAccount()
	records := make([]*record.Record, total)
	key, _ := a.Schema.Key("city")
	for i := range records {
		values := map[record.Key]string{}
		if i%7 != 0 {
			values[key] = strconv.Itoa(i * 7919 % 1000)
		}
		records[i] = &record.Record{ID: int64(i + 1), Created: int64(i), Modified: int64(i), Values: record.Pack(values)}
	}
	a.Load(records)
	city := func(r *record.Record) string { text, _ := r.Values.Get(key); return text }
	slices.SortFunc(records, func(x, y *record.Record) int {
		if (city(x) == "") != (city(y) == "") {
			return strings.Compare(city(y), city(x))
		}
		return cmp.Or(strings.Compare(city(x), city(y)), cmp.Compare(x.ID, y.ID))
	})
	for _, offset := range []int{0, 50, 9_990, 10_100, 12_000, 13_900, 23_950, 23_990} {
		page := find(t, a.Store, browse.Query{Sort: "city", Offset: offset, Limit: 25})
		if want := records[offset:min(total, offset+25)]; !slices.Equal(page.Records, want) {
			t.Errorf("offset %d: %d records, the first is %d, want %d", offset, len(page.Records), page.Records[0].ID, want[0].ID)
		}
	}
}
