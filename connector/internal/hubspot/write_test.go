package hubspot_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

var twoWrites = []hubspot.Write{{Key: "1", Values: map[string]string{"email": "a@b.no"}}, {Key: "2", Values: map[string]string{"email": "c@b.no"}}}

// writing returns a session that writes contacts of the upstream.
func writing(up *hubspottest.Upstream) *hubspot.Session {
	return hubspot.New(options(up, clocktest.New())).WriteSession(hubspot.Contacts)
}

func update(ctx context.Context, s *hubspot.Session) ([]hubspot.Written, error) {
	return s.Update(ctx, twoWrites)
}

func create(ctx context.Context, s *hubspot.Session) ([]hubspot.Written, error) {
	return s.Create(ctx, "email", twoWrites)
}

func upsert(ctx context.Context, s *hubspot.Session) ([]hubspot.Written, error) {
	return s.Upsert(ctx, "hs_sku", twoWrites)
}

// upsertCases upserts by values of which one differs from another in case only.
func upsertCases(ctx context.Context, s *hubspot.Session) ([]hubspot.Written, error) {
	return s.Upsert(ctx, "erp_id", []hubspot.Write{{Key: "B"}, {Key: "b"}})
}

// What an answer says of each write is believed, and of others nothing is.
func TestWritesAreAccountedFor(t *testing.T) {
	const nameless = `{"status":"error","category":"VALIDATION_ERROR","message":"no","context":{}}`
	for name, test := range map[string]struct {
		call   func(context.Context, *hubspot.Session) ([]hubspot.Written, error)
		status int
		body   string
		want   string
	}{
		"updated":          {update, 200, `{"status":"COMPLETE","results":[{"id":"2","properties":{}},{"id":"1","properties":{}}]}`, "1 2"},
		"one is left out":  {update, 200, `{"status":"COMPLETE","results":[{"id":"2","properties":{}}]}`, "? 2"},
		"another ID":       {update, 200, `{"status":"COMPLETE","results":[{"id":"2","properties":{}},{"id":"3","properties":{}}]}`, "? 2"},
		"one is refused":   {update, 207, `{"status":"COMPLETE","results":[{"id":"2","properties":{}}],"numErrors":1,"errors":[{"status":"error","category":"VALIDATION_ERROR","message":"no","context":{"objectWriteTraceId":["0"]}}]}`, "refused:no 2"},
		"one is not there": {update, 207, `{"status":"COMPLETE","results":[{"id":"1","properties":{}}],"numErrors":1,"errors":[{"status":"error","category":"OBJECT_NOT_FOUND","message":"gone","context":{"ids":["2"]}}]}`, "1 elsewhere:gone"},
		"nameless error":   {update, 207, `{"status":"COMPLETE","results":[{"id":"1","properties":{}}],"numErrors":1,"errors":[` + nameless + `]}`, "1 ?"},
		"both in one":      {update, 207, `{"status":"COMPLETE","results":[],"numErrors":1,"errors":[{"status":"error","category":"OBJECT_NOT_FOUND","message":"gone","context":{"ids":["1","2"]}}]}`, "elsewhere:gone elsewhere:gone"},
		"created":          {create, 201, `{"status":"COMPLETE","results":[{"id":"12","properties":{"email":"c@b.no"}},{"id":"11","properties":{"email":"A@B.no"}}]}`, "new11 new12"},
		"one exists":       {create, 207, `{"status":"COMPLETE","results":[{"id":"12","properties":{"email":"c@b.no"}}],"numErrors":1,"errors":[{"status":"error","category":"CONFLICT","message":"Contact already exists. Existing ID: 9","context":{"objectWriteTraceId":["0"],"existingId":["9"]}}]}`, "elsewhere:Contact already exists. Existing ID: 9 new12"},
		"case differs":     {upsertCases, 200, `{"status":"COMPLETE","results":[{"id":"12","new":true,"properties":{"erp_id":"b"}},{"id":"11","new":true,"properties":{"erp_id":"B"}}]}`, "new11 new12"},
		"case is ignored":  {upsertCases, 200, `{"status":"COMPLETE","results":[{"id":"12","new":true,"properties":{"erp_id":"B"}},{"id":"12","new":false,"properties":{"erp_id":"B"}}]}`, "new12 12"},
		"upserted":         {upsert, 200, `{"status":"COMPLETE","results":[{"id":"12","new":true,"properties":{"hs_sku":"2"}},{"id":"11","new":false,"properties":{"hs_sku":"1"}}]}`, "11 new12"},
	} {
		t.Run(name, func(t *testing.T) {
			up := saying(test.status, test.body)
			got, err := test.call(t.Context(), writing(up))
			if err != nil {
				t.Fatal(err)
			}
			var shown []string
			for _, w := range got {
				shown = append(shown, shownWrite(w))
			}
			if strings.Join(shown, " ") != test.want || len(up.Requests()) != 1 {
				t.Errorf("got %s, want %s; %d calls", shown, test.want, len(up.Requests()))
			}
		})
	}
}

