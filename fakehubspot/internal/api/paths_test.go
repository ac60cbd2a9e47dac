package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
)

func TestOneContactUnderAllItsPaths(t *testing.T) {
	r := newRig(t, 2)
	want := r.get(contacts + "/51").status(http.StatusOK).Body
	for _, base := range []string{
		"/crm/v3/objects/contact", "/crm/v3/objects/0-1", "/crm/objects/2025-09/contacts", "/crm/objects/2026-03/contacts",
		"/crm/objects/2026-09/contacts", "/crm/objects/2026-09-beta/0-1", "/crm/objects/2026-09/contact",
	} {
		r.get(base+"/51").is(http.StatusOK, want)
		if got := decode[page](r.post(base+"/search", `{}`).status(http.StatusOK)); got.Total != 2 {
			t.Errorf("%s: %d found", base, got.Total)
		}
	}
	for _, target := range []string{"/crm/v3/properties/contacts/email", "/crm/properties/2026-09/contact/email", "/account-info/2026-03/details"} {
		r.get(target).status(http.StatusOK)
	}
}

func TestPathsThatNothingServes(t *testing.T) {
	r := newRig(t, 1)
	for _, target := range []string{"/crm/v3/objects", "/crm/v9/objects/contacts", "/crm/objects/2024-01/contacts", "/account-info/v4/details", "/nothing"} {
		got := r.get(target).has(http.StatusNotFound, "<title>Error 404 Not Found</title>", "HTTP ERROR 404")
		if kind := got.Header.Get("Content-Type"); kind != "text/html;charset=utf-8" {
			t.Errorf("%s: %s", target, kind)
		}
	}
	r.get("/nothing/").has(http.StatusNotFound, "Problem accessing /nothing. Reason")
	r.get(contacts+"//").has(http.StatusNotFound, "HTTP ERROR 404")
	r.get("/crm/v3/objects/llamas").is(http.StatusBadRequest,
		`{"status":"error","message":"Unable to infer object type from: llamas","correlationId":"ID"}`)
}

func TestMethodsThatPathsDoNotHave(t *testing.T) {
	r := newRig(t, 1)
	got := r.call(http.MethodPut, contacts+"/1", "")
	got.is(http.StatusMethodNotAllowed, "")
	if allow := got.Header.Get("Allow"); allow != "GET,PATCH,DELETE,OPTIONS" {
		t.Errorf("Allow %q", allow)
	}
	if _, typed := got.Header["Content-Type"]; typed && got.Header.Get("Content-Type") != "" {
		t.Errorf("Content-Type %q", got.Header.Get("Content-Type"))
	}
}

func TestEveryAnswerHasDateAndCorrelation(t *testing.T) {
	r := newRig(t, 1)
	seen := map[string]bool{}
	for _, target := range []string{contacts, contacts + "/99", "/nothing", contacts + "?limit=x"} {
		got := r.get(target)
		id := got.Header.Get("X-HubSpot-Correlation-Id")
		if len(id) != 36 || id[14] != '7' || seen[id] {
			t.Errorf("correlation id %q", id)
		}
		seen[id] = true
		if got.Header.Get("Date") != "Sun, 01 Mar 2026 12:00:00 GMT" {
			t.Errorf("Date %q", got.Header.Get("Date"))
		}
	}
	r.Clock.Advance(36 * time.Hour)
	if date := r.get(contacts).Header.Get("Date"); date != "Tue, 03 Mar 2026 00:00:00 GMT" {
		t.Errorf("Date %q", date)
	}
}

func TestRateLimitHeaders(t *testing.T) {
	for plan, daily := range map[string]string{"free": "250000", "oauth": ""} {
		r := newRig(t, 2, func(c *hub.Config) { c.Plan = plan })
		for _, target := range []string{contacts, contacts + "?limit=x", contacts + "/99"} {
			header := r.get(target).Header
			if header.Get("X-HubSpot-RateLimit-Max") == "" || header.Get("X-HubSpot-RateLimit-Daily") != daily {
				t.Errorf("%s %s: %v", plan, target, header)
			}
		}
		if header := r.post(contacts+"/search", `{"limit":0}`).Header; header.Get("X-HubSpot-RateLimit-Max") != "" {
			t.Errorf("%s: a search has %v", plan, header)
		}
	}
}

