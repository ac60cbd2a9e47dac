package fakehubspot_test

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// everything is calls that touch whatever a reset must bring back: each can be made at any time.
var everything = []string{
	"GET /crm/v3/objects/contacts?limit=100&properties=jobtitle,city",
	"GET /crm/v3/objects/contacts?limit=3",
	"GET /crm/v3/objects/contacts?limit=3&after=57000000000",
	"GET /crm/v3/objects/contacts?limit=3&after=57000000800",
	"GET /crm/v3/objects/contacts?limit=40&after=57000000400&archived=true",
	"GET /crm/v3/objects/contacts/99",
	`POST /crm/v3/objects/contacts {"properties":{"email":"kari@x.no"}}`,
	`POST /crm/v3/objects/contacts/search {"limit":200,"sorts":["lastmodifieddate"]}`,
	`POST /crm/v3/objects/contacts/merge {"primaryObjectId":"1","objectIdToMerge":"51"}`,
	`POST /crm/v3/objects/contacts/batch/archive {"inputs":[{"id":"51"}]}`,
	`POST /crm/v3/objects/contacts/gdpr-delete {"objectId":"51"}`,
	`POST /crm/v3/objects/contacts/ {"properties":{"city":"Oslo"}}`,
	"GET /crm/v3/owners",
	`POST /crm/v3/properties/contacts {"name":"shoe","label":"Shoe","type":"number","fieldType":"number","groupName":"contactinformation"}`,
	"GET /crm/v3/properties/contacts/shoe",
	"GET /account-info/v3/api-usage/daily/private-apps",
	`POST /_fake/contacts/change {"count":7}`,
	"POST /_fake/contacts/51/restore",
	`POST /_fake/seed {"contacts":5}`,
	`POST /_fake/clock/advance {"by":"1500ms"}`,
	`POST /_fake/clock/advance {"by":"10h"}`,
	`PUT /_fake/clock {"mode":"frozen","now":"2030-01-01T00:00:00Z"}`,
	`PUT /_fake/index {"lag":"1m","mode":"random","archived":true}`,
	`PUT /_fake/cursors {"habit":"next-id"}`,
	`PUT /_fake/cursors {"habit":"early"}`,
	`PUT /_fake/cursors {"habit":"refused"}`,
	`POST /_fake/tokens {"token":"other"}`,
	"DELETE /_fake/tokens/t2",
	`POST /_fake/faults {"kind":"status","status":503,"probability":0.5}`,
	`POST /_fake/faults {"kind":"duplicate-row","count":2,"match":{"nth":2}}`,
	"DELETE /_fake/faults/f1",
	`PUT /_fake/limits {"plan":"free","tenSecondly":4,"search":2,"retryAfter":true}`,
	"POST /_fake/scenarios/merge-storm",
	"POST /_fake/scenarios/hollow-pages",
	"POST /_fake/scenarios/late-index",
	"DELETE /_fake/requests",
}

// seen is what a test can look at.
var seen = []string{
	"GET /_fake/requests", "GET /_fake/requests/near-misses?path=/crm/v3/x", "GET /_fake/faults", "GET /_fake/limits", "GET /_fake/tokens",
	"GET /_fake/clock", "GET /_fake/index", "GET /_fake/cursors", "GET /_fake/contacts/churn", "GET /_fake/state",
}

// round makes calls and writes down all that came back: statuses, headers, correlation IDs, bodies.
func round(hub *fakehubspot.Server, calls []string) string {
	realTime := regexp.MustCompile(`"durationMs":[0-9.e+-]+`)
	var told strings.Builder
	for _, call := range slices.Concat(calls, seen) {
		method, rest, _ := strings.Cut(call, " ")
		path, body, _ := strings.Cut(rest, " ")
		w := direct(hub, method, path, body)
		fmt.Fprintf(&told, "%s\n%d\n", call, w.Code)
		for _, name := range slices.Sorted(maps.Keys(w.Header())) {
			fmt.Fprintf(&told, "%s: %s\n", name, w.Header()[name])
		}
		fmt.Fprintf(&told, "%s\n", realTime.ReplaceAllString(w.Body.String(), ""))
	}
	return told.String()
}

// Whatever happened before a reset, the same calls give the same bytes after it, as on the first day.
func TestAResetIsAsTheStart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		options := []fakehubspot.Option{fakehubspot.Contacts(30), fakehubspot.Frozen(noon), fakehubspot.Seed(7)}
		if rapid.Bool().Draw(t, "touched after creation") {
			options = append(options, fakehubspot.TouchedAfterCreation())
		}
		hub, err := fakehubspot.New(options...)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = hub.Close() }()
		some := rapid.SliceOfN(rapid.SampledFrom(everything), 1, 12)
		calls := some.Draw(t, "calls")
		first := round(hub, calls)
		for range 2 {
			round(hub, some.Draw(t, "in between"))
			if w := direct(hub, http.MethodDelete, "/_fake/state", ""); w.Code != http.StatusNoContent {
				t.Fatal(w.Code, w.Body)
			}
			if again := round(hub, calls); again != first {
				t.Fatal(difference(first, again))
			}
		}
	})
}

// difference shows where two texts part.
func difference(a, b string) string {
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	begin := max(at-300, 0)
	return fmt.Sprintf("they differ at byte %d:\n%.600s\n---\n%.600s", at, a[begin:], b[begin:])
}
