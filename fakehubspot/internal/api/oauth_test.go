package api_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
)

const tokenPath = "/oauth/v3/token"

// credentials are what every call for a token carries.
const credentials = "&client_id=app&client_secret=s3cret"

// grant is an answer to a call for a token.
type grant struct {
	Access    string `json:"access_token"`
	Refresh   string `json:"refresh_token"`
	ExpiresIn int    `json:"expires_in"`
	TokenType string `json:"token_type"`
	TokenUse  string `json:"token_use"`
	HubID     int    `json:"hub_id"`
	Scopes    []string
}

// form sends parameters as OAuth clients do, without a token in the header.
func (r *rig) form(method, target, parameters string) answer {
	r.t.Helper()
	request := httptest.NewRequest(method, target, strings.NewReader(parameters))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r.do(request)
}

// bearing calls with another token.
func (r *rig) bearing(token, target string) answer {
	r.t.Helper()
	request := httptest.NewRequest(http.MethodGet, target, http.NoBody)
	request.Header.Set("Authorization", "Bearer "+token)
	return r.do(request)
}

// exchanged is what a code brings.
func (r *rig) exchanged(more string) grant {
	r.t.Helper()
	return decode[grant](r.form(http.MethodPost, tokenPath, "grant_type=authorization_code&code=c0de&redirect_uri=http://localhost"+credentials+more).status(http.StatusOK))
}

func TestOAuthTokens(t *testing.T) {
	r := newRig(t, 1)
	first := r.exchanged("&scope=oauth+crm.objects.contacts.read")
	if first.ExpiresIn != 1800 || first.TokenType != "bearer" || first.TokenUse != "access_token" || first.HubID != 62515 ||
		!slices.Equal(first.Scopes, []string{"oauth", "crm.objects.contacts.read"}) {
		t.Errorf("%+v", first)
	}
	r.bearing(first.Access, contacts).status(http.StatusOK)
	r.bearing(first.Access, properties+"/email").status(http.StatusOK)
	r.bearing(first.Access, owners).has(http.StatusForbidden, "MISSING_SCOPES")
	r.Clock.Advance(30*time.Minute - time.Millisecond)
	r.bearing(first.Access, contacts).status(http.StatusOK)
	r.Clock.Advance(2 * time.Second)
	r.bearing(first.Access, contacts).is(http.StatusUnauthorized, `{"status":"error","message":"The OAuth token used to make this call expired 1 second(s) ago.",`+
		`"correlationId":"ID","category":"EXPIRED_AUTHENTICATION","context":{"expire time":["2026-03-01T12:30:00.000Z"]}}`)
	for _, path := range []string{tokenPath, "/oauth/v1/token", "/oauth/2026-03/token", "/oauth/2026-09/token"} {
		again := decode[grant](r.form(http.MethodPost, path, "grant_type=refresh_token&refresh_token="+first.Refresh+credentials).status(http.StatusOK))
		if again.Refresh != first.Refresh || again.Access == first.Access || !slices.Equal(again.Scopes, first.Scopes) {
			t.Errorf("%s: %+v", path, again)
		}
		r.bearing(again.Access, contacts).status(http.StatusOK)
	}
	app := decode[grant](r.form(http.MethodPost, tokenPath, "grant_type=client_credentials"+credentials).status(http.StatusOK))
	if app.Refresh != "" || app.TokenUse != "client_credentials" || !slices.Contains(app.Scopes, "crm.objects.contacts.write") {
		t.Errorf("%+v", app)
	}
	r.bearing(app.Access, contacts).status(http.StatusOK)
	if err := r.Reset(); err != nil {
		t.Fatal(err)
	}
	r.bearing(app.Access, contacts).has(http.StatusUnauthorized, "INVALID_AUTHENTICATION")
	r.form(http.MethodPost, tokenPath, "grant_type=refresh_token&refresh_token="+first.Refresh+credentials).has(http.StatusBadRequest, "BAD_REFRESH_TOKEN")
}

func TestOAuthRefusals(t *testing.T) {
	r := newRig(t, 1)
	refresh := r.exchanged("").Refresh
	for sent, want := range map[string]string{
		"":                                       `{"error":"unsupported_grant_type","error_description":"missing or unknown grant type","status":"BAD_GRANT_TYPE","message":"missing or unknown grant type","correlationId":"`,
		"grant_type=password":                    `"BAD_GRANT_TYPE"`,
		"grant_type=refresh_token":               `"error":"invalid_client","error_description":"missing or unknown client id","status":"BAD_CLIENT_ID"`,
		"grant_type=refresh_token&client_id=app": `"BAD_CLIENT_SECRET"`,
		"grant_type=refresh_token&refresh_token=x" + credentials:                                 `"error":"invalid_grant","error_description":"refresh token is invalid, expired or revoked","status":"BAD_REFRESH_TOKEN"`,
		"grant_type=refresh_token&client_id=other&client_secret=s3cret&refresh_token=" + refresh: `"BAD_REFRESH_TOKEN"`,
		"grant_type=authorization_code&code=x" + credentials:                                     `"BAD_REDIRECT_URI"`,
		"grant_type=authorization_code&code=&redirect_uri=http%3A%2F%2Flocalhost" + credentials:  `"status":"BAD_AUTH_CODE","message":"missing or unknown auth code"`,
		"grant_type=%zz": `"BAD_GRANT_TYPE"`,
	} {
		r.form(http.MethodPost, tokenPath, sent).has(http.StatusBadRequest, want)
	}
	r.post(tokenPath, `{"grant_type":"refresh_token"}`).status(http.StatusUnsupportedMediaType)
	r.form(http.MethodGet, tokenPath, "").status(http.StatusMethodNotAllowed)
	r.form(http.MethodPost, "/oauth/v9/token", "").status(http.StatusNotFound)
	r.form(http.MethodPost, tokenPath+"/introspect", "token="+refresh).has(http.StatusBadRequest, "BAD_CLIENT_ID")
	r.form(http.MethodPost, tokenPath+"/revoke", "token="+refresh).has(http.StatusBadRequest, "BAD_CLIENT_ID")
}

