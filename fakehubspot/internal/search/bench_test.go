package search_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/search"
)

// BenchmarkPage measures one page of the searches that syncs make, in accounts of two sizes. The first five must not
// cost much more in the large account; a filter that only a test can decide has to look at every record.
func BenchmarkPage(b *testing.B) {
	for _, n := range []int{10_000, 1_000_000} {
		contacts := largeAccount(n)
		half, newest := fmt.Sprint(n/2*1000), fmt.Sprint((n-1000)*1000)
		for _, one := range []struct{ name, body string }{
			{"keyset", `{"limit":200,"sorts":["hs_object_id"],"filters":[{"propertyName":"lastmodifieddate","operator":"GT","value":"` + half + `"},` +
				`{"propertyName":"hs_object_id","operator":"GT","value":"` + fmt.Sprint(n/2) + `"}]}`},
			{"modified", `{"limit":200,"sorts":["lastmodifieddate"],"filters":[{"propertyName":"lastmodifieddate","operator":"GT","value":"` + half + `"}]}`},
			{"recent", `{"limit":200,"sorts":["-lastmodifieddate"],"filters":[{"propertyName":"lastmodifieddate","operator":"GTE","value":"` + newest + `"}]}`},
			{"everything", `{"limit":200}`},
			{"email", `{"filters":[{"propertyName":"email","operator":"EQ","value":"p77@x.no"}]}`},
			{"city", `{"limit":200,"sorts":["city"],"filters":[{"propertyName":"city","operator":"EQ","value":"c3"}]}`},
		} {
			var request search.Request
			if err := json.Unmarshal([]byte(one.body), &request); err != nil {
				b.Fatal(err)
			}
			b.Run(fmt.Sprintf("%s/%d", one.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if found, err := contacts.Search(request); err != nil || len(found.Records) == 0 {
						b.Fatalf("%d found, %v", len(found.Records), err)
					}
				}
			})
		}
	}
}

// largeAccount is an account with n contacts, created one a second and changed in another order.
func largeAccount(n int) search.Object {
	clock := func() time.Time { return time.UnixMilli(1 << 50) }
	s := schema.New(object.Contacts.Schema, clock)
	contacts := search.Object{Schema: s, Index: index.New(5, clock, object.Contacts.Keys(s)), Lookup: "email"}
	city := contacts.Schema.AnyKey("city")
	records := make([]*record.Record, n)
	for i := range records {
		records[i] = &record.Record{
			ID: int64(i + 10), Created: int64(i) * 1000, Modified: int64((i*7919)%n) * 1000, Seq: uint64(i + 1),
			Values: record.Pack(map[record.Key]string{contacts.Schema.AnyKey("email"): fmt.Sprintf("p%d@x.no", i), city: fmt.Sprintf("c%d", i%10)}),
		}
	}
	contacts.Index.Load(records)
	return contacts
}
