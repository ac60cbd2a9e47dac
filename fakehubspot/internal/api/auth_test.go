package api_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/token"
)

func (r *rig) as(authorization, method, target string) answer {
	r.t.Helper()
	request := httptest.NewRequest(method, target, strings.NewReader(`{}`))
	request.Header.Set("Content-Type", "application/json")
	if authorization != "" {
		request.Header.Set("Authorization", authorization)
	}
	return r.do(request)
}

func TestWithoutToken(t *testing.T) {
	r := newRig(t, 1)
	missing := `{"status":"error","message":"Authentication credentials not found. This API supports OAuth 2.0 authentication and you can ` +
		`find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview","correlationId":"ID","category":"INVALID_AUTHENTICATION"}`
	for _, header := range []string{"", "Bearer", "Bearer other", "Basic secret", "secret", "Bearer secretx"} {
		got := r.as(header, http.MethodGet, contacts)
		got.is(http.StatusUnauthorized, missing)
		if got.Header.Get("X-HubSpot-Auth-Failure") != "401 Unauthorized" {
			t.Errorf("%q: header %q", header, got.Header)
		}
	}
	r.as("", http.MethodGet, contacts+"?hapikey=demo").is(http.StatusUnauthorized,
		`{"status":"error","message":"This hapikey doesn't exist.","correlationId":"ID"}`)
	r.as("bearer secret", http.MethodGet, contacts).status(http.StatusOK)
}

func TestExpiredToken(t *testing.T) {
	r := newRig(t, 1, func(c *hub.Config) {
		c.Tokens = []token.Token{{Value: "oauth", Expires: noon.Add(30 * time.Minute)}}
	})
	r.as("Bearer oauth", http.MethodGet, contacts).status(http.StatusOK)
	r.Clock.Advance(30*time.Minute + 3*time.Second)
	r.as("Bearer oauth", http.MethodGet, contacts).is(http.StatusUnauthorized,
		`{"status":"error","message":"The OAuth token used to make this call expired 3 second(s) ago.","correlationId":"ID",`+
			`"category":"EXPIRED_AUTHENTICATION","context":{"expire time":["2026-03-01T12:30:00.000Z"]}}`)
}

func TestScopes(t *testing.T) {
	r := newRig(t, 1, func(c *hub.Config) {
		c.Tokens = []token.Token{{Value: "reader", Scopes: []string{"crm.objects.contacts.read"}}, {Value: "nothing", Scopes: []string{}}}
	})
	refused := func(scope string) string {
		return `{"status":"error","message":"This app hasn't been granted all required scopes to make this call. Read more about required ` +
			`scopes here: https://developers.hubspot.com/scopes.","correlationId":"ID","errors":[{"message":"One or more of the following scopes ` +
			`are required.","context":{"requiredGranularScopes":["` + scope + `"]}}],"links":{"scopes":"https://developers.hubspot.com/scopes"},` +
			`"category":"MISSING_SCOPES"}`
	}
	r.as("Bearer reader", http.MethodGet, contacts).status(http.StatusOK)
	r.as("Bearer reader", http.MethodPost, contacts+"/search").status(http.StatusOK)
	r.as("Bearer reader", http.MethodGet, "/crm/v3/properties/contacts").status(http.StatusOK)
	r.as("Bearer reader", http.MethodPost, contacts).is(http.StatusForbidden, refused("crm.objects.contacts.write"))
	r.as("Bearer nothing", http.MethodGet, contacts).is(http.StatusForbidden, refused("crm.objects.contacts.read"))
	r.as("Bearer nothing", http.MethodGet, "/account-info/v3/details").status(http.StatusForbidden)
}

// tokens are pairs of a token and its scopes; nil allows all.
func tokens(pairs ...any) []token.Token {
	var all []token.Token
	for i := 0; i < len(pairs); i += 2 {
		scopes, _ := pairs[i+1].([]string)
		all = append(all, token.Token{Value: pairs[i].(string), Scopes: scopes})
	}
	return all
}
