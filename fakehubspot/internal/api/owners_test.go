package api_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/owner"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

const owners = "/crm/v3/owners"

// people is a page of owners.
type people struct {
	Results []struct {
		ID, Type                        string
		Email                           string
		UserID, UserIDIncludingInactive int64
		Archived                        bool
	}
	Paging *struct{ Next struct{ After, Link string } }
}

func TestOwnersByteForByte(t *testing.T) {
	r := newRig(t, 0)
	r.get(owners+"/41629779").is(http.StatusOK, `{"id":"41629779","email":"elif.dahl@example.com","type":"PERSON","firstName":"Elif",`+
		`"lastName":"Dahl","userId":9586504,"userIdIncludingInactive":9586504,"createdAt":"2023-01-09T22:12:24.589Z",`+
		`"updatedAt":"2023-02-09T22:12:24.589Z","archived":false,"teams":[{"id":"178588","name":"North","primary":true}]}`)
	want := r.get(owners + "/41629779").Body
	r.get(owners+"/9586504?idProperty=userId").is(http.StatusOK, want)
	r.get("/crm/owners/2026-09/41629779").is(http.StatusOK, want)
	r.get(owners+"?limit=1").is(http.StatusOK, `{"results":[`+want+`],"paging":{"next":{"after":"41629779",`+
		`"link":"http://example.com/crm/v3/owners?limit=1&after=41629779"}}}`)
}

func TestOwnersArePagedAndFiltered(t *testing.T) {
	r := newRig(t, 0)
	for i := range 600 {
		if _, err := r.Account().Owners.Add(owner.Owner{Type: owner.Person, Email: strconv.Itoa(i) + "@example.com"}); err != nil {
			t.Fatal(err)
		}
	}
	for query, want := range map[string]int{"": 100, "limit=500": 500, "limit=500&after=41635858": 500, "email=7@EXAMPLE.com": 1, "email=nobody@x.no": 0, "archived=true": 1} {
		if got := decode[people](r.get(owners + "?" + query).status(http.StatusOK)); len(got.Results) != want {
			t.Errorf("%s: %d owners, want %d", query, len(got.Results), want)
		}
	}
	seen, after, pages := map[string]bool{}, "", 0
	for {
		page := decode[people](r.get(owners + "?limit=250&after=" + after).status(http.StatusOK))
		for _, one := range page.Results {
			if seen[one.ID] || one.Archived {
				t.Errorf("%s twice, or archived", one.ID)
			}
			seen[one.ID] = true
		}
		pages++
		if page.Paging == nil {
			break
		}
		after = page.Paging.Next.After
	}
	if len(seen) != 606 || pages != 3 {
		t.Errorf("%d owners on %d pages, want 606 on 3", len(seen), pages)
	}
	short := newRig(t, 0, func(c *hub.Config) { c.Search.PageLimit = 2 })
	if page := decode[people](short.get(owners).status(http.StatusOK)); len(page.Results) != 2 || page.Paging == nil {
		t.Errorf("a page limit does not hold for owners: %+v", page)
	}
}

// An owner whose user was deactivated is found among the archived ones only, and has no active user.
func TestArchivedOwners(t *testing.T) {
	r := newRig(t, 0)
	r.Clock.Advance(time.Hour)
	const id = 41629779
	gone, err := r.Account().Owners.Change(id, func(o *owner.Owner) { o.Archived = true })
	if err != nil {
		t.Fatal(err)
	}
	path := owners + "/" + strconv.Itoa(id)
	r.get(path).is(http.StatusNotFound, `{"status":"error","message":"resource not found","correlationId":"ID"}`)
	r.get(path+"?archived=true").has(http.StatusOK, `"userIdIncludingInactive":9586504`, `"updatedAt":"2026-03-01T13:00:00.000Z","archived":true`)
	page := decode[people](r.get(owners + "?archived=true&email=" + gone.Email))
	if len(page.Results) != 1 || page.Results[0].UserID != 0 || page.Results[0].UserIDIncludingInactive == 0 {
		t.Errorf("%+v", page)
	}
}

func TestOwnersThatCannotBe(t *testing.T) {
	r := newRig(t, 0)
	for target, status := range map[string]int{
		owners + "/7": http.StatusNotFound, owners + "/x": http.StatusNotFound, owners + "/0?idProperty=userId": http.StatusNotFound,
		owners + "/7?idProperty=email": http.StatusBadRequest, owners + "?limit=501": http.StatusBadRequest, owners + "?limit=0": http.StatusBadRequest,
		owners + "?after=x": http.StatusBadRequest, owners + "?archived=perhaps": http.StatusBadRequest, "/crm/owners/2024-01": http.StatusNotFound,
	} {
		r.get(target).status(status)
	}
	r.call(http.MethodPost, owners, "{}").status(http.StatusMethodNotAllowed)
	r.do(httptest.NewRequest(http.MethodGet, owners, http.NoBody)).status(http.StatusUnauthorized)
	poor := newRig(t, 0, func(c *hub.Config) {
		c.Tokens = []token.Token{{Value: "secret", Scopes: []string{"crm.objects.contacts.read"}}}
	})
	poor.get(owners).has(http.StatusForbidden, `{"requiredGranularScopes":["crm.objects.owners.read"]}`)
}
