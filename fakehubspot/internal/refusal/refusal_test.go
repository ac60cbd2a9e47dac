package refusal_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/contract"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/refusal"
)

const id = "019d0000-1111-7222-8333-444455556666"

var now = time.Date(2026, 3, 10, 23, 4, 41, 164_000_000, time.UTC)

func TestBodiesByteForByte(t *testing.T) {
	tests := []struct {
		name   string
		choice refusal.Choice
		body   string
	}{
		{"search problem", refusal.Choice{Status: 400}, `{"status":"error","message":"There was a problem with the request.","correlationId":"` + id + `"}`},
		{"bad json", refusal.Choice{Status: 400, Variant: "json"}, `{"status":"error","message":"Invalid input JSON on line 1, column 1: Unexpected end-of-input","correlationId":"` + id + `"}`},
		{"no token", refusal.Choice{Status: 401}, `{"status":"error","message":"Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview","correlationId":"` + id + `","category":"INVALID_AUTHENTICATION"}`},
		{"expired", refusal.Choice{Status: 401, Variant: "expired"}, `{"status":"error","message":"The OAuth token used to make this call expired 0 second(s) ago.","correlationId":"` + id + `","category":"EXPIRED_AUTHENTICATION","context":{"expire time":["2026-03-10T23:04:41.164Z"]}}`},
		{"malformed", refusal.Choice{Status: 401, Variant: "malformed"}, `{"status":"error","message":"The OAuth token used to make this call expired 20522 day(s) ago.","correlationId":"` + id + `","category":"EXPIRED_AUTHENTICATION","context":{"expire time":["1970-01-01T00:00:00Z"]}}`},
		{"hapikey", refusal.Choice{Status: 401, Variant: "hapikey"}, `{"status":"error","message":"This hapikey doesn't exist.","correlationId":"` + id + `"}`},
		{"scopes", refusal.Choice{Status: 403}, `{"status":"error","message":"This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.","correlationId":"` + id + `","errors":[{"message":"One or more of the following scopes are required.","context":{"requiredGranularScopes":["crm.objects.contacts.read"]}}],"links":{"scopes":"https://developers.hubspot.com/scopes"},"category":"MISSING_SCOPES"}`},
		{"not found", refusal.Choice{Status: 404}, `{"status":"error","message":"resource not found","correlationId":"` + id + `"}`},
		{"object", refusal.Choice{Status: 404, Variant: "object"}, `{"status":"error","message":"Object not found.  objectId are usually numeric.","correlationId":"` + id + `","context":{"id":["unknown"]},"category":"OBJECT_NOT_FOUND"}`},
		{"conflict", refusal.Choice{Status: 409}, `{"status":"error","message":"Contact already exists. Existing ID: 1","correlationId":"` + id + `","category":"CONFLICT"}`},
		{"ten seconds", refusal.Choice{Status: 429}, `{"status":"error","message":"You have reached your ten_secondly_rolling limit.","errorType":"RATE_LIMIT","correlationId":"` + id + `","policyName":"TEN_SECONDLY_ROLLING","requestId":"` + id + `"}`},
		{"daily", refusal.Choice{Status: 429, Variant: "DAILY"}, `{"status":"error","message":"You have reached your daily limit.","errorType":"RATE_LIMIT","correlationId":"` + id + `","policyName":"DAILY","requestId":"` + id + `"}`},
		{"second", refusal.Choice{Status: 429, Variant: "SECONDLY"}, `{"status":"error","message":"You have reached your secondly limit.","errorType":"RATE_LIMIT","correlationId":"` + id + `","policyName":"SECONDLY","requestId":"` + id + `"}`},
		{"internal", refusal.Choice{Status: 500}, `{"status":"error","message":"internal error","correlationId":"` + id + `"}`},
		{"teapot", refusal.Choice{Status: 418}, `{"status":"error","message":"There was a problem with the request.","correlationId":"` + id + `"}`},
		{"method", refusal.Choice{Status: 405}, ``},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.choice.Now = now
			r, err := refusal.ForStatus(tt.choice)
			if err != nil {
				t.Fatal(err)
			}
			if got := string(r.Body(id)); got != tt.body {
				t.Errorf("got  %s\nwant %s", got, tt.body)
			}
		})
	}
}

