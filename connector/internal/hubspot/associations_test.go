package hubspot_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

var companies = &hubspot.Object{Name: "companies", Path: "companies", Singular: "company", Scope: "crm.objects.companies.read"}

// ask asks for the associations of the contacts 1 and 2 with companies.
func ask(t *testing.T, o hubspot.Options) ([]hubspot.Associated, error) {
	t.Helper()
	return hubspot.New(o).Session(hubspot.Contacts).Associations(t.Context(), companies, []hubspot.AssociationsInput{{ID: 1}, {ID: 2, After: "MC0yLTk%3D"}})
}

// saying returns an upstream that answers with a status and a body.
func saying(status int, body string) *hubspottest.Upstream {
	up := hubspottest.New()
	up.Intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
		return true
	}
	return up
}

const (
	linksOf1 = `{"from":{"id":"1"},"to":[{"toObjectId":9007199254740993,"associationTypes":[{"category":"HUBSPOT_DEFINED","typeId":279,"label":null},{"typeId":1,"label":"Pri\u006dary","category":"HUBSPOT_DEFINED"}]},{"toObjectId":"18446744073709551615","associationTypes":[{"category":"B","typeId":7},{"category":"A","typeId":7},{"category":"C","typeId":6}]}],"paging":{"next":{"after":"x%3D","link":"l"}}}`
	noneOf2  = `{"status":"error","category":"OBJECT_NOT_FOUND","subCategory":"crm.associations.NO_ASSOCIATIONS_FOUND","message":"m","context":{"fromObjectId":["2"],"fromObjectType":["contact"]}}`
)

func TestAssociations(t *testing.T) {
	up := saying(http.StatusMultiStatus, `{"status":"COMPLETE","results":[`+linksOf1+`],"numErrors":1,"errors":[`+noneOf2+`]}`)
	o := options(up, clocktest.New())
	got, err := ask(t, o)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || len(got[0].Links) != 2 || got[0].Next != "x%3D" || len(got[1].Links) != 0 || got[1].Next != "" || got[1].Unknown {
		t.Fatalf("%+v", got)
	}
	for i, want := range []string{
		`9007199254740993 [{"category":"HUBSPOT_DEFINED","typeId":1,"label":"Pri\u006dary"},{"category":"HUBSPOT_DEFINED","typeId":279,"label":null}]`,
		`18446744073709551615 [{"category":"C","typeId":6,"label":null},{"category":"A","typeId":7,"label":null},{"category":"B","typeId":7,"label":null}]`,
	} {
		if l := got[0].Links[i]; fmt.Sprintf("%d %s", l.To, l.Types.JSON()) != want {
			t.Errorf("got  %d %s\nwant %s", l.To, l.Types.JSON(), want)
		}
	}
	call := up.Requests()[0]
	if call.Method != http.MethodPost || call.Path != "/crm/v4/associations/contacts/companies/batch/read" || fmt.Sprint(call.Body) != "map[inputs:[map[id:1] map[after:MC0yLTk%3D id:2]]]" {
		t.Errorf("%+v", call)
	}
	o.Version = "2026-09"
	if _, err := ask(t, o); err != nil || up.Requests()[1].Path != "/crm/associations/2026-09/contacts/companies/batch/read" {
		t.Errorf("%v, %+v", err, up.Requests()[1])
	}
}

// What HubSpot does not know is told apart from what has no associations.
func TestAnUnknownRecordIsNotOneWithoutAssociations(t *testing.T) {
	up := saying(http.StatusMultiStatus, `{"results":[],"errors":[`+noneOf2+`,{"category":"OBJECT_NOT_FOUND","context":{"ids":["1"]}}]}`)
	got, err := ask(t, options(up, clocktest.New()))
	if err != nil || !got[0].Unknown || got[1].Unknown {
		t.Errorf("%+v, %v", got, err)
	}
}

// A record that an answer leaves out is told apart from one without associations, too.
func TestARecordThatIsLeftOutIsNotOneWithoutAssociations(t *testing.T) {
	for body, absent := range map[string][2]bool{
		`{"status":"COMPLETE","results":[` + linksOf1 + `]}`:      {false, true},
		`{"results":[],"numErrors":1,"errors":[` + noneOf2 + `]}`: {true, false},
		`{"results":[]}`: {true, true},
	} {
		got, err := ask(t, options(saying(http.StatusOK, body), clocktest.New()))
		if err != nil || got[0].Absent != absent[0] || got[1].Absent != absent[1] {
			t.Errorf("%s: %+v, %v", body, got, err)
		}
	}
}

// The context of an error may name its record in several ways.
func TestAnErrorNamesItsRecord(t *testing.T) {
	for _, context := range []string{`"fromObjectId":["2"]`, `"fromObjectId":[2]`, `"fromObjectId":"2"`, `"fromObjectId":2`, `"id":["2"],"fromObjectId":["2"]`, `"ids":["2","2"]`} {
		body := `{"results":[` + linksOf1 + `],"errors":[` + strings.Replace(noneOf2, `"fromObjectId":["2"]`, context, 1) + `]}`
		if got, err := ask(t, options(saying(http.StatusMultiStatus, body), clocktest.New())); err != nil || got[1].Absent || got[1].Unknown {
			t.Errorf("%s: %+v, %v", context, got, err)
		}
	}
}