func shownWrite(w hubspot.Written) string {
	switch {
	case w.Done && w.New:
		return "new" + w.ID
	case w.Done:
		return w.ID
	case w.Elsewhere:
		return "elsewhere:" + w.Refused.String()
	case w.Refused.String() != "":
		return "refused:" + w.Refused.String()
	default:
		return "?"
	}
}

// A write is made once: whether it is made again is for those to decide who can look first.
func TestWritesAreMadeOnce(t *testing.T) {
	for status, rejected := range map[int]bool{400: true, 409: true, 422: true, 401: false, 403: false, 404: false, 423: false, 429: false, 500: false, 204: false} {
		up := saying(status, `{"status":"error","message":"no"}`)
		_, err := update(t.Context(), writing(up))
		failure, ok := errors.AsType[*hubspot.Error](err)
		if !ok || failure.Rejected() != rejected || len(up.Requests()) != 1 {
			t.Errorf("%d: %v after %d calls", status, err, len(up.Requests()))
		}
	}
	for _, body := range []string{``, `{`, `{"status":"COMPLETE"}`, `{"status":"PENDING","results":[]}`, `{"status":"error","message":"no"}`, `{"results":[{"id":"1"}],"errors":[{"message":"TEN_SECONDLY_ROLLING rate_limit"}]}`} {
		up := saying(http.StatusOK, body)
		got, err := update(t.Context(), writing(up))
		if failure, ok := errors.AsType[*hubspot.Error](err); !ok || failure.Rejected() || len(up.Requests()) != 1 {
			t.Errorf("%s: %v, %v after %d calls", body, got, err, len(up.Requests()))
		}
	}
}

func TestWhatIsSentToWrite(t *testing.T) {
	up := saying(http.StatusOK, `{"status":"COMPLETE","results":[]}`)
	s := writing(up)
	for _, call := range []func(context.Context, *hubspot.Session) ([]hubspot.Written, error){update, create, upsert} {
		if _, err := call(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	up.Intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(http.StatusNoContent)
		return true
	}
	if err := s.Archive(t.Context(), []string{"1", "2"}); err != nil {
		t.Fatal(err)
	}
	const path = "/crm/v3/objects/contacts/batch/"
	want := []string{
		path + "update map[inputs:[map[id:1 objectWriteTraceId:0 properties:map[email:a@b.no]] map[id:2 objectWriteTraceId:1 properties:map[email:c@b.no]]]]",
		path + "create map[inputs:[map[objectWriteTraceId:0 properties:map[email:a@b.no]] map[objectWriteTraceId:1 properties:map[email:c@b.no]]]]",
		path + "upsert map[inputs:[map[id:1 idProperty:hs_sku objectWriteTraceId:0 properties:map[email:a@b.no]] map[id:2 idProperty:hs_sku objectWriteTraceId:1 properties:map[email:c@b.no]]]]",
		path + "archive map[inputs:[map[id:1] map[id:2]]]",
	}
	var got []string
	for _, r := range up.Requests() {
		got = append(got, fmt.Sprint(r.Path, " ", r.Body))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Another scope than reading is missing if HubSpot forbids a write.
func TestAForbiddenWriteNamesItsScope(t *testing.T) {
	_, err := update(t.Context(), writing(saying(http.StatusForbidden, `{"status":"error","message":"This app hasn't been granted all required scopes"}`)))
	if err == nil || !strings.Contains(err.Error(), "crm.objects.contacts.write") {
		t.Error(err)
	}
	for scope, want := range map[string]string{"crm.objects.deals.read": "crm.objects.deals.write", "tickets": "tickets"} {
		if got := (&hubspot.Object{Scope: scope}).WriteScope(); got != want {
			t.Errorf("%s: %s", scope, got)
		}
	}
}
