package index

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/value"
)

// The records of these tests have a text, which is their sort value, and the words in it as their keys.
const textKey record.Key = 100

func textOf(r *record.Record) string {
	text, _ := r.Values.Get(textKey)
	return text
}

func wordsOf(r *record.Record) []string { return strings.Fields(textOf(r)) }

func valueOf(r *record.Record) (value.Value, bool) {
	text := textOf(r)
	if text == "" {
		return value.Exact("between a and b"), false // must not matter
	}
	return value.Exact(text), true
}

// groupsOfConditions draws groups of everything that the plan chooses by.
func groupsOfConditions() *rapid.Generator[Group] {
	return rapid.Custom(func(t *rapid.T) Group {
		var g Group
		for range rapid.IntRange(0, 2).Draw(t, "ranges") {
			r := Range{rapid.SampledFrom([]Field{ID, Modified, Created}).Draw(t, "field"), math.MinInt64, math.MaxInt64}
			if rapid.Bool().Draw(t, "from below") {
				r.Low = rapid.Int64Range(-1, 35).Draw(t, "low")
			}
			if rapid.Bool().Draw(t, "to above") {
				r.High = rapid.Int64Range(-1, 35).Draw(t, "high")
			}
			g.Ranges = append(g.Ranges, r)
		}
		if rapid.IntRange(0, 2).Draw(t, "keyed") == 0 {
			g.Keys = rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c"}), 1, 3).Draw(t, "keys")
			keys := g.Keys
			g.Tests = append(g.Tests, func(r *record.Record) bool {
				return slices.ContainsFunc(wordsOf(r), func(word string) bool { return slices.Contains(keys, word) })
			})
		}
		if rapid.IntRange(0, 3).Draw(t, "tested") == 0 {
			g.Tests = append(g.Tests, func(r *record.Record) bool { return r.ID%3 != 0 })
		}
		return g
	})
}

// wanted reports whether a record is in the selection, condition by condition.
func wanted(s Selection, r *record.Record) bool {
	return len(s.Groups) == 0 || slices.ContainsFunc(s.Groups, func(g Group) bool {
		for _, one := range g.Ranges {
			if n := one.Field.of(r); n < one.Low || n > one.High {
				return false
			}
		}
		return !slices.ContainsFunc(g.Tests, func(passes func(*record.Record) bool) bool { return !passes(r) })
	})
}

// naive is a selection by looking at all records and sorting them.
func naive(x *Index, s Selection, records []*record.Record) (page []*record.Record, total int) {
	matches := slices.DeleteFunc(slices.Clone(records), func(r *record.Record) bool { return !wanted(s, r) })
	slices.SortFunc(matches, func(a, b *record.Record) int {
		c := cmp.Compare(s.Order.Field.of(a), s.Order.Field.of(b))
		if s.Order.Value != nil {
			p, q := textOf(a), textOf(b)
			if (p == "") != (q == "") {
				return cmp.Compare(len(q), len(p)) // without a text: last in both directions
			}
			c = cmp.Compare(p, q)
		}
		c = cmp.Or(c, cmp.Compare(x.Rank(a.ID), x.Rank(b.ID)))
		if s.Order.Descending {
			c = -c
		}
		return c
	})
	from := min(s.Offset, len(matches))
	return matches[from:min(from+s.Limit, len(matches))], len(matches)
}

// Whatever the index holds and however late, a selection finds what looking at all visible records finds.
func TestSelectAgainstLookingAtAllRecords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.UnixMilli(0)
		const seed = 3
		x := New(seed, func() time.Time { return now }, wordsOf)
		x.grid.full = 4
		x.few = rapid.SampledFrom([]int{0, 0, 5, defaultFew}).Draw(t, "few")
		lag := Lag{
			Delay: time.Duration(rapid.IntRange(0, 10).Draw(t, "delay")) * time.Millisecond,
			Mode:  rapid.SampledFrom([]Mode{Fixed, Random, PerRecord}).Draw(t, "mode"), Archived: rapid.Bool().Draw(t, "archived"),
		}
		if err := x.SetLag(lag); err != nil {
			t.Fatal(err)
		}
		var history []write
		versions := map[uint64]*record.Record{}
		put := func(t *rapid.T) (*record.Record, write) {
			w := write{at: now.UnixMilli(), id: rapid.Int64Range(0, 30).Draw(t, "id"), seq: uint64(len(history) + 1)}
			text := rapid.SampledFrom([]string{"", "a", "b", "a b", "b c a"}).Draw(t, "text")
			r := &record.Record{
				ID: w.id, Created: rapid.Int64Range(0, 5).Draw(t, "created"), Modified: w.at, Seq: w.seq,
				Values: record.Pack(map[record.Key]string{textKey: text}),
			}
			versions[w.seq] = r
			return r, w
		}
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				r, w := put(t)
				history = append(history, w)
				x.Put(r, w.at)
			},
			"remove": func(t *rapid.T) {
				r, w := put(t)
				w.removed = true
				history = append(history, w)
				x.Remove(r, w.at)
			},
			"wait": func(t *rapid.T) {
				now = now.Add(time.Duration(rapid.IntRange(0, 4).Draw(t, "ms")) * time.Millisecond)
			},
			"": func(t *rapid.T) {
				var visible []*record.Record
				for id := range int64(31) {
					if w, ok := known(history, lag, seed, id, now.UnixMilli()); ok {
						visible = append(visible, versions[w.seq])
					}
				}
				s := Selection{
					Groups: rapid.SliceOfN(groupsOfConditions(), 0, 3).Draw(t, "groups"),
					Order: Order{
						Field:      rapid.SampledFrom([]Field{ID, Modified, Created}).Draw(t, "by"),
						Descending: rapid.Bool().Draw(t, "descending"),
					},
					Offset: rapid.SampledFrom([]int{0, 0, 1, 4, 40}).Draw(t, "offset"), Limit: rapid.IntRange(0, 8).Draw(t, "limit"),
				}
				if rapid.IntRange(0, 2).Draw(t, "by text") == 0 {
					s.Order.Value = valueOf
				}
				page, total := x.Select(s)
				wantPage, wantTotal := naive(x, s, visible)
				if total != wantTotal || !slices.Equal(page, wantPage) {
					t.Fatalf("%+v\ngot  %s of %d\nwant %s of %d", s, listed(page), total, listed(wantPage), wantTotal)
				}
			},
		})
	})
}

func listed(records []*record.Record) string {
	var text strings.Builder
	for _, r := range records {
		fmt.Fprintf(&text, "%d@%d ", r.ID, r.Modified)
	}
	return text.String()
}

// The ends of the range of whole numbers are ordinary bounds.
func TestRangesAtTheEnds(t *testing.T) {
	x := New(1, time.Now, nil)
	for _, id := range []int64{0, 1, math.MaxInt64 - 1} {
		x.Put(&record.Record{ID: id, Modified: id, Created: id, Seq: 1}, 0)
	}
	for _, field := range []Field{ID, Modified, Created} {
		for bounds, want := range map[span]int{
			unbounded(): 3, {math.MaxInt64, math.MaxInt64}: 0, {math.MinInt64, math.MinInt64}: 0,
			{math.MaxInt64, math.MinInt64}: 0, {1, math.MaxInt64 - 1}: 2, {1, 1}: 1, {2, 1}: 0,
		} {
			if _, n := x.Select(Selection{Groups: []Group{{Ranges: []Range{{field, bounds.low, bounds.high}}}}}); n != want {
				t.Errorf("field %d, %v: %d records, want %d", field, bounds, n, want)
			}
		}
	}
}