// Nothing that leaves a record unaccounted for passes for one without associations.
func TestEveryRecordOfABatchIsAccountedFor(t *testing.T) {
	all := func(results, errors string) string {
		return `{"status":"COMPLETE","results":[` + results + `],"errors":[` + errors + `]}`
	}
	noneOf := func(ids string) string { return strings.Replace(noneOf2, `["2"]`, ids, 1) }
	to := func(link string) string { return `{"from":{"id":"1"},"to":[` + link + `]}` }
	for body, part := range map[string]string{
		all(linksOf1+`,`+linksOf1, noneOf2):               "tells twice of the associations of contact 1",
		all(linksOf1, noneOf(`["1","2"]`)):                "reports errors",
		all(linksOf1, noneOf(`["2","3"]`)):                "reports errors",
		all(linksOf1, noneOf(`[]`)):                       "reports errors",
		all(linksOf1, `"x"`):                              "reports errors",
		all(linksOf1, noneOf2+`,{"category":"INTERNAL"}`): "reports errors",
		all(linksOf1, `{"category":"OTHER","subCategory":"crm.associations.NO_ASSOCIATIONS_FOUND","context":{"fromObjectId":["2"]}}`): "reports errors",
		all(linksOf1+`,{"from":{"id":"3"},"to":[]}`, noneOf2):                                                                         "contact 3, which was not requested",
		all(`{"from":{"id":"1"}}`, noneOf2):                                                                                           "no array to",
		all(`{"from":{"id":"1"},"to":null}`, noneOf2):                                                                                 "no array to",
		all(`{"from":{"id":"x"},"to":[]}`, noneOf2):                                                                                   "no from.id",
		all(`{"to":[]}`, noneOf2):                                                                                                     "no from.id",
		all(`{"from":{"id":"1"},"to":[],"to":[]}`, noneOf2):                                                                           "two members to",
		all(`7`, noneOf2):                           "is not an object",
		all(to(`7`), noneOf2):                       "an entry of to is not an object",
		all(to(`{"associationTypes":[]}`), noneOf2): "no toObjectId",
		all(to(`{"toObjectId":18446744073709551616,"associationTypes":[]}`), noneOf2):                   "at most 64 bits",
		all(to(`{"toObjectId":1.5,"associationTypes":[]}`), noneOf2):                                    "no toObjectId",
		all(to(`{"toObjectId":1}`), noneOf2):                                                            "no associationTypes",
		all(to(`{"toObjectId":1,"associationTypes":{}}`), noneOf2):                                      "not an array",
		all(to(`{"toObjectId":1,"associationTypes":[1]}`), noneOf2):                                     "not an object",
		all(to(`{"toObjectId":1,"associationTypes":[{"typeId":1}]}`), noneOf2):                          "no category",
		all(to(`{"toObjectId":1,"associationTypes":[{"typeId":1,"category":"A","label":2}]}`), noneOf2): "label",
		all(`{"from":{"id":"1"},"to":[],"paging":{"next":{}}}`, noneOf2):                                "no after",
		`{"status":"PENDING","results":[` + linksOf1 + `],"errors":[` + noneOf2 + `]}`:                  "its status is PENDING",
		`{"status":"error","message":"m","results":[` + linksOf1 + `],"errors":[` + noneOf2 + `]}`:      "reports errors: m",
		`{"results":[` + linksOf1 + `,{"from":{"id":"2"},"to":[]}],"numErrors":1}`:                      "reports errors",
		`{"errors":[` + noneOf(`["1","2"]`) + `]}`:                                                      "no results",
		`{"results":{}}`: "results is not an array",
		`{"results":[` + linksOf1 + `],"paging":{"next":{"after":"0"}}}`: "announces another page",
	} {
		up := saying(http.StatusMultiStatus, body)
		got, err := ask(t, options(up, clocktest.New()))
		failure, ok := errors.AsType[*hubspot.Error](err)
		if !ok || failure.Kind != hubspot.KindContract || !strings.Contains(err.Error(), part) {
			t.Errorf("%s: %+v, %v, want %q", body, got, err, part)
		}
		if n := len(up.Requests()); n != 4 {
			t.Errorf("%s: asked %d times", body, n)
		}
	}
}

// A part that fails for a reason that passes is asked for again, as long as such reasons are.
func TestABusyPartIsAskedForAgain(t *testing.T) {
	up := saying(0, "")
	up.Intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(http.StatusMultiStatus)
		if n < 8 {
			_, _ = io.WriteString(w, `{"results":[`+linksOf1+`],"errors":[{"category":"RATE_LIMITS","message":"secondly limit reached","context":{"fromObjectId":["2"]}}]}`)
		} else {
			_, _ = io.WriteString(w, `{"results":[`+linksOf1+`],"errors":[`+noneOf2+`]}`)
		}
		return true
	}
	if got, err := ask(t, options(up, clocktest.New())); err != nil || len(got[0].Links) != 2 {
		t.Errorf("%+v, %v", got, err)
	}
}

// Associations need the scopes of both sides.
func TestTheScopesOfBothSidesAreNamed(t *testing.T) {
	up := saying(http.StatusForbidden, `{"status":"error","message":"This app hasn't been granted all required scopes","category":"MISSING_SCOPES"}`)
	_, err := ask(t, options(up, clocktest.New()))
	if err == nil || !strings.Contains(err.Error(), "the scopes crm.objects.contacts.read, crm.objects.companies.read") {
		t.Error(err)
	}
}
