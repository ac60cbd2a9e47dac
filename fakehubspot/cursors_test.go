package fakehubspot_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// listed is a page of a list.
type listed struct {
	status int
	ids    []string
	after  string
}

// list gets the page of five contacts that belongs to a cursor.
func list(t *testing.T, hub *fakehubspot.Server, after string) listed {
	t.Helper()
	w := direct(hub, http.MethodGet, "/crm/v3/objects/contacts?limit=5&after="+url.QueryEscape(after), "")
	var body struct {
		Results []struct{ ID string }
		Paging  struct{ Next struct{ After string } }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
		t.Fatalf("after=%s: %d %s", after, w.Code, w.Body)
	}
	page := listed{status: w.Code, after: body.Paging.Next.After}
	for _, one := range body.Results {
		page.ids = append(page.ids, one.ID)
	}
	return page
}

// A habit that was set at run time lasts over an import, with the cursors that were given out, and ends with a reset.
func TestCursorsOverAnImportAndAReset(t *testing.T) {
	hub := start(t, fakehubspot.Contacts(2), fakehubspot.Cursors(fakehubspot.CursorOpaque)).hub
	refuse := func() {
		t.Helper()
		if err := hub.SetCursors(fakehubspot.CursorRefused); err != nil {
			t.Fatal(err)
		}
	}
	refuse()
	for range 9 {
		if _, err := hub.Create(map[string]string{"firstname": "Kari"}); err != nil {
			t.Fatal(err)
		}
	}
	given := list(t, hub, "").after
	if err := hub.Import(strings.NewReader(world(t, "Bergen", 1))); err != nil {
		t.Fatal(err)
	}
	if got := list(t, hub, given); got.status != http.StatusOK || hub.Cursors() != fakehubspot.CursorRefused {
		t.Errorf("after an import: %d under %s", got.status, hub.Cursors())
	}
	if err := hub.Reset(); err != nil {
		t.Fatal(err)
	}
	if hub.Cursors() != fakehubspot.CursorOpaque {
		t.Errorf("after a reset: %s", hub.Cursors())
	}
	refuse()
	if got := list(t, hub, given); got.status != http.StatusBadRequest {
		t.Errorf("after a reset, %s is a cursor: %d %v", given, got.status, got.ids)
	}
}

// Faults of pages do under every habit what they do under the first: the page comes again, and nothing is missed.
func TestCursorsUnderFaults(t *testing.T) {
	for _, kind := range []fakehubspot.FaultKind{fakehubspot.FaultRepeatCursor, fakehubspot.FaultEmptyPage} {
		for _, habit := range fakehubspot.CursorHabits() {
			t.Run(fmt.Sprintf("%s %s", kind, habit), func(t *testing.T) {
				hub := start(t, fakehubspot.Contacts(23), fakehubspot.Cursors(habit)).hub
				second := list(t, hub, list(t, hub, "").after)
				if err := hub.AddFault(fakehubspot.Fault{Kind: kind, Count: 1, Match: fakehubspot.Match{Nth: 2}}); err != nil {
					t.Fatal(err)
				}
				hub.ResetRequests()
				var pages []listed
				for after := ""; ; after = pages[len(pages)-1].after {
					pages = append(pages, list(t, hub, after))
					if pages[len(pages)-1].after == "" || len(pages) == 9 {
						break
					}
				}
				if len(pages) != 6 || !slices.Equal(pages[2].ids, second.ids) {
					t.Fatalf("%+v, want six pages, the third of them with %v", pages, second.ids)
				}
				seen := map[string]bool{}
				for _, page := range pages {
					for _, id := range page.ids {
						seen[id] = true
					}
				}
				if len(seen) != 23 {
					t.Errorf("%d of 23 contacts", len(seen))
				}
				given := "limit=5&after=" + url.QueryEscape(pages[0].after)
				if n := hub.CountRequests(fakehubspot.Filter{Query: given}); n < 1 {
					t.Errorf("the journal has no call with %s: %+v", given, hub.Requests(fakehubspot.Filter{}))
				}
			})
		}
	}
}
