package connector_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/connector/internal/logtest"
)

// panicking is a transport that panics with the whole request, as no library should.
type panicking struct{}

func (panicking) RoundTrip(r *http.Request) (*http.Response, error) {
	panic(fmt.Sprint("cannot send ", r.URL, r.Header))
}

// Whatever panics with the key, in the goroutine of the request or in one that reads, it is neither in the log nor in the answer.
func TestAPanicDoesNotShowTheKey(t *testing.T) {
	for _, auth := range []string{"bearer", "hapikey"} {
		log := new(logtest.Buffer)
		cfg := validConfig()
		cfg.APIKey, cfg.Auth = key, connector.Auth(auth)
		c, err := connector.New(cfg, connector.Transport(panicking{}), connector.Logger(slog.New(slog.NewJSONHandler(log, nil))))
		if err != nil {
			t.Fatal(err)
		}
		srv := httptest.NewServer(c.Handler())
		for _, path := range []string{"/get_contacts", "/get_contacts?since=2026-01-01T00:00:00Z", "/get_owners", "/readyz"} {
			resp, err := srv.Client().Get(srv.URL + path)
			if err != nil {
				t.Fatal(err)
			}
			text, _ := io.ReadAll(resp.Body)
			_ = resp.Body.Close()
			if resp.StatusCode < 500 || strings.Contains(string(text), key) || strings.Contains(string(text), "cannot send") {
				t.Errorf("%s %s: %d %s", auth, path, resp.StatusCode, text)
			}
		}
		srv.Close()
		_ = c.Close()
		if text := log.String(); strings.Contains(text, key) || strings.Count(text, "cannot send") < 4 || !strings.Contains(text, "[key]") {
			t.Errorf("%s: the log is\n%s", auth, text)
		}
	}
}

func quotedJSON(text string) string {
	quoted, _ := json.Marshal(text)
	return string(quoted)
}

// No name or value that a client sends reaches a path of HubSpot's, adds a parameter, or becomes a filter of a search.
func TestWhatAClientSendsStaysInItsPlace(t *testing.T) {
	up := many(1)
	up.Names = []string{"email", "firstname"}
	srv := start(t, up, map[string]string{"write": "on"})
	for _, hostile := range []string{"../../../oauth/v1", "contacts/1", "contacts?evil=true", "contacts%2f..%2fcompanies", "contacts#", "email&evil=true", `email","operator":"HAS_PROPERTY`} {
		name, escaped := url.PathEscape(hostile), url.QueryEscape(hostile)
		entity := `[{"_id":"1","id":` + quotedJSON(hostile) + `},{"_id":"2","email":` + quotedJSON(hostile) + `}]`
		for path, body := range map[string]string{
			"/get_" + name: "", "/get_contacts?associations=" + escaped: "", "/get_contacts?properties=" + escaped: "", "/get_contacts?since=" + escaped: "",
			"/get_associations?from=contacts&to=" + escaped: "", "/get_pipelines?object=" + escaped: "",
			"/push_" + name: entity, "/push_contacts?match=" + escaped: entity, "/push_contacts": entity, "/push_associations?from=contacts&to=" + escaped: `[{"from":` + quotedJSON(hostile) + `,"to":"1"}]`,
		} {
			method := http.MethodGet
			if body != "" {
				method = http.MethodPost
			}
			r, err := http.NewRequestWithContext(t.Context(), method, srv.URL+path, strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			resp, err := srv.Client().Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
		}
	}
	resp, err := srv.Client().Get(srv.URL + "/get_contacts?since=2026-01-01T00:00:00Z")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	paths := map[string]bool{
		"/crm/v3/schemas": true, "/crm/v3/properties/contacts": true, "/crm/v3/objects/contacts": true, "/crm/v3/objects/contacts/search": true,
		"/crm/v3/objects/contacts/batch/read": true, "/crm/v3/objects/contacts/batch/create": true, "/crm/v3/objects/contacts/batch/update": true,
	}
	calls := up.Requests()
	for _, call := range calls {
		query, err := url.ParseQuery(call.Query)
		if err != nil || !paths[call.Path] || query.Has("evil") {
			t.Errorf("%s %s?%s", call.Method, call.Path, call.Query)
		}
		if filters := fmt.Sprint(call.Body["filterGroups"]); strings.Contains(filters, "HAS_PROPERTY") {
			t.Errorf("filters %s", filters)
		}
	}
	if len(calls) < 3 {
		t.Errorf("%d calls", len(calls))
	}
}
