package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// TestEveryRecordHasItsURL holds that each answer with records says where HubSpot shows them.
func TestEveryRecordHasItsURL(t *testing.T) {
	for _, call := range []string{
		"GET " + contacts, "GET " + contacts + "?archived=true", "GET " + contacts + "?propertiesWithHistory=city&associations=companies", "GET " + contacts + "/51",
		"GET /crm/objects/2026-09/0-1/51", "POST " + contacts + "/search {}", "POST " + contacts + `/batch/read {"inputs":[{"id":"51"}]}`,
		"POST " + contacts + ` {"properties":{"firstname":"x"}}`, "PATCH " + contacts + `/51 {"properties":{"city":"x"}}`,
		"POST " + contacts + `/batch/create {"inputs":[{"properties":{"firstname":"x"}}]}`, "POST " + contacts + `/batch/update {"inputs":[{"id":"51","properties":{}}]}`,
		"POST " + contacts + `/batch/upsert {"inputs":[{"id":"n@x.no","idProperty":"email","properties":{}}]}`,
		"POST " + contacts + `/merge {"primaryObjectId":"1","objectIdToMerge":"51"}`,
	} {
		r := newRig(t, 6)
		r.call(http.MethodDelete, contacts+"/"+r.create(`{"firstname":"gone"}`), "").status(http.StatusNoContent)
		method, rest, _ := strings.Cut(call, " ")
		target, body, _ := strings.Cut(rest, " ")
		got := r.call(method, target, body)
		var answer struct {
			ID, URL string
			Results []struct{ ID, URL string }
		}
		if err := json.Unmarshal([]byte(got.Body), &answer); err != nil {
			t.Fatalf("%s: %v", call, err)
		}
		if answer.ID != "" {
			answer.Results = append(answer.Results, struct{ ID, URL string }{answer.ID, answer.URL})
		}
		if len(answer.Results) == 0 {
			t.Errorf("%s: no records in %s", call, got.Body)
		}
		for _, one := range answer.Results {
			if want := "https://app.hubspot.com/contacts/62515/record/0-1/" + one.ID; one.URL != want {
				t.Errorf("%s: the url is %q, want %q", call, one.URL, want)
			}
		}
	}
}
