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
