package api_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/match"
)

// TestRoutesOfHubSpotThatAreMissing holds that a program which calls what this fake lacks is told so, in the answer and in
// the log, and is not left with the answer to a mistake in a path.
func TestRoutesOfHubSpotThatAreMissing(t *testing.T) {
	var log bytes.Buffer
	r := newRig(t, 1, func(c *hub.Config) { c.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
	for _, call := range []string{
		"POST /crm-pipelines/v1/pipelines/deals", "PUT /deals/v1/pipelines/default", "GET /crm/schemas/2026-03",
		"POST /properties/v2/contacts/properties", "GET /properties/v1/contacts/groups", "GET /properties/v2/contacts/groups",
		"POST /owners/v2/owners", "POST /crm/v3/objects/deal_split/search",
		"POST /crm/v3/lists/search", "GET /crm/v3/lists/7/memberships", "GET /contacts/v1/lists/7/contacts/all", "POST /contacts/v1/contact/createOrUpdate/email/x",
		"POST /companies/v2/companies", "PUT /deals/v1/deal/7", "GET /settings/v3/users", "GET /integrations/v1/me", "POST /crm/v3/imports",
		"GET /marketing/v3/forms", "GET /conversations/v3/conversations/threads", "POST /events/v3/send", "DELETE /engagements/v1/engagements/7",
		"GET /webhooks/v3/7/subscriptions", "GET /account-info/v3/activity/login", "POST /contacts/v1/lists/",
		"POST /crm/objects/v3/deals/splits/batch/read", "POST /crm/v3/objects/deals/splits/batch/upsert",
		"POST /crm/v4/associations/usage/high-usage-report/7", "POST /crm/associations/2026-09/usage/high-usage-report/7",
		"GET /crm/objects/2027-03-beta/goal_targets", "GET /crm/pipelines-rules/2026-09-beta/0-3/rules", "GET /crm/object-tags/2026-09-beta/0-1",
		"GET /crm/task-series/2026-09-beta/7", "GET /forecast-settings/v3/forecast-types", "POST /forecast-submissions/2026-09-beta/events",
		"POST /integrators/timeline/v3/events", "GET /feature-flags/v3/7/flags/x", "GET /commerce/payment-links/2026-09-beta/payment-links",
		"GET /payments-subscriptions/v1/subscriptions/crm/7", "POST /data-studio/data-source/2026-09", "GET /url-mappings/v3/url-mappings",
		"DELETE /appinstalls/v3/external-install", "GET /notetaker/2026-09-beta/conversation/recap", "GET /account-info/v3/api-usage/daily",
	} {
		method, path, _ := strings.Cut(call, " ")
		log.Reset()
		want := "fakehubspot does not serve this HubSpot route yet"
		shown := strings.TrimSuffix(path, "/")
		r.call(method, path+"?limit=1", "").is(http.StatusNotFound, `{"status":"error","message":"`+want+`: `+method+` `+shown+`","correlationId":"ID"}`)
		for _, piece := range []string{"level=WARN", want, "method=" + method, "path=" + shown} {
			if !strings.Contains(log.String(), piece) {
				t.Errorf("%s: the log has no %s: %s", call, piece, log.String())
			}
		}
	}
	log.Reset()
	for _, path := range []string{"/crm/v3/pipeline", "/crm/v3/objects/contacts/1/association/x", "/ownersx/v2", "/crm/v3", "/crm/objects/2024-01/companies", "/oauthx"} {
		r.get(path).has(http.StatusNotFound, "HTTP ERROR 404")
	}
	r.get("/crm/v3/objects/butterflies").has(http.StatusBadRequest, "Unable to infer object type from: butterflies")
	r.get("/crm/v3/objects/2-123").has(http.StatusBadRequest, "Unable to infer object type from: 2-123")
	if log.Len() > 0 {
		t.Errorf("paths that HubSpot does not have are in the log: %s", log.String())
	}
}

// TestTheOAuthThatIsMissing holds that a call for a token is not asked for one, and that no token in a path gets into an
// answer or the log.
func TestTheOAuthThatIsMissing(t *testing.T) {
	var log bytes.Buffer
	r := newRig(t, 1, func(c *hub.Config) { c.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
	for path, shown := range map[string]string{
		"/oauth/v2/token": "/oauth/v2/token", "/oauth/v2/private-apps/get/access-token-info": "/oauth/v2/private-apps/…",
		"/oauth/v2/access-tokens/CLassified": "/oauth/v2/access-tokens/…", "/oauth/v2/refresh-tokens/CLassified/x": "/oauth/v2/refresh-tokens/…",
	} {
		got := r.do(httptest.NewRequest(http.MethodPost, path, strings.NewReader("grant_type=refresh_token")))
		got.is(http.StatusNotFound, `{"status":"error","message":"fakehubspot does not serve this HubSpot route yet: POST `+shown+`","correlationId":"ID"}`)
		if strings.Contains(log.String()+got.Body, "CLassified") {
			t.Errorf("%s: the token is in %s or in the log: %s", path, got.Body, log.String())
		}
	}
	r.do(httptest.NewRequest(http.MethodGet, "/crm/v3/owners", http.NoBody)).status(http.StatusUnauthorized)
}

// TestASlashAtTheEndMeansNothing holds that each route answers the same with one, without a redirect.
func TestASlashAtTheEndMeansNothing(t *testing.T) {
	for _, call := range []string{
		"GET " + contacts, "GET " + contacts + "?limit=1&after=7", "POST " + contacts + ` {"properties":{"firstname":"x"}}`, "GET " + contacts + "/51",
		"PATCH " + contacts + `/51 {"properties":{"city":"x"}}`, "DELETE " + contacts + "/51", "POST " + contacts + "/search {}",
		"POST " + contacts + `/batch/read {"inputs":[{"id":"51"}]}`, "POST " + contacts + `/merge {"primaryObjectId":"1","objectIdToMerge":"51"}`,
		"GET /crm/objects/2026-09/contacts", "GET " + properties, "GET " + properties + "/email", "GET " + properties + "/groups",
		"GET /account-info/v3/details", "GET " + contacts + "/bh%40hubspot.com?idProperty=email", "PUT " + contacts, "GET /crm/v3/objects/llamas",
	} {
		method, rest, _ := strings.Cut(call, " ")
		target, body, _ := strings.Cut(rest, " ")
		path, query, _ := strings.Cut(target, "?")
		one, other := newRig(t, 3), newRig(t, 3)
		want, got := one.call(method, target, body), other.call(method, path+"/?"+query, body)
		if got.Status != want.Status || got.masked() != want.masked() || got.Header.Get("Allow") != want.Header.Get("Allow") {
			t.Errorf("%s: %d %s, without the slash %d %s", call, got.Status, got.masked(), want.Status, want.masked())
		}
	}
	r := newRig(t, 3, func(c *hub.Config) { c.Plan = "free" })
	if got := r.post(contacts+"/search/", `{}`).status(http.StatusOK); got.Header.Get("X-HubSpot-RateLimit-Max") != "" {
		t.Errorf("with the slash a search is counted with the other calls: %v", got.Header)
	}
	if _, err := r.Faults().Add(fault.Fault{Kind: "status", Status: 503, Match: match.Match{Path: contacts}, Count: 1}); err != nil {
		t.Fatal(err)
	}
	r.get(contacts + "/").status(http.StatusServiceUnavailable)
	r.get(contacts+"/?limit=1").has(http.StatusOK, `"link":"http://example.com/crm/v3/objects/contacts?limit=1&after=2"`)
	r.get(contacts+"/51%2F").has(http.StatusNotFound, "Object not found.  objectId are usually numeric.", `"51/"`)
}

func TestHeadAndOptions(t *testing.T) {
	r := newRig(t, 2)
	r.free = true // HubSpot describes neither
	for target, allow := range map[string]string{
		contacts: "GET,POST,OPTIONS", contacts + "/51": "GET,PATCH,DELETE,OPTIONS", contacts + "/search": "GET,POST,PATCH,DELETE,OPTIONS", properties: "GET,POST,OPTIONS",
		"/account-info/v3/details": "GET,OPTIONS",
	} {
		got := r.call(http.MethodOptions, target, "")
		got.is(http.StatusOK, "")
		if got.Header.Get("Allow") != allow {
			t.Errorf("%s: Allow %q, want %q", target, got.Header.Get("Allow"), allow)
		}
	}
	for _, target := range []string{contacts, contacts + "/51", contacts + "/99", properties + "/email", "/nothing"} {
		head, get := r.call(http.MethodHead, target, ""), r.get(target)
		if head.Status != get.Status || head.Header.Get("Content-Length") != get.Header.Get("Content-Length") || head.Header.Get("Content-Type") != get.Header.Get("Content-Type") {
			t.Errorf("%s: HEAD answers %d %v, GET %d %v", target, head.Status, head.Header, get.Status, get.Header)
		}
	}
	r.call(http.MethodOptions, "/nothing", "").status(http.StatusNotFound)
}
