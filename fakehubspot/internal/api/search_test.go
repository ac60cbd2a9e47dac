package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
)

func TestSearchPagesByOffset(t *testing.T) {
	r := newRig(t, 253)
	var seen []string
	after := ""
	for range 10 {
		p := r.search(`{"limit":"100","after":"` + after + `","sorts":[{"propertyName":"hs_object_id","direction":"ASCENDING"}]}`)
		seen = append(seen, p.ids()...)
		if p.Total != 253 {
			t.Fatalf("total %d", p.Total)
		}
		if after = p.after(); after == "" {
			break
		}
		if after != fmt.Sprint(len(seen)) {
			t.Fatalf("after %s behind %d rows", after, len(seen))
		}
	}
	if len(seen) != 253 || !slices.IsSortedFunc(seen, func(a, b string) int { return int(number(a) - number(b)) }) {
		t.Errorf("%d rows", len(seen))
	}
}

func TestSearchBodyByteForByte(t *testing.T) {
	r := newRig(t, 2)
	row := `{"id":"1","properties":{"createdate":"2024-01-01T00:00:00.412Z","fax":null,"hs_object_id":"1",` +
		`"lastmodifieddate":"2024-01-01T00:00:04.719Z"},"createdAt":"2024-01-01T00:00:00.412Z","updatedAt":"2024-01-01T00:00:04.719Z","archived":false,"url":"https://app.hubspot.com/contacts/62515/record/0-1/1"}`
	r.post(contacts+"/search", `{"limit":1,"properties":["fax","nope"]}`).is(http.StatusOK,
		`{"total":2,"results":[`+row+`],"paging":{"next":{"after":"1"}}}`)
	r.post(contacts+"/search", `{"properties":["fax"],"filters":[{"propertyName":"hs_object_id","operator":"EQ","value":1}]}`).is(http.StatusOK,
		`{"total":1,"results":[`+row+`]}`)
	r.post(contacts+"/search", `{"after":10000,"limit":1}`).is(http.StatusBadRequest,
		`{"status":"error","message":"There was a problem with the request.","correlationId":"ID"}`)
	r.post(contacts+"/search", `{"limit":[]}`).has(http.StatusBadRequest, "Invalid input JSON on line 1, column")
}

// keyset reads everything modified after an instant the way a careful client does: by number, never by offset.
func (r *rig) keyset(since int64) []string {
	var seen []string
	last := "0"
	for {
		p := r.search(fmt.Sprintf(`{"limit":200,"sorts":["hs_object_id"],"filterGroups":[{"filters":[`+
			`{"propertyName":"lastmodifieddate","operator":"GT","value":"%d"},{"propertyName":"hs_object_id","operator":"GT","value":"%s"}]}]}`, since, last))
		seen = append(seen, p.ids()...)
		if p.Paging == nil {
			return seen
		}
		last = seen[len(seen)-1]
	}
}

func TestKeysetPassesTenThousandInOneMillisecond(t *testing.T) {
	r := newRig(t, 12_500)
	touched, err := r.Contacts.Touch(r.Contacts.Draw(12_345), true, nil)
	if err != nil {
		t.Fatal(err)
	}
	seen := r.keyset(noon.UnixMilli() - 1)
	if len(seen) != len(touched) {
		t.Fatalf("%d of %d", len(seen), len(touched))
	}
	for i, id := range touched {
		if number(seen[i]) != id {
			t.Fatalf("row %d: %s, want %d", i, seen[i], id)
		}
	}
}

func TestReadersAndWritersAtOnce(t *testing.T) {
	r := newRig(t, 500)
	r.Clock.UseReal()
	var writers, readers sync.WaitGroup
	done := make(chan struct{})
	for w := range 4 {
		writers.Go(func() {
			for i := range 60 {
				id := r.create(fmt.Sprintf(`{"email":"w%d-%d@x.no"}`, w, i))
				r.call(http.MethodPatch, contacts+"/"+id, `{"properties":{"city":"Oslo"}}`).status(http.StatusOK)
				switch i % 3 {
				case 0:
					r.call(http.MethodDelete, contacts+"/"+id, "").status(http.StatusNoContent)
				case 1:
					r.post(contacts+"/merge", `{"primaryObjectId":"`+id+`","objectIdToMerge":"`+r.create(`{"firstname":"x"}`)+`"}`).status(http.StatusOK)
				}
			}
		})
	}
	for range 3 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				if seen := r.keyset(1000); len(seen) < 500 || !slices.IsSortedFunc(seen, func(a, b string) int { return int(number(a) - number(b)) }) {
					t.Errorf("%d rows", len(seen))
					return
				}
				if p := decode[page](r.get(contacts + "?limit=100&archived=true")); len(p.Results) > 80 {
					t.Errorf("%d archived", len(p.Results))
				}
				r.search(`{"filters":[{"propertyName":"city","operator":"EQ","value":"oslo"}],"sorts":["-lastmodifieddate"],"limit":50}`)
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
	if live := len(r.keyset(1000)); live != 500+4*40 || live != r.Contacts.Len() {
		t.Errorf("%d found, %d live, want %d", live, r.Contacts.Len(), 500+4*40)
	}
}

