package api

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// The health of a system says what its calls and checks have shown, without its secrets.
func TestSystemHealth(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "away") {
			http.Error(w, "away", http.StatusBadGateway)
		}
	}))
	defer server.Close()
	b := newBed(t, node.Options{Secrets: map[string]string{"key": "hush-hush"}}, "")
	b.json("POST", "/systems", `{"_id":"s","type":"system:url","url_pattern":"`+server.URL+`/$SECRET(key)/%s"}`, 201)
	if got := at(b.get("/systems/s/health"), "state"); got != "not called yet" {
		t.Error(got)
	}
	b.raw("GET", "/systems/s/proxy/away", nil, nil, 502)
	got := b.get("/systems/s/health")
	if at(got, "state") != "answers with errors" || at(got, "calls") != 1.0 || at(got, "failed") != 1.0 || at(got, "last-calls", 0, "status") != 502.0 ||
		at(got, "last-failure", "url") != server.URL+"/***/away" {
		t.Error(got)
	}
	if got := b.json("POST", "/systems/s/health", "", 200); at(got, "state") != "answers" || at(got, "last-check", "status") != 200.0 || at(got, "calls") != 1.0 {
		t.Error(got)
	}
	server.Close()
	if got := b.json("POST", "/systems/s/health", "", 200); at(got, "state") != "does not answer" || at(got, "last-check", "error") == nil {
		t.Error(got)
	}
	b.json("GET", "/systems/none/health", "", 404)
	b.json("POST", "/systems", `{"_id":"db","type":"system:sqlserver","host":"h","database":"d","username":"u","password":"p"}`, 201)
	b.json("POST", "/systems/db/health", "", 400)

	// The counts belong to the system, not to its name.
	b.raw("DELETE", "/systems/s", nil, nil, 200)
	b.json("POST", "/systems", `{"_id":"s","type":"system:url","url_pattern":"`+server.URL+`"}`, 201)
	if got := b.get("/systems/s/health"); at(got, "state") != "not called yet" || at(got, "calls") != 0.0 || at(got, "waiting") != 0.0 {
		t.Error(got)
	}
}
