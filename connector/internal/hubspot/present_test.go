package hubspot_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

func TestPresent(t *testing.T) {
	up := saying(http.StatusMultiStatus, `{"status":"COMPLETE","results":[{"id":"9","properties":{"email":"a@b.no","age":41,"hs_merged_object_ids":"1; 7","phone":null}}],"numErrors":1,"errors":[{"status":"error","category":"OBJECT_NOT_FOUND","message":"m","context":{"ids":["2"]}}]}`)
	got, err := writing(up).Present(t.Context(), hubspot.PresentQuery{Keys: []string{"1", "2"}, Properties: []string{"email"}})
	want := []hubspot.Present{{ID: "9", Values: map[string]string{"email": "a@b.no", "age": "41", "hs_merged_object_ids": "1; 7", "phone": ""}, Merged: []string{"1", "7"}}}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(hubspot.Present{})); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	if asked := fmt.Sprint(up.Requests()[0].Body); asked != "map[inputs:[map[id:1] map[id:2]] properties:[email hs_merged_object_ids]]" {
		t.Error(asked)
	}
}

func TestPresentByAUniqueProperty(t *testing.T) {
	up := saying(http.StatusMultiStatus, `{"status":"COMPLETE","results":[{"id":"9","properties":{"email":"a@b.no","hs_additional_emails":"c@b.no;d@b.no"}}],"numErrors":1,"errors":[{"status":"error","category":"OBJECT_NOT_FOUND","message":"m","context":{"ids":["gone@b.no"]}}]}`)
	got, err := writing(up).Present(t.Context(), hubspot.PresentQuery{Keys: []string{"A@b.no", "D@b.no", "Gone@b.no"}, By: "email"})
	if err != nil || len(got) != 1 {
		t.Fatalf("%v, %v", got, err)
	}
	for key, goes := range map[string]bool{"A@b.no": true, "D@b.no": true, "x@b.no": false} {
		if got[0].Goes(key, "email", hubspot.Contacts) != goes {
			t.Error(key)
		}
	}
	if asked := fmt.Sprint(up.Requests()[0].Body); !strings.Contains(asked, "idProperty:email") || !strings.Contains(asked, "properties:[email hs_additional_emails hs_merged_object_ids]") {
		t.Error(asked)
	}
}

// Values of a unique property may contain what separates them where they come as a single text.
func TestPresentByValuesOfSeveralWords(t *testing.T) {
	up := saying(http.StatusMultiStatus, `{"status":"COMPLETE","results":[],"numErrors":1,"errors":[{"status":"error","category":"OBJECT_NOT_FOUND","message":"m","context":{"ids":["Acme Inc., Oslo","7"]}}]}`)
	if got, err := writing(up).Present(t.Context(), hubspot.PresentQuery{Keys: []string{"Acme Inc., Oslo", "7"}, By: "erp_id"}); err != nil || len(got) > 0 {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := writing(up).Present(t.Context(), hubspot.PresentQuery{Keys: []string{"Acme"}, By: "erp_id"}); err == nil {
		t.Errorf("a part of a value counts as a value: %v", got)
	}
}

// A record that HubSpot leaves out without a reason may exist: it must not be created again.
func TestPresentMustAccountForEveryKey(t *testing.T) {
	for _, by := range []string{"", "email"} {
		up := saying(http.StatusOK, `{"status":"COMPLETE","results":[]}`)
		got, err := writing(up).Present(t.Context(), hubspot.PresentQuery{Keys: []string{"1"}, By: by})
		if err == nil || !strings.Contains(err.Error(), "lacks a contact and gives no reason") {
			t.Errorf("%q: %v, %v", by, got, err)
		}
	}
}

// Whether a key that differs from a value in case leads to the record, HubSpot tells: it reports the key as not found, or does not.
func TestPresentInOtherCase(t *testing.T) {
	for body, goes := range map[string]bool{
		`{"status":"COMPLETE","results":[{"id":"9","properties":{"erp_id":"K1"}}],"numErrors":1,"errors":[{"status":"error","category":"OBJECT_NOT_FOUND","message":"m","context":{"ids":["k1"]}}]}`: false,
		`{"status":"COMPLETE","results":[{"id":"9","properties":{"erp_id":"K1"}}]}`: true,
	} {
		got, err := writing(saying(http.StatusMultiStatus, body)).Present(t.Context(), hubspot.PresentQuery{Keys: []string{"K1", "k1"}, By: "erp_id"})
		if err != nil || len(got) != 1 || !got[0].Goes("K1", "erp_id", hubspot.Contacts) || got[0].Goes("k1", "erp_id", hubspot.Contacts) != goes {
			t.Errorf("%s: %v, %v", body, got, err)
		}
	}
}

// HubSpot may find a value in another form than it was asked for. Where it finds it in one form only, the other one is no value of the
// record.
func TestPresentInAnotherForm(t *testing.T) {
	same := func(stored, key string) bool {
		return strings.TrimSuffix(stored, ".0") == strings.TrimSuffix(key, ".0")
	}
	const record, missing = `{"id":"9","properties":{"erp_no":"7.0"}}`, `,"numErrors":1,"errors":[{"status":"error","category":"OBJECT_NOT_FOUND","message":"m","context":{"ids":["7"]}}]`
	for body, goes := range map[string]bool{
		`{"status":"COMPLETE","results":[` + record + `]}`:                true,
		`{"status":"COMPLETE","results":[` + record + `]` + missing + `}`: false,
	} {
		got, err := writing(saying(http.StatusMultiStatus, body)).Present(t.Context(), hubspot.PresentQuery{Keys: []string{"7", "7.0"}, By: "erp_no", Same: same})
		if err != nil || len(got) != 1 || got[0].Goes("7", "erp_no", hubspot.Contacts) != goes {
			t.Errorf("%s: %v, %v", body, got, err)
		}
	}
}