func TestArchivedContactsLeaveTheSearchAtOnceOrLate(t *testing.T) {
	r := newRig(t, 3)
	lag, _ := r.Contacts.Index.Lag()
	lag.Delay = time.Minute
	if err := r.SetLag(lag); err != nil {
		t.Fatal(err)
	}
	r.call(http.MethodDelete, contacts+"/51", "").status(http.StatusNoContent)
	if got := r.search(`{}`); got.Total != 2 {
		t.Errorf("total %d at once", got.Total)
	}
	lag.Archived = true
	if err := r.SetLag(lag); err != nil {
		t.Fatal(err)
	}
	r.call(http.MethodDelete, contacts+"/1", "").status(http.StatusNoContent)
	if got := r.search(`{}`); got.Total != 2 || got.Results[0].Archived {
		t.Errorf("before the lag: %+v", got)
	}
	r.Clock.Advance(time.Minute)
	if got := r.search(`{}`); got.Total != 1 {
		t.Errorf("total %d after the lag", got.Total)
	}
}

func TestErasedAndMergedContactsLeaveALateIndexAtOnce(t *testing.T) {
	r := newRig(t, 5, func(c *hub.Config) { c.Lag.Delay = time.Minute })
	r.post(contacts+"/gdpr-delete", `{"objectId":"1"}`).status(http.StatusNoContent)
	other := number(decode[page](r.get(contacts)).ids()[1])
	merged := decode[object](r.post(contacts+"/merge", fmt.Sprintf(`{"primaryObjectId":"51","objectIdToMerge":"%d"}`, other)).status(http.StatusOK))
	early := r.search(`{}`)
	if early.Total != 2 || len(early.Results) != 2 || slices.Contains(early.ids(), "51") || slices.Contains(early.ids(), merged.ID) {
		t.Errorf("before the lag: %d, %v", early.Total, early.ids())
	}
	r.Clock.Advance(time.Minute)
	if late := r.search(`{}`); late.Total != 3 || !slices.Contains(late.ids(), merged.ID) {
		t.Errorf("after the lag: %d, %v", late.Total, late.ids())
	}
}

func TestSearchHasNeitherHistoryNorAssociations(t *testing.T) {
	r := newRig(t, 2)
	r.with("companies", 900)
	r.post(contacts, `{"properties":{"email":"a@x.no","city":"Bergen"},"associations":[{"to":{"id":"900"},"types":[`+
		`{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":279}]}]}`).status(http.StatusCreated)
	r.get(contacts+"?properties=city&propertiesWithHistory=city&associations=companies").has(http.StatusOK, `"propertiesWithHistory"`, `"associations"`)
	plain := r.post(contacts+"/search", `{"properties":["city"]}`).status(http.StatusOK).Body
	r.post(contacts+"/search", `{"properties":["city"],"propertiesWithHistory":["city"],"associations":["companies"]}`).is(http.StatusOK, plain)
}

func FuzzSearchBodies(f *testing.F) {
	r := newRig(f, 30)
	f.Fuzz(func(t *testing.T, body string) {
		r.t = t
		if got := r.post(contacts+"/search", body); got.Status != http.StatusOK && (got.Status < 400 || got.Status >= 500) {
			t.Errorf("%d %s", got.Status, got.Body)
		}
	})
}

func FuzzWrites(f *testing.F) {
	r := newRig(f, 5)
	f.Fuzz(func(t *testing.T, body string) {
		r.t = t
		for _, target := range []string{"", "/batch/read", "/batch/create", "/batch/update", "/batch/upsert", "/batch/archive", "/merge", "/gdpr-delete"} {
			if got := r.post(contacts+target, body); got.Status >= 500 {
				t.Errorf("%s: %d %s", target, got.Status, got.Body)
			}
		}
	})
}

func FuzzQueries(f *testing.F) {
	r := newRig(f, 5)
	f.Fuzz(func(t *testing.T, query string) {
		r.t = t
		if strings.ContainsFunc(query, func(c rune) bool { return c <= ' ' || c == '#' || c == 0x7f }) {
			t.Skip() // no client can put these on the wire
		}
		for _, target := range []string{"", "/51"} {
			if got := r.get(contacts + target + "?" + query); got.Status >= 500 {
				t.Errorf("%s: %d %s", target, got.Status, got.Body)
			}
		}
	})
}

// What a contact computes can be searched as what it holds: nothing of it is stored.
func TestSearchByComputedProperties(t *testing.T) {
	r := newRig(t, 20)
	id := r.create(`{"email":"kari@example.org"}`)
	for property, text := range map[string]string{"hs_email_domain": "example.org", "hs_all_contact_vids": id} {
		found := r.search(`{"filters":[{"propertyName":"` + property + `","operator":"EQ","value":"` + text + `"}]}`)
		if len(found.Results) != 1 || found.Results[0].ID != id {
			t.Errorf("%s: %v", property, found.ids())
		}
	}
	if found := r.search(`{"filters":[{"propertyName":"hs_is_contact","operator":"HAS_PROPERTY"}],"sorts":["hs_email_domain"]}`); found.Total != 21 {
		t.Errorf("%d are contacts", found.Total)
	}
}