func TestAccount(t *testing.T) {
	r := newRig(t, 1)
	r.get("/account-info/v3/details").is(http.StatusOK, `{"portalId":62515,"accountType":"DEVELOPER_TEST","timeZone":"UTC",`+
		`"companyCurrency":"USD","additionalCurrencies":[],"utcOffset":"+00:00","utcOffsetMilliseconds":0,"uiDomain":"app.hubspot.com",`+
		`"dataHostingLocation":"na1"}`)
	r.get("/account-info/v3/api-usage/daily/private-apps").has(http.StatusOK,
		`"name":"private-apps-api-calls-daily","usageLimit":625000`, `"resetsAt":"2026-03-02T00:00:00.000Z"`)
}

// TestParametersAsClientsWriteThem holds what each spelling of a parameter means, and that unknown ones mean nothing.
func TestParametersAsClientsWriteThem(t *testing.T) {
	r := newRig(t, 12)
	r.call(http.MethodDelete, contacts+"/1", "").status(http.StatusNoContent)
	for query, want := range map[string]int{
		"": 10, "limit=": 10, "limit=3": 3, "limit=003": 3, "limit=100": 11, "after=": 10, "after=0": 10, "limit=100&after=52": 10,
		"after=9223372036854775806": 0, "archived=": 10, "archived=false": 10, "archived=FALSE": 10, "archived=true": 1, "archived=TRUE": 1,
		"archived=True": 1, "idProperty=email": 10, "properties=": 10, "properties[0]=city": 10, "nonsense=1&hapikey=x": 10, "limit=2&limit=3": 2,
	} {
		if got := decode[page](r.get(contacts + "?" + query).status(http.StatusOK)); len(got.Results) != want {
			t.Errorf("%s: %d contacts, want %d", query, len(got.Results), want)
		}
	}
	for _, query := range []string{
		"limit=0", "limit=-1", "limit=101", "limit=1e3", "limit=%2B5", "limit=5.0", "limit=%205", "limit=0x5", "limit=99999999999999999999",
		"after=-1", "after=%2B1", "after=1e3", "after=9223372036854775808", "after=NTI1Cg%3D%3D", "archived=1", "archived=t", "archived=yes",
	} {
		r.get(contacts+"?"+query).has(http.StatusBadRequest, "Invalid value for query parameter", "VALIDATION_ERROR")
	}
	for _, id := range []string{"+51", "-51", "%2051", "51%20", "5_1", "0x33", "51.0", "1e1", "9223372036854775807", "9223372036854775808"} {
		r.get(contacts+"/"+id).has(http.StatusNotFound, "Object not found.  objectId are usually numeric.")
		r.call(http.MethodPatch, contacts+"/"+id, `{"properties":{"city":"x"}}`).status(http.StatusNotFound)
		r.call(http.MethodDelete, contacts+"/"+id, "").status(http.StatusNotFound)
	}
	r.get(contacts+"/0051").has(http.StatusOK, `"id":"51"`)
	r.get(contacts+"/9223372036854775806").is(http.StatusNotFound, `{"status":"error","message":"resource not found","correlationId":"ID"}`)
}

// TestArchivedContactsAreKnownByID holds that a live contact is not shown to who asks for an archived one.
func TestArchivedContactsAreKnownByID(t *testing.T) {
	r := newRig(t, 2)
	r.get(contacts + "/bh%40hubspot.com?idProperty=email&archived=true").status(http.StatusNotFound)
	r.post(contacts+"/batch/read?archived=true", `{"idProperty":"email","inputs":[{"id":"bh@hubspot.com"}]}`).status(http.StatusMultiStatus)
	r.call(http.MethodDelete, contacts+"/51", "").status(http.StatusNoContent)
	r.get(contacts + "/bh%40hubspot.com?idProperty=email").status(http.StatusNotFound)
	r.get(contacts+"/51?archived=true").has(http.StatusOK, `"archivedAt"`)
}