func TestWrite(t *testing.T) {
	tests := []struct {
		choice  refusal.Choice
		headers map[string]string // an empty value: the header must be absent
	}{
		{refusal.Choice{Status: 401}, map[string]string{"Content-Type": refusal.JSON, "X-Hubspot-Auth-Failure": "401 Unauthorized"}},
		{refusal.Choice{Status: 405, Allow: []string{"POST", "GET"}}, map[string]string{"Allow": "POST,GET", "Content-Type": "", "Content-Length": "0"}},
		{refusal.Choice{Status: 429}, map[string]string{"Retry-After": ""}},
		{refusal.Choice{Status: 429, RetryAfter: 1500 * time.Millisecond}, map[string]string{"Retry-After": "2"}},
		{refusal.Choice{Status: 477}, map[string]string{"Retry-After": "10", "Content-Type": refusal.JSON}},
		{refusal.Choice{Status: 502}, map[string]string{"Content-Type": refusal.HTML, "Server": "cloudflare"}},
		{refusal.Choice{Status: 500, Variant: "html"}, map[string]string{"Content-Type": refusal.HTML}},
		{refusal.Choice{Status: 404, Variant: "html"}, map[string]string{"Content-Type": refusal.HTML}},
	}
	for _, tt := range tests {
		r, err := refusal.ForStatus(tt.choice)
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		w.Header().Set(refusal.CorrelationHeader, id)
		w.Header().Set("Content-Type", "text/plain")
		r.Write(w)
		if w.Code != tt.choice.Status || w.Body.String() != string(r.Body(id)) {
			t.Errorf("%+v: answered %d %q", tt.choice, w.Code, w.Body)
		}
		for key, want := range tt.headers {
			if got := w.Header().Get(key); got != want {
				t.Errorf("%+v: %s is %q, want %q", tt.choice, key, got, want)
			}
		}
	}
}

func TestWithLeavesTheOriginalAlone(t *testing.T) {
	original := refusal.MissingToken()
	_ = original.With("Retry-After", "1")
	if original.Header.Get("Retry-After") != "" {
		t.Fatal("With changed the refusal it was called on")
	}
}

func TestEveryVariantOfEveryStatusCanBeBuilt(t *testing.T) {
	described, err := contract.Ours()
	if err != nil {
		t.Fatal(err)
	}
	for status := 400; status < 600; status++ {
		for _, variant := range append(refusal.Variants(status), "") {
			r, err := refusal.ForStatus(refusal.Choice{Status: status, Variant: variant, Now: now})
			if err != nil || r.Status != status {
				t.Errorf("%d %q: status %d, %v", status, variant, r.Status, err)
			}
			w := httptest.NewRecorder()
			w.Header().Set(refusal.CorrelationHeader, id)
			r.Write(w)
			request := httptest.NewRequest(http.MethodGet, "/crm/v3/objects/contacts", http.NoBody)
			if err := described.Hold(request, w.Code, w.Header(), w.Body.Bytes()); err != nil {
				t.Errorf("%d %q: %s\nbreaks the contract: %v", status, variant, w.Body, err)
			}
		}
	}
}

func TestUnknownChoicesAreNamed(t *testing.T) {
	_, err := refusal.ForStatus(refusal.Choice{Status: 401, Variant: "expire"})
	if err == nil || !strings.Contains(err.Error(), "none, expired, hapikey, malformed, missing") {
		t.Errorf("the error does not list the variants: %v", err)
	}
	for _, status := range []int{0, 200, 399, 600} {
		if _, err := refusal.ForStatus(refusal.Choice{Status: status}); err == nil {
			t.Errorf("status %d was taken for a refusal", status)
		}
	}
}

func TestInvalidPropertiesNamesEachTwice(t *testing.T) {
	r := refusal.InvalidProperties([]refusal.PropertyError{{
		Message: `Property "x" does not exist`, Error: "PROPERTY_DOESNT_EXIST", Name: "x",
		Localized: `Property "x" does not exist`, PortalID: 7,
	}})
	want := `{"status":"error","message":"Property values were not valid: ` +
		`[{\"isValid\":false,\"message\":\"Property \\\"x\\\" does not exist\",\"error\":\"PROPERTY_DOESNT_EXIST\",\"name\":\"x\",` +
		`\"localizedErrorMessage\":\"Property \\\"x\\\" does not exist\",\"portalId\":7}]","correlationId":"` + id + `",` +
		`"errors":[{"message":"Property \"x\" does not exist","code":"PROPERTY_DOESNT_EXIST","context":{"propertyName":["x"]}}],` +
		`"category":"VALIDATION_ERROR"}`
	if got := string(r.Body(id)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if !strings.HasPrefix(r.Error(), "400 Property values were not valid") {
		t.Errorf("as an error: %s", r.Error())
	}
}

func TestPagesEscapeThePath(t *testing.T) {
	body := string(refusal.RouteNotFound("/<script>").Body(id))
	if strings.Contains(body, "<script>") || !strings.Contains(body, "/&lt;script&gt;") {
		t.Errorf("the path is not escaped: %s", body)
	}
}
