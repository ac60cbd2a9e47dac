package api_test

import (
	"cmp"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/match"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
)

// Whatever happened to the records of an account, and whatever the size of the pages, a list of versions 1 and 2 shows each live
// record once, by ascending ID, with the values that version 3 shows.
func TestLegacyListsShowWhatVersion3Shows(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		l := rapid.SampledFrom(allLists).Draw(rt, "list")
		r := newRig(t, 0)
		r.free = true // these versions are not described
		r.live(rt, l.objects)
		properties := r.of(l.objects[0]).Schema.Properties(false)
		var names, query []string
		if l.property != "" {
			for _, p := range properties {
				names = append(names, p.Name)
				query = append(query, "&"+l.property+"="+p.Name)
			}
		}
		ids, rows := r.walk(l, rapid.IntRange(1, 20).Draw(rt, "size"), strings.Join(query, ""))
		want := r.newest(l.objects, names...)
		if !slices.Equal(ids, idsOf(want)) {
			rt.Fatalf("%s: got  %v\nwant %v", l.path, ids, idsOf(want))
		}
		for i, row := range rows {
			if l.property != "" {
				sameValues(rt, row["properties"].(map[string]any), want[i], properties)
			}
		}
	})
}

// sameValues holds the properties of a record in versions 1 and 2 against those in version 3.
func sameValues(t *rapid.T, got map[string]any, want object, properties []*schema.Property) {
	for _, p := range properties {
		shown, there := got[p.Name]
		value := want.Properties[p.Name]
		if value == nil {
			if there {
				t.Errorf("%s of %s is %v, and has no value in version 3", p.Name, want.ID, shown)
			}
			continue
		}
		if !there {
			t.Errorf("%s has no %s", want.ID, p.Name)
			continue
		}
		text := *value
		for kind, layout := range map[string]string{schema.DateTime: time.RFC3339Nano, schema.Date: time.DateOnly} {
			if at, err := time.Parse(layout, text); p.Type == kind && err == nil {
				text = strconv.FormatInt(at.UnixMilli(), 10)
			}
		}
		if shown.(map[string]any)["value"] != text {
			t.Errorf("%s of %s is %v, want %s", p.Name, want.ID, shown, text)
		}
	}
}

// The lists of recently modified records have those of the last thirty days, the latest first, each once.
func TestRecentLegacyLists(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		l := rapid.SampledFrom(recentLists).Draw(rt, "list")
		r := newRig(t, 0)
		r.free = true
		r.live(rt, l.objects)
		ids, _ := r.walk(l, rapid.IntRange(1, 20).Draw(rt, "size"), "")
		want := slices.DeleteFunc(r.newest(l.objects), func(one object) bool {
			return one.UpdatedAt.Before(r.Clock.Now().Add(-30 * 24 * time.Hour))
		})
		slices.SortFunc(want, func(a, b object) int {
			return cmp.Or(b.UpdatedAt.Compare(a.UpdatedAt), cmp.Compare(number(b.ID), number(a.ID)))
		})
		if !slices.Equal(ids, idsOf(want)) {
			rt.Fatalf("%s: got  %v\nwant %v", l.path, ids, idsOf(want))
		}
	})
}

// The lists of recently modified companies, deals and engagements begin where since says, and end at ten thousand.
func TestRecentLegacyListsHaveBounds(t *testing.T) {
	r := newRig(t, 0)
	r.free = true
	r.with("deals", 1, 2, 3)
	r.Clock.Advance(time.Hour)
	since := r.Clock.Now()
	if _, err := r.Change("deals", hub.Change{IDs: []int64{2}}); err != nil {
		t.Fatal(err)
	}
	recent := "/deals/v1/deal/recent/modified"
	r.get(recent+"?since="+strconv.FormatInt(since.UnixMilli(), 10)).has(http.StatusOK, `"dealId":2`, `"hasMore":false,"offset":1,"total":1}`)
	r.get(recent+"?count=2").has(http.StatusOK, `"hasMore":true,"offset":2,"total":3}`)
	r.get(recent+"?offset=9").is(http.StatusOK, `{"results":[],"hasMore":false,"offset":3,"total":3}`)
	r.get(recent + "?count=100&offset=9900").status(http.StatusOK)
	r.get(recent+"?count=100&offset=9901").has(http.StatusBadRequest, "Cannot fetch more than 10000 total records for this endpoint")
}

