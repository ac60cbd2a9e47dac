package index

import (
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
)

// A record is found under each of its keys, whatever way it came into the index, and under none once it is removed.
func TestLookupByEachKey(t *testing.T) {
	keys := func(r *record.Record) []string {
		if r.ID == 7 {
			return []string{"a@x.no", "b@x.no", "c@x.no"}
		}
		return nil
	}
	for name, bring := range map[string]func(*Index, *record.Record){
		"written": func(x *Index, r *record.Record) { x.Put(r, 1) },
		"loaded":  func(x *Index, r *record.Record) { x.Load([]*record.Record{r}) },
	} {
		x := New(1, time.Now, keys)
		found := func(all ...string) int {
			_, total := x.Select(Selection{Groups: []Group{{Keys: all}}})
			return total
		}
		bring(x, &record.Record{ID: 7, Seq: 1})
		bring(x, &record.Record{ID: 8, Seq: 2})
		for key, want := range map[string]int{"a@x.no": 1, "b@x.no": 1, "c@x.no": 1, "d@x.no": 0} {
			if n := found(key); n != want {
				t.Errorf("%s: %s finds %d records, want %d", name, key, n, want)
			}
		}
		if n := found("a@x.no", "c@x.no", "a@x.no"); n != 1 {
			t.Errorf("%s: three keys of one record find %d records", name, n)
		}
		x.Remove(&record.Record{ID: 7, Seq: 3}, 2)
		for _, key := range []string{"a@x.no", "b@x.no", "c@x.no"} {
			if found(key) != 0 {
				t.Errorf("%s: %s finds a record that was removed", name, key)
			}
		}
	}
}
