package fakehubspot_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// A page of another site that made its own name lead here reaches nothing. HubSpot's clients reach HubSpot's API under
// any name.
func TestOtherNamesAreRefused(t *testing.T) {
	hub := start(t, fakehubspot.Contacts(3), fakehubspot.AllowHosts("hubspot.example.com")).hub
	token := "Bearer " + hub.Token()
	for _, one := range []struct {
		host, authorization, method, path string
		status                            int
	}{
		{"localhost:8080", "", http.MethodGet, "/_fake/clock", http.StatusOK},
		{"127.0.0.1:8080", "", http.MethodGet, "/", http.StatusOK},
		{"fakehubspot:8080", "", http.MethodGet, "/_fake/clock", http.StatusOK},
		{"hubspot.example.com:8080", "", http.MethodGet, "/_fake/clock", http.StatusOK},
		{"evil.example:8080", "", http.MethodGet, "/_fake/clock", http.StatusForbidden},
		{"evil.example:8080", token, http.MethodGet, "/_fake/clock", http.StatusForbidden},
		{"evil.example:8080", "", http.MethodGet, "/_fake", http.StatusForbidden},
		{"evil.example:8080", "", http.MethodDelete, "/_fake/state", http.StatusForbidden},
		{"evil.example:8080", token, http.MethodGet, "/", http.StatusForbidden},
		{"evil.example:8080", "", http.MethodGet, "/_ui/assets/look/look.js", http.StatusForbidden},
		{"evil.example:8080", "", http.MethodGet, "/crm/v3/objects/contacts", http.StatusForbidden},
		{"evil.example:8080", "Bearer guessed", http.MethodGet, "/crm/v3/objects/contacts", http.StatusForbidden},
		{"evil.example:8080", "", http.MethodGet, "/nothing", http.StatusForbidden},
		{"api.hubapi.com", token, http.MethodGet, "/crm/v3/objects/contacts", http.StatusOK},
		{"localhost:8080", "Bearer guessed", http.MethodGet, "/crm/v3/objects/contacts", http.StatusUnauthorized},
	} {
		r := httptest.NewRequest(one.method, one.path, nil)
		r.Host = one.host
		if one.authorization != "" {
			r.Header.Set("Authorization", one.authorization)
		}
		w := httptest.NewRecorder()
		hub.Handler().ServeHTTP(w, r)
		if w.Code != one.status {
			t.Errorf("%s %s %q: %d %s, want %d", one.method, one.path, one.host, w.Code, w.Body, one.status)
		}
		if one.status != http.StatusForbidden {
			continue
		}
		member := `"error":"`
		if !strings.HasPrefix(one.path, "/_fake") && one.path != "/" && one.path != "/_ui/assets/look/look.js" {
			member = `"message":"`
		}
		for _, piece := range []string{member, one.host, "--allow-host"} {
			if !strings.Contains(w.Body.String(), piece) {
				t.Errorf("%s %s: no %s in %s", one.method, one.path, piece, w.Body)
			}
		}
	}
	if n := len(hub.Contacts()); n != 3 || hub.CountRequests(fakehubspot.Filter{}) != 2 {
		t.Errorf("%d contacts, %d calls", n, hub.CountRequests(fakehubspot.Filter{}))
	}
}

// The host that httptest gives its requests passes without a connection, and not with one.
func TestRequestsOfHTTPTestPass(t *testing.T) {
	hub := start(t).hub
	w := httptest.NewRecorder()
	hub.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/_fake/health", nil))
	if w.Code != http.StatusOK {
		t.Errorf("without a connection: %d %s", w.Code, w.Body)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, hub.URL()+"/_fake/health", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "example.com"
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusForbidden {
		t.Errorf("through a connection: %d", answer.StatusCode)
	}
}

// A browser takes no answer of the control API for a page, and the page loads only what the server has.
func TestAnswersAreIsolated(t *testing.T) {
	hub := start(t, fakehubspot.Contacts(1)).hub
	for _, path := range []string{"/", "/_ui/assets/look/look.js", "/_ui/assets/look/look.css", "/_fake/state", "/_fake/requests", "/_fake/nothing", "/_fake"} {
		w := direct(hub, http.MethodGet, path, "")
		if w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: a browser may guess what it is", path)
		}
		policy := w.Header().Get("Content-Security-Policy")
		switch {
		case path == "/" && !strings.Contains(policy, "script-src 'self'"), strings.HasPrefix(path, "/_fake") && !strings.Contains(policy, "sandbox"):
			t.Errorf("%s: the policy is %q", path, policy)
		case !strings.HasPrefix(path, "/page.") && !strings.Contains(policy, "frame-ancestors 'none'"):
			t.Errorf("%s: another page may embed it: %q", path, policy)
		}
	}
}

// No path is redirected: a client that follows a redirect drops its token, and the journal would not have its call.
func TestNoPathIsRedirected(t *testing.T) {
	hub := start(t, fakehubspot.Contacts(1)).hub
	paths := []string{"//crm/v3/objects/contacts", "/crm//v3/objects/contacts", "/crm/v3/objects/contacts//", "/crm/v3/objects/contacts/1/..", "/crm/v3/./objects/contacts", "//_fake/health", "//"}
	for _, path := range paths {
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		r.URL.Path = path
		r.Header.Set("Authorization", "Bearer "+hub.Token())
		w := httptest.NewRecorder()
		hub.Handler().ServeHTTP(w, r)
		if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "HTTP ERROR 404") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if n := hub.CountRequests(fakehubspot.Filter{Method: http.MethodPost}); n != len(paths) {
		t.Errorf("the journal has %d of %d calls", n, len(paths))
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.URL.Path, r.Host = "/x/../_fake/state", "evil.example"
	w := httptest.NewRecorder()
	if hub.Handler().ServeHTTP(w, r); w.Code != http.StatusForbidden {
		t.Errorf("%s under another name: %d", r.URL.Path, w.Code)
	}
}

// Health checks ask with HEAD too.
func TestControlAnswersHead(t *testing.T) {
	hub := start(t, fakehubspot.Contacts(1)).hub
	for path, status := range map[string]int{"/_fake/health": http.StatusOK, "/_fake/state": http.StatusOK, "/_fake/nothing": http.StatusNotFound, "/_fake/clock/advance": http.StatusMethodNotAllowed} {
		if w := direct(hub, http.MethodHead, path, ""); w.Code != status {
			t.Errorf("%s: %d, want %d", path, w.Code, status)
		}
	}
}