// Version 1 describes tokens by their paths, the later ones by introspection.
func TestOAuthDescribesTokens(t *testing.T) {
	r := newRig(t, 1)
	g := r.exchanged("&scope=oauth")
	r.Clock.Advance(time.Minute)
	r.form(http.MethodGet, "/oauth/v1/access-tokens/"+g.Access, "").has(http.StatusOK, `{"token":"`+g.Access+`","user":"elif.dahl@example.com"`,
		`"scopes":["oauth"]`, `"hub_id":62515,"app_id":1160452,"expires_in":1740,"user_id":9586504,"token_type":"access"`)
	r.form(http.MethodGet, "/oauth/v1/access-tokens/secret", "").has(http.StatusOK, `"expires_in":1800`, `"crm.objects.contacts.read"`)
	r.form(http.MethodGet, "/oauth/v1/refresh-tokens/"+g.Refresh, "").has(http.StatusOK, `"client_id":"app"`, `"token_type":"refresh"`)
	introspect := func(token string) answer {
		return r.form(http.MethodPost, "/oauth/2026-03/token/introspect", "token="+token+credentials).status(http.StatusOK)
	}
	introspect(g.Access).has(http.StatusOK, `{"active":true,"token":"`+g.Access+`","token_use":"access_token"`, `"client_id":"app"`)
	introspect(g.Refresh).has(http.StatusOK, `{"active":true,"token":"`+g.Refresh+`","token_use":"refresh_token"`)
	introspect("x").is(http.StatusOK, `{"active":false}`)
	r.form(http.MethodPost, tokenPath+"/revoke", "token="+g.Refresh+credentials).is(http.StatusNoContent, "")
	introspect(g.Refresh).is(http.StatusOK, `{"active":false}`)
	introspect(g.Access).has(http.StatusOK, `"active":true`)
	r.form(http.MethodGet, "/oauth/v1/refresh-tokens/"+g.Refresh, "").has(http.StatusNotFound, "OBJECT_NOT_FOUND")
	other := r.exchanged("")
	r.form(http.MethodDelete, "/oauth/v1/refresh-tokens/"+other.Refresh, "").is(http.StatusNoContent, "")
	r.form(http.MethodDelete, "/oauth/v1/refresh-tokens/"+other.Refresh, "").status(http.StatusNotFound)
	r.Clock.Advance(time.Hour)
	r.form(http.MethodGet, "/oauth/v1/access-tokens/"+g.Access, "").status(http.StatusNotFound)
	introspect(g.Access).is(http.StatusOK, `{"active":false}`)
}

// No token and no secret of OAuth gets into the journal or the log, in whichever part of a call it comes.
func TestNothingKeepsOAuthsSecrets(t *testing.T) {
	var log bytes.Buffer
	r := newRig(t, 1, func(c *hub.Config) { c.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
	g := r.exchanged("")
	secrets := []string{"c0de", "s3cret", g.Access, g.Refresh}
	for _, call := range [][3]string{
		{http.MethodPost, "/oauth/v1/token?client_secret=s3cret&refresh_token=" + g.Refresh, "grant_type=refresh_token&client_id=app"},
		{http.MethodPost, "/oauth/v1/token?" + g.Refresh, "grant_type=refresh_token"},
		{http.MethodGet, "/oauth/v1/access-tokens/" + g.Access, ""},
		{http.MethodGet, "/oauth/v1/refresh-tokens/" + url.PathEscape(g.Refresh) + "/", ""},
		{http.MethodDelete, "/oauth/v1/refresh-tokens/" + g.Refresh, ""},
		{http.MethodPost, "/oauth/v2/token/" + g.Access, "client_secret=s3cret"},
		{http.MethodPost, tokenPath + "/introspect", "token=" + g.Access + credentials},
		{http.MethodPost, tokenPath + "/revoke", "token=" + g.Refresh + credentials},
	} {
		r.form(call[0], call[1], call[2])
	}
	r.bearing(g.Access, contacts).status(http.StatusOK)
	kept := r.Journal().Find(journal.Filter{})
	if len(kept) != 10 {
		t.Errorf("%d calls in the journal", len(kept))
	}
	for _, one := range kept {
		for _, secret := range secrets {
			if strings.Contains(one.Path+one.Query+one.Body+log.String(), secret) {
				t.Errorf("%s is in %+v or in the log: %s", secret, one, log.String())
			}
		}
	}
	if n := r.Journal().Count(journal.Filter{Path: tokenPath + "/introspect"}); n != 1 {
		t.Errorf("%d calls of introspection are found, want 1", n)
	}
}
