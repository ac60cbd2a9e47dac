package hubspottest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

type page struct {
	Total   int
	Results []struct{ ID string }
	Paging  struct{ Next struct{ After string } }
}

func ask(t *testing.T, u *Upstream, method, path, body string) (status int, p page) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "https://example.invalid/crm/v3/objects/contacts"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := u.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if err := json.NewDecoder(answer.Body).Decode(&p); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, p
}

// Whatever the cursors of a list look like, a client that follows those it is given gets every live record once.
func TestFollowingCursorsGetsEveryRecordOnce(t *testing.T) {
	for _, habit := range Habits() {
		u := New(3, 5, 8, 13, 21, 34, 55)
		u.Habit, u.Records[2].ArchivedAt = habit, u.Now
		var ids []string
		cursor := ""
		for pages := 0; pages == 0 || cursor != ""; pages++ {
			status, p := ask(t, u, http.MethodGet, "?limit=2&after="+cursor, "")
			if status != http.StatusOK || pages > 3 {
				t.Fatalf("%q: page %d with the cursor %q: %d", habit, pages+1, cursor, status)
			}
			for _, result := range p.Results {
				ids = append(ids, result.ID)
			}
			cursor = p.Paging.Next.After
		}
		want := []string{"3", "5", "13", "21", "34", "55"}
		if habit == Descending {
			slices.Reverse(want)
		}
		if !slices.Equal(ids, want) {
			t.Errorf("%q: %v, want %v", habit, ids, want)
		}
	}
}

func TestCursorsThatAreMadeUp(t *testing.T) {
	for habit, want := range map[Habit]string{
		NextID: "200 [{13} {21}]", AfterLast: "200 [{13} {21}]", Late: "200 [{34} {55}]", Early: "200 [{5} {8}]", Ending: "200 []",
		Refused: "400 []", Failing: "500 []", Opaque: "400 []", Descending: "200 [{8} {5}]", PageNumber: "200 []",
	} {
		u := New(3, 5, 8, 13, 21, 34, 55)
		u.Habit = habit
		status, p := ask(t, u, http.MethodGet, "?limit=2&after=9", "")
		if got := fmt.Sprint(status, " ", p.Results); got != want {
			t.Errorf("%q: %s, want %s", habit, got, want)
		}
	}
}

func TestSearch(t *testing.T) {
	u := New(3, 5, 8, 13, 21)
	u.Records[1].Modified = u.Now
	for filters, want := range map[string][]string{
		fmt.Sprintf(`{"propertyName":"lastmodifieddate","operator":"GT","value":"%d"}`, u.Records[0].Modified.UnixMilli()):          {"5"},
		fmt.Sprintf(`{"propertyName":"lastmodifieddate","operator":"GTE","value":"%d"}`, u.Records[0].Modified.UnixMilli()):         {"3", "5"},
		`{"propertyName":"hs_object_id","operator":"GT","value":"5"},{"propertyName":"hs_object_id","operator":"LTE","value":"13"}`: {"8", "13"},
	} {
		_, p := ask(t, u, http.MethodPost, "/search", `{"limit":2,"filterGroups":[{"filters":[`+filters+`]}]}`)
		var ids []string
		for _, result := range p.Results {
			ids = append(ids, result.ID)
		}
		if !slices.Equal(ids, want) {
			t.Errorf("%s: %v, want %v", filters, ids, want)
		}
	}
	if requests := u.Requests(); len(requests) != 3 || requests[0].Body["limit"] != 2.0 {
		t.Errorf("%+v", requests)
	}
}