// Pages have as many records as HubSpot gives; more than the most means the most.
func TestLegacyPageSizes(t *testing.T) {
	r := newRig(t, 130)
	r.free = true
	for _, name := range append([]string{"companies", "deals", "tickets"}, activities...) {
		if err := r.Seed(name, 260, ""); err != nil {
			t.Fatal(err)
		}
	}
	for target, want := range map[string]int{
		"/contacts/v1/lists/all/contacts/all": 20, "/contacts/v1/lists/all/contacts/all?count=101": 100,
		"/companies/v2/companies/paged": 100, "/companies/v2/companies/paged?limit=9000": 250,
		"/deals/v1/deal/paged": 100, "/deals/v1/deal/paged?limit=250": 250,
		"/crm-objects/v1/objects/tickets/paged": 100, "/crm-objects/v1/objects/tickets/paged?limit=250": 100,
		"/engagements/v1/engagements/paged": 100, "/engagements/v1/engagements/paged?limit=251": 250, "/engagements/v1/engagements/paged?count=250": 100,
		"/companies/v2/companies/paged?limit=": 100,
	} {
		got := 0
		for _, value := range decode[map[string]any](r.get(target).status(http.StatusOK)) {
			if list, ok := value.([]any); ok {
				got = len(list)
			}
		}
		if got != want {
			t.Errorf("%s: %d, want %d", target, got, want)
		}
	}
	short := newRig(t, 30, func(c *hub.Config) { c.Search.PageLimit = 7 })
	short.free = true
	short.get("/contacts/v1/lists/all/contacts/all?count=20").has(http.StatusOK, `"has-more":true`)
	if ids, _ := short.walk(allLists[0], 7, ""); len(ids) != 30 {
		t.Errorf("%d contacts in short pages", len(ids))
	}
}

// What cannot be read is refused, with what was wrong and what would be right.
func TestLegacyParametersThatCannotBe(t *testing.T) {
	r := newRig(t, 1)
	r.free = true
	r.with("companies", 10)
	for target, want := range map[string]string{
		"/contacts/v1/lists/all/contacts/all?count=0":                          `query parameter count: \"0\" is not a whole number from 1 up`,
		"/contacts/v1/lists/all/contacts/all?vidOffset=-1":                     `query parameter vidOffset: \"-1\" is not a whole number from 0 up`,
		"/contacts/v1/lists/all/contacts/all?propertyMode=history":             `query parameter propertyMode: \"history\" is none of value_only, value_and_history`,
		"/contacts/v1/lists/all/contacts/all?showListMemberships=si":           `showListMemberships: \"si\" is not true or false`,
		"/contacts/v1/lists/recently_updated/contacts/recent?timeOffset=today": `query parameter timeOffset: \"today\"`,
		"/contacts/v1/contact/vids/batch?vid=1&vid=x":                          `query parameter vid: \"x\" is not a whole number`,
		"/contacts/v1/contact/vids/batch?" + strings.Repeat("&vid=1", 101):     "The maximum number of inputs supported in a batch request is 100",
		"/companies/v2/companies/paged?limit=1.5":                              `query parameter limit: \"1.5\"`,
		"/companies/v2/companies/10?includePropertyVersions=1":                 `includePropertyVersions: \"1\" is not true or false`,
		"/deals/v1/deal/paged?includeAssociations=maybe":                       `includeAssociations: \"maybe\"`,
		"/deals/v1/deal/paged?allPropertiesFetchMode=all":                      `allPropertiesFetchMode: \"all\" is none of latest_version, all_versions`,
		"/engagements/v1/engagements/paged?offset=99999999999999999999":        `query parameter offset`,
		"/engagements/v1/engagements/recent/modified?since=x":                  `query parameter since`,
		"/crm-pipelines/v1/pipelines/deals?includeInactive=true":               `includeInactive: \"true\" is none of EXCLUDE_DELETED, INCLUDE_DELETED`,
		"/owners/v2/owners?includeInactive=2":                                  `includeInactive: \"2\" is not true or false`,
		"/crm-objects/v1/objects/butterflies/paged":                            "Unable to infer object type from: butterflies",
	} {
		r.get(target).has(http.StatusBadRequest, want)
	}
	for _, target := range []string{
		"/contacts/v1/contact/vid/99/profile", "/contacts/v1/contact/vid/x/profile", "/contacts/v1/contact/email/no@x.no/profile",
		"/companies/v2/companies/99", "/companies/v2/companies/x", "/companies/v2/companies/99/vids", "/companies/v2/companies/99/contacts",
		"/deals/v1/deal/99", "/engagements/v1/engagements/99", "/engagements/v1/engagements/x", "/engagements/v1/engagements/associated/CONTACT/99/paged",
		"/owners/v2/owners/99", "/owners/v2/owners/x", "/companies/v2/properties/named/nam",
	} {
		r.get(target).has(http.StatusNotFound, `"status":"error"`)
	}
}

