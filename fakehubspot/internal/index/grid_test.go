package index

import (
	"cmp"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// boxes draws boxes around some of the IDs and times that the tests use.
func boxes() *rapid.Generator[box] {
	return rapid.Custom(func(t *rapid.T) box {
		b := everything()
		if rapid.Bool().Draw(t, "bounded by ID") {
			b.id = span{rapid.Int64Range(-1, 70).Draw(t, "lowest ID"), rapid.Int64Range(-1, 70).Draw(t, "highest ID")}
		}
		if rapid.Bool().Draw(t, "bounded by time") {
			b.modified = span{rapid.Int64Range(0, 9).Draw(t, "oldest"), rapid.Int64Range(0, 9).Draw(t, "newest")}
		}
		return b
	})
}

func TestGridAgainstAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := grid{full: 4}
		model := map[int64]*record.Record{}
		t.Repeat(map[string]func(*rapid.T){
			"set": func(t *rapid.T) {
				r := &record.Record{ID: rapid.Int64Range(0, 60).Draw(t, "id"), Modified: rapid.Int64Range(0, 8).Draw(t, "modified")}
				g.set(r)
				model[r.ID] = r
			},
			"remove": func(t *rapid.T) {
				id := rapid.Int64Range(0, 60).Draw(t, "id")
				g.remove(id)
				delete(model, id)
			},
			"": func(t *rapid.T) {
				within := boxes().Draw(t, "box")
				want := slices.SortedFunc(maps.Values(model), func(a, b *record.Record) int { return cmp.Compare(a.ID, b.ID) })
				want = slices.DeleteFunc(want, func(r *record.Record) bool { return !within.holds(r) })
				for _, descending := range []bool{false, true} {
					var got []*record.Record
					g.scan(within, descending, func(r *record.Record) bool { got = append(got, r); return true })
					if !slices.Equal(got, want) {
						t.Fatalf("scan %+v descending %v: %d records, want %d", within, descending, len(got), len(want))
					}
					slices.Reverse(want)
				}
				if n := g.count(within); n != len(want) {
					t.Fatalf("count %+v: %d, want %d", within, n, len(want))
				}
				id := rapid.Int64Range(0, 60).Draw(t, "get")
				if g.get(id) != model[id] || g.size != len(model) {
					t.Fatalf("get %d, size %d", id, g.size)
				}
			},
		})
	})
}

func TestOrderedAgainstASlice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := newOrdered[int64]()
		var all []entry[int64]
		for i := range rapid.IntRange(0, 300).Draw(t, "n") {
			key := rapid.Int64Range(0, 20).Draw(t, "key")
			all = append(all, entry[int64]{key, uint32(mix(7, uint64(i))), &record.Record{ID: int64(i)}})
		}
		half := len(all) / 2
		o.load(slices.Clone(all[:half]))
		for _, e := range all[half:] {
			o.set(e)
		}
		if len(all) > 0 {
			o.remove(all[0])
			all = all[1:]
		}
		low, high := rapid.Int64Range(-1, 21).Draw(t, "low"), rapid.Int64Range(-1, 21).Draw(t, "high")
		inside := slices.DeleteFunc(slices.Clone(all), func(e entry[int64]) bool { return e.key < low || e.key > high })
		slices.SortFunc(inside, func(a, b entry[int64]) int {
			return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.rank, b.rank), cmp.Compare(a.rec.ID, b.rec.ID))
		})
		for _, descending := range []bool{false, true} {
			var got []int64
			o.scan(low, high, descending, func(r *record.Record) bool { got = append(got, r.ID); return true })
			var want []int64
			for _, e := range inside {
				want = append(want, e.rec.ID)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("scan %d..%d: %v, want %v", low, high, got, want)
			}
			slices.Reverse(inside)
		}
		if n := o.count(low, high); n != len(inside) {
			t.Fatalf("count %d..%d: %d, want %d", low, high, n, len(inside))
		}
	})
}
