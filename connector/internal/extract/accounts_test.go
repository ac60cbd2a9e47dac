package extract_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

func ownersOf(archived ...bool) *hubspottest.Upstream {
	up := hubspottest.New()
	for i, a := range archived {
		up.Owners = append(up.Owners, hubspottest.Owner{ID: uint64(i + 1), Updated: at(9, i, 0, 0), Archived: a})
	}
	return up
}

// Owners come with their own time, archived ones as data. A read since an offset returns all of them, never with an earlier time
// than the offset.
func TestOwners(t *testing.T) {
	up := ownersOf(false, true, false, true, false)
	up.PageSize = 2
	up.Owners[4].Updated = up.Now // later than what the read vouches for
	got, _, err := texts(extract.StartOwners(client(up), options(), time.Time{}))
	if err != nil || len(got) != 5 {
		t.Fatalf("%v, %v", got, err)
	}
	for id, updated := range map[string]string{"1": "09:00:00.000", "2": "09:01:00.000", "5": "11:59:59.000"} {
		owner := up.Owners[int(id[0]-'1')]
		if want := fmt.Sprintf(`{"_id":%q,"_updated":"2026-03-01T%sZ",`, id, updated) + owner.JSON()[1:]; got[id] != want {
			t.Errorf("got  %s\nwant %s", got[id], want)
		}
	}
	since, _, err := texts(extract.StartOwners(client(up), options(), at(9, 2, 0, 0)))
	if err != nil || len(since) != 5 || !strings.Contains(since["1"], `"_updated":"2026-03-01T09:02:00.000Z"`) || !strings.Contains(since["4"], `"_updated":"2026-03-01T09:03:00.000Z"`) {
		t.Errorf("%v, %v", since, err)
	}
	if calls := up.Requests(); calls[0].Path != "/crm/v3/owners" || calls[0].Query != "archived=true&limit=100" || calls[1].Query != "archived=false&limit=100" || calls[2].Query != "after=2&archived=false&limit=100" {
		t.Errorf("%+v", calls)
	}
}

// Whoever is archived or restored while the owners are read is in the answer, at last as he is by then.
func TestNoOwnerSlipsBetweenTheLists(t *testing.T) {
	for moment := 1; moment <= 3; moment++ {
		for _, before := range []bool{false, true} {
			up := ownersOf(before, false, true)
			up.Answered = func(n int, u *hubspottest.Upstream) {
				if n == moment {
					u.Owners[0].Archived = !before
				}
			}
			got, order, err := texts(extract.StartOwners(client(up), options(), time.Time{}))
			if err != nil || len(got) != 3 || len(order) > 4 {
				t.Fatalf("archived %t, after call %d: %v, %v", before, moment, order, err)
			}
			after := before != (moment < 3) // nobody looks after the last list
			if moment == 2 && before {
				after = true // restored after the list of live ones: the next run shows it
			}
			if !strings.Contains(got["1"], fmt.Sprintf(`"archived":%t`, after)) {
				t.Errorf("archived %t, after call %d: %s", before, moment, got["1"])
			}
		}
	}
}

// A list of owners that never ends, or has the owners of the other list, is an error.
func TestOwnersThatCannotBe(t *testing.T) {
	up := ownersOf(false)
	up.Intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		_, _ = w.Write([]byte(`{"results":[],"paging":{"next":{"after":"1"}}}`))
		return true
	}
	_, _, err := texts(extract.StartOwners(client(up), options(), time.Time{}))
	wantError(t, err, "HubSpot list: the same cursor was returned a second time")
	up.Intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		_, _ = w.Write([]byte(`{"results":[{"id":"1","archived":false}]}`))
		return true
	}
	_, _, err = texts(extract.StartOwners(client(up), options(), time.Time{}))
	wantError(t, err, "the list of archived owners holds 1, which is not archived")
	up.Intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(http.StatusForbidden)
		return true
	}
	_, _, err = texts(extract.StartOwners(client(up), options(), time.Time{}))
	wantError(t, err, "the scope crm.objects.owners.read")
}

// Pipelines come as HubSpot has them, with their stages; their IDs are texts.
func TestPipelines(t *testing.T) {
	const first, second = `{"id":"default","label":"Sales","stages":[{"id":"won","label":"Won","metadata":{"probability":"1.0"}}],"updatedAt":"2026-03-01T09:00:00Z"}`, `{"label":"Other","id":"75e28846-ad0d-4be2-a027-5e1da6590b98","stages":[]}`
	up := hubspottest.New()
	up.Pipelines = []string{first, second}
	of := &hubspot.Object{Name: "deals", Path: "deals", Singular: "deal", Scope: "crm.objects.deals.read"}
	o := clientOptions(up)
	for version, path := range map[string]string{"v3": "/crm/v3/pipelines/deals", "2026-09": "/crm/pipelines/2026-09/deals"} {
		o.Version = version
		got, order, err := texts(extract.StartPipelines(hubspot.New(o), options(), of))
		if err != nil || !slices.Equal(order, []string{"default", "75e28846-ad0d-4be2-a027-5e1da6590b98"}) {
			t.Fatalf("%v, %v", order, err)
		}
		if !strings.HasSuffix(got["default"], first[1:]) || !strings.HasSuffix(got["75e28846-ad0d-4be2-a027-5e1da6590b98"], second[1:]) {
			t.Error(got)
		}
		if calls := up.Requests(); calls[len(calls)-1].Path != path {
			t.Errorf("%+v", calls)
		}
	}
	for body, part := range map[string]string{
		`{"results":[{"id":"a\"b"}]}`:                        "no ID made of visible ASCII characters",
		`{"results":[{"id":7}]}`:                             "has no ID",
		`{"results":[],"paging":{"next":{"after":"x"}}}`:     "announces another page",
		`{"status":"error","message":"m","results":[]}`:      "reports errors: m",
		`{"message":"not what the contract says","other":1}`: "no results",
	} {
		up.Intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
			_, _ = w.Write([]byte(body))
			return true
		}
		_, _, err := texts(extract.StartPipelines(client(up), options(), of))
		wantError(t, err, part)
	}
}