// The routes of versions 1 and 2 are let in, counted, broken and noted as all others.
func TestLegacyRoutesAreLikeAllOthers(t *testing.T) {
	r := newRig(t, 3, func(c *hub.Config) {
		c.Plan = "free"
		c.Tokens = append(c.Tokens, tokens(
			"contacts", []string{"crm.objects.contacts.read"}, "companies", []string{"crm.objects.companies.read"},
			"deals", []string{"crm.objects.deals.read"}, "tickets", []string{"tickets"}, "owners", []string{"crm.objects.owners.read"},
		)...)
	})
	r.free = true
	for path, scope := range map[string]string{
		"/contacts/v1/lists/all/contacts/all": "contacts", "/contacts/v1/contact/vids/batch?vid=1": "contacts", "/contacts/v1/contact/vid/1/profile": "contacts",
		"/companies/v2/companies/paged": "companies", "/companies/v2/properties": "companies", "/deals/v1/deal/paged": "deals", "/deals/v1/pipelines": "deals",
		"/deals/v1/properties": "deals", "/engagements/v1/engagements/paged": "contacts", "/crm-pipelines/v1/pipelines/tickets": "tickets",
		"/crm-objects/v1/objects/tickets/paged": "tickets", "/owners/v2/owners": "owners", "/contacts/v1/lists/recently_updated/contacts/recent": "contacts",
	} {
		for _, caller := range []string{"contacts", "companies", "deals", "tickets", "owners"} {
			want := http.StatusForbidden
			if caller == scope {
				want = http.StatusOK
			}
			if got := r.as("Bearer "+caller, http.MethodGet, path); got.Status != want {
				t.Errorf("%s with the scope of %s: %d, want %d: %s", path, caller, got.Status, want, got.Body)
			}
		}
	}
	path := allLists[0].path
	if got := r.get(path); got.Header.Get("X-HubSpot-RateLimit-Remaining") == "" {
		t.Errorf("the call is not counted: %v", got.Header)
	}
	if _, err := r.Faults().Add(fault.Fault{Kind: "empty-page", Match: match.Match{Path: path}, Count: 1}); err != nil {
		t.Fatal(err)
	}
	r.get(path+"?vidOffset=1&count=1").has(http.StatusOK, `{"contacts":[],"has-more":true,"vid-offset":1}`)
	if n := r.Journal().Count(journal.Filter{Path: path}); n < 4 {
		t.Errorf("%d calls are in the journal", n)
	}
	r.call(http.MethodPost, path, "").has(http.StatusNotFound, "fakehubspot does not serve this HubSpot route yet")
	r.do(httptest.NewRequest(http.MethodGet, path, http.NoBody)).status(http.StatusUnauthorized)
}

// FuzzLegacyQueries holds that no query makes a list fail.
func FuzzLegacyQueries(f *testing.F) {
	r := newRig(f, 5)
	r.free = true
	for _, name := range []string{"companies", "deals", "notes"} {
		if err := r.Seed(name, 5, ""); err != nil {
			f.Fatal(err)
		}
	}
	f.Add("count=2&vidOffset=1&timeOffset=5&limit=3&offset=4&since=1&properties=name&propertiesWithHistory=name&includeAllProperties=true")
	f.Fuzz(func(t *testing.T, query string) {
		r.t = t
		if strings.ContainsFunc(query, func(c rune) bool { return c <= ' ' || c == '#' || c == 0x7f }) {
			t.Skip() // no client can put these on the wire
		}
		for _, l := range slices.Concat(allLists, recentLists) {
			if got := r.get(l.path + "?" + query); got.Status >= 500 {
				t.Errorf("%s: %d %s", l.path, got.Status, got.Body)
			}
		}
	})
}
