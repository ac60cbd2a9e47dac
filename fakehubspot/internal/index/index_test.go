package index

import (
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// A contact is found by each of its addresses, however it came into the index, and by none once it has left.
func TestAdditionalAddresses(t *testing.T) {
	s := schema.New(object.Contacts.Schema, time.Now)
	keys := object.Contacts.Keys(s)
	values := record.Pack(s.Keyed(map[string]string{"email": "a@x.no", "hs_additional_emails": "b@x.no;C@x.no"}))
	for name, bring := range map[string]func(*Index, *record.Record){
		"written": func(x *Index, r *record.Record) { x.Put(r, 1) },
		"loaded":  func(x *Index, r *record.Record) { x.Load([]*record.Record{r}) },
	} {
		x := New(1, time.Now, keys)
		r := &record.Record{ID: 7, Seq: 1, Values: values}
		found := func(address string) (n int) {
			x.Read(func(v View) { v.ScanEmail(address, func(*record.Record) bool { n++; return true }) })
			return n
		}
		bring(x, r)
		for address, want := range map[string]int{"a@x.no": 1, "b@x.no": 1, "c@x.no": 1, "d@x.no": 0} {
			if n := found(address); n != want {
				t.Errorf("%s: %s is found %d times, want %d", name, address, n, want)
			}
		}
		x.Remove(&record.Record{ID: 7, Seq: 2, Values: values}, 2)
		for _, address := range []string{"a@x.no", "b@x.no", "c@x.no"} {
			if found(address) != 0 {
				t.Errorf("%s: %s is found after it left", name, address)
			}
		}
	}
}
