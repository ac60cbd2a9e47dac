package hubspot_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

var primary = []hubspot.LinkType{{Category: "HUBSPOT_DEFINED", ID: 1, Label: "Primary"}}

func TestLinksAreAccountedFor(t *testing.T) {
	writes := []hubspot.LinkWrite{{From: 1, To: 15, Types: primary}, {From: 2, To: 16, Types: primary}}
	for name, test := range map[string]struct {
		status     int
		body, want string
	}{
		"numbers":     {201, `{"status":"COMPLETE","results":[{"fromObjectId":2,"toObjectId":16},{"fromObjectId":1,"toObjectId":15}]}`, "done done"},
		"texts":       {200, `{"status":"COMPLETE","results":[{"from":{"id":"1"},"to":{"id":"15"}}]}`, "done ?"},
		"the reverse": {200, `{"status":"COMPLETE","results":[{"from":{"id":"15"},"to":{"id":"1"}}]}`, "? ?"},
		"refused":     {207, `{"status":"COMPLETE","results":[{"fromObjectId":1,"toObjectId":15}],"numErrors":1,"errors":[{"status":"error","category":"VALIDATION_ERROR","message":"no","context":{"fromObjectId":["2"],"toObjectId":["16"]}}]}`, "done no"},
		"nameless":    {207, `{"status":"COMPLETE","results":[],"numErrors":1,"errors":[{"status":"error","category":"VALIDATION_ERROR","message":"no"}]}`, "? ?"},
	} {
		got, err := writing(saying(test.status, test.body)).Link(t.Context(), companies, writes)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var shown []string
		for _, w := range got {
			switch {
			case w.Done:
				shown = append(shown, "done")
			case w.Refused.String() != "":
				shown = append(shown, w.Refused.String())
			default:
				shown = append(shown, "?")
			}
		}
		if strings.Join(shown, " ") != test.want {
			t.Errorf("%s: %s, want %s", name, shown, test.want)
		}
	}
}

func TestWhatIsSentToWriteLinks(t *testing.T) {
	up := saying(http.StatusOK, `{"status":"COMPLETE","results":[]}`)
	s := writing(up)
	if _, err := s.Link(t.Context(), companies, []hubspot.LinkWrite{{From: 1, To: 15, Types: primary}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Link(t.Context(), companies, []hubspot.LinkWrite{{From: 1, To: 15}}); err != nil {
		t.Fatal(err)
	}
	up.Intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(http.StatusNoContent)
		return true
	}
	if err := errors.Join(
		s.Unlabel(t.Context(), companies, []hubspot.LinkWrite{{From: 1, To: 15, Types: primary}}),
		s.Unlink(t.Context(), companies, []hubspot.LinkWrite{{From: 1, To: 15}}),
	); err != nil {
		t.Fatal(err)
	}
	const path = "/crm/v4/associations/contacts/companies/batch/"
	const types = "types:[map[associationCategory:HUBSPOT_DEFINED associationTypeId:1]]"
	want := []string{
		path + "create map[inputs:[map[from:map[id:1] to:map[id:15] " + types + "]]]",
		path + "associate/default map[inputs:[map[from:map[id:1] to:map[id:15]]]]",
		path + "labels/archive map[inputs:[map[from:map[id:1] to:map[id:15] " + types + "]]]",
		path + "archive map[inputs:[map[from:map[id:1] to:[map[id:15]]]]]",
	}
	var got []string
	for _, r := range up.Requests() {
		got = append(got, fmt.Sprint(r.Path, " ", r.Body))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLinkTypes(t *testing.T) {
	up := saying(http.StatusOK, `{"results":[{"category":"HUBSPOT_DEFINED","typeId":279,"label":null},{"category":"USER_DEFINED","typeId":36,"label":"M\u00f8te"}]}`)
	got, err := writing(up).LinkTypes(t.Context(), companies)
	want := []hubspot.LinkType{{Category: "HUBSPOT_DEFINED", ID: 279}, {Category: "USER_DEFINED", ID: 36, Label: "Møte"}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
}
