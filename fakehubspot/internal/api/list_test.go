package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
)

func TestListPagesThroughAllContactsOnce(t *testing.T) {
	r := newRig(t, 257)
	for _, limit := range []string{"", "1", "7", "100"} {
		var seen []string
		target := contacts + "?limit=" + limit
		for pages := 0; ; pages++ {
			p := decode[page](r.get(target).status(http.StatusOK))
			seen = append(seen, p.ids()...)
			if p.Paging == nil {
				break
			}
			if pages > 300 {
				t.Fatal("the list does not end")
			}
			if !strings.HasSuffix(p.Paging.Next.Link, "after="+p.after()) {
				t.Fatalf("link %s does not end in after=%s", p.Paging.Next.Link, p.after())
			}
			target = contacts + "?limit=" + limit + "&after=" + p.after()
		}
		if len(seen) != 257 || !slices.IsSortedFunc(seen, func(a, b string) int { return int(number(a) - number(b)) }) ||
			len(slices.Compact(slices.Clone(seen))) != 257 {
			t.Fatalf("limit %q: %d contacts, or not ascending: %v", limit, len(seen), seen)
		}
	}
}

func TestListBodyByteForByte(t *testing.T) {
	r := newRig(t, 3)
	r.get(contacts+"?limit=1").is(http.StatusOK, `{"results":[{"id":"1","properties":{"createdate":"2024-01-01T00:00:00.412Z",`+
		`"email":"emailmaria@hubspot.com","firstname":"Maria","hs_object_id":"1","lastmodifieddate":"2024-01-01T00:00:04.719Z",`+
		`"lastname":"Johnson (Sample Contact)"},"createdAt":"2024-01-01T00:00:00.412Z","updatedAt":"2024-01-01T00:00:04.719Z",`+
		`"archived":false,"url":"https://app.hubspot.com/contacts/62515/record/0-1/1"}],"paging":{"next":{"after":"2","link":"http://example.com/crm/v3/objects/contacts?limit=1&after=2"}}}`)
}

// TestNewContactsLieAnywhereAmongTheIDs holds that one made during a full read can lie behind the cursor, and another
// ahead of it.
func TestNewContactsLieAnywhereAmongTheIDs(t *testing.T) {
	r := newRig(t, 300)
	next := number(decode[page](r.get(contacts + "?limit=100")).after())
	behind := 0
	for range 60 {
		if number(r.create(`{"firstname":"late"}`)) < next {
			behind++
		}
	}
	if behind == 0 || behind == 60 {
		t.Errorf("%d of 60 new contacts lie behind the cursor", behind)
	}
}

func TestWhatIsMadeDuringPagingCanComeLast(t *testing.T) {
	r := newRig(t, 6, func(c *hub.Config) { c.Quirks.IDsFollowCreation = true })
	first := decode[page](r.get(contacts + "?limit=3"))
	made := r.create(`{"firstname":"late"}`)
	merged := decode[object](r.post(contacts+"/merge", `{"primaryObjectId":"1","objectIdToMerge":"51"}`).status(http.StatusOK))
	rest := decode[page](r.get(contacts + "?limit=100&after=" + first.after())).ids()
	if len(rest) != 5 || rest[3] != made || rest[4] != merged.ID {
		t.Errorf("%v, want three old ones, %s and %s", rest, made, merged.ID)
	}
}

func TestListShowsTheBasicsWithWhatIsAskedFor(t *testing.T) {
	r := newRig(t, 2)
	for _, query := range []string{"properties=city,fax&properties=nonsense", "properties=fax&properties=city"} {
		first := decode[page](r.get(contacts + "?limit=1&" + query)).Results[0].Properties
		var names []string
		for name := range first {
			names = append(names, name)
		}
		slices.Sort(names)
		if diff := cmp.Diff([]string{"city", "createdate", "fax", "hs_object_id", "lastmodifieddate"}, names); diff != "" {
			t.Error(diff)
		}
		if first["fax"] != nil || *first["city"] != "Brisbane" {
			t.Errorf("fax %v, city %v", first["fax"], *first["city"])
		}
	}
}

func TestListRefusesWrongParameters(t *testing.T) {
	r := newRig(t, 2)
	for _, query := range []string{"limit=101", "limit=0", "limit=x", "after=x", "after=-1", "archived=perhaps", "limit=51&propertiesWithHistory=email"} {
		r.get(contacts+"?"+query).has(http.StatusBadRequest, `"category":"VALIDATION_ERROR"`)
	}
	r.get(contacts + "?after=0&limit=50&propertiesWithHistory=email").status(http.StatusOK)
}

func TestListArchived(t *testing.T) {
	r := newRig(t, 5)
	r.call(http.MethodDelete, contacts+"/51", "").is(http.StatusNoContent, "")
	if live := decode[page](r.get(contacts)); len(live.Results) != 4 || slices.Contains(live.ids(), "51") {
		t.Fatalf("live: %v", live.ids())
	}
	archived := decode[page](r.get(contacts + "?archived=true"))
	if len(archived.Results) != 1 || !archived.Results[0].Archived || !archived.Results[0].ArchivedAt.Equal(noon) {
		t.Fatalf("archived: %+v", archived)
	}
	if before := "2024-01-01T00:00:04.930Z"; *archived.Results[0].Properties["lastmodifieddate"] != before {
		t.Errorf("archiving moved lastmodifieddate to %s", *archived.Results[0].Properties["lastmodifieddate"])
	}
	r.Clock.Advance(90 * 24 * 3600 * 1e9)
	if late := decode[page](r.get(contacts + "?archived=true")); len(late.Results) != 0 {
		t.Errorf("still there after 90 days: %v", late.ids())
	}
}

func TestArchivingCanMoveLastModified(t *testing.T) {
	r := newRig(t, 2, func(c *hub.Config) { c.Quirks.ArchivingModifies = true })
	r.call(http.MethodDelete, contacts+"/51", "").status(http.StatusNoContent)
	archived := decode[page](r.get(contacts + "?archived=true"))
	if !archived.Results[0].UpdatedAt.Equal(noon) {
		t.Errorf("updatedAt %v", archived.Results[0].UpdatedAt)
	}
}

func TestLongAddressesAreRefused(t *testing.T) {
	r := newRig(t, 1)
	got := r.get(contacts + "?properties=" + strings.Repeat("firstname,", 1_600))
	got.has(http.StatusRequestURITooLong, "<html>")
	r.get(contacts + "?properties=" + strings.Repeat("firstname,", 1_590)).status(http.StatusOK)
}

func TestPagesMayBeShorterThanAsked(t *testing.T) {
	r := newRig(t, 8, func(c *hub.Config) { c.Search.PageLimit = 3 })
	all := decode[page](newRig(t, 8).get(contacts + "?limit=100")).ids()
	for target, call := range map[string]func(after string) page{
		"list": func(after string) page { return decode[page](r.get(contacts + "?limit=100&after=" + after)) },
		"search": func(after string) page {
			return r.search(`{"limit":200,"sorts":["hs_object_id"],"after":"` + after + `"}`)
		},
	} {
		var got []string
		pages := 0
		for after := "0"; after != ""; pages++ {
			p := call(after)
			if len(p.Results) > 3 {
				t.Fatalf("%s: a page of %d", target, len(p.Results))
			}
			got, after = append(got, p.ids()...), p.after()
		}
		if pages != 3 || !slices.Equal(got, all) {
			t.Errorf("%s: %v in %d pages, want %v in 3", target, got, pages, all)
		}
	}
}
