package connector_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/connector"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

// linked returns an upstream with two contacts, of which one has a company, and what a connector that reads from it logs.
func linked(t *testing.T) (*hubspottest.Upstream, http.Handler, *bytes.Buffer) {
	t.Helper()
	up, log := many(2), new(bytes.Buffer)
	up.Schemas = []string{car}
	up.Links = map[string]map[uint64][]hubspottest.Link{"companies": {1: {{To: 15}}}, "2-3465404": {2: {{To: 7}}}}
	up.Owners = []hubspottest.Owner{{ID: 3, Updated: up.Now}, {ID: 4, Updated: up.Now, Archived: true}}
	up.Pipelines = []string{`{"id":"default","stages":[]}`}
	c, err := connector.New(validConfig(), connector.Transport(up), connector.Logger(slog.New(slog.NewTextHandler(log, nil))))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return up, c.Handler(), log
}

// answer returns the status and the body of an answer.
func answer(t *testing.T, h http.Handler, method, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, path, nil))
	return w.Code, w.Body.String()
}

func TestAssociationsOwnersAndPipelinesAreRoutes(t *testing.T) {
	_, h, log := linked(t)
	const unlabeled = hubspottest.Unlabeled
	for path, want := range map[string]string{
		"/get_contacts?associations=companies":            `"associations":{"companies":[{"id":"15","types":` + unlabeled + `}]},"id":"1"`,
		"/get_contacts?associations=deals,0-2":            `"associations":{"deals":[],"companies":[{"id":"15","types":` + unlabeled + `}]},"id":"1"`,
		"/get_contacts?associations=car":                  `"associations":{"p123_car":[{"id":"7","types":` + unlabeled + `}]},"id":"2"`,
		"/get_contacts?associations=&limit=1":             `[{"_id":"1","id":"1",`,
		"/get_associations?from=contacts&to=companies":    `[{"_id":"1:15","from":"1","to":"15","types":` + unlabeled + `}]`,
		"/get_associations?from=0-1&to=p123_car&since=":   `[{"_id":"2:7","from":"2","to":"7","types":` + unlabeled + `}]`,
		"/get_associations?from=contacts&to=deals":        `[]`,
		"/get_associations?from=0-1&to=companies&limit=1": `[{"_id":"1:15",`,
		"/get_owners":                 `"archived":true`,
		"/get_owners?since=1000":      `{"_id":"3","_updated":`,
		"/get_owners?limit=1":         `[{"_id":"4","id":"4",`,
		"/get_pipelines?object=deals": `[{"_id":"default","id":"default","stages":[]}]`,
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			if status, body := answer(t, h, method, path); status != http.StatusOK || !strings.Contains(body, want) || !json.Valid([]byte(body)) {
				t.Errorf("%s: status %d\n%s\nwant %s", path, status, body, want)
			}
		}
	}
	for _, line := range []string{
		"msg=run object=contacts mode=full associations=companies outcome=complete emitted=2 tombstones=0 pages=1 retries=0",
		"links=1",
		"msg=run object=associations mode=full from=contacts to=companies outcome=complete emitted=1",
		"msg=run object=owners mode=since outcome=complete emitted=2",
		"msg=run object=pipelines mode=full of=deals outcome=complete emitted=1",
		"associations=companies", "from=contacts to=companies", "object=deals",
	} {
		if !strings.Contains(log.String(), line) {
			t.Errorf("the log lacks %q:\n%s", line, log)
		}
	}
	_, metrics := answer(t, h, http.MethodGet, "/metrics")
	for _, line := range []string{
		`hubspot_requests_total{op="associations",status="207"}`, `connector_runs_total{mode="full",object="associations",outcome="complete"}`,
		`connector_runs_total{mode="since",object="owners",outcome="complete"} 2`, `connector_entities_total{kind="live",object="pipelines"} 2`,
	} {
		if !strings.Contains(metrics, line) {
			t.Errorf("the metrics lack %s", line)
		}
	}
}

// A request that cannot be answered says what is wrong with it and what would be right, before HubSpot is asked for data.
func TestWhatAssociationsOwnersAndPipelinesRefuse(t *testing.T) {
	up, h, _ := linked(t)
	for path, part := range map[string]string{
		"/get_contacts?associations=compnies":                     `associations: HubSpot has no object \"compnies\", the nearest is companies`,
		"/get_contacts?associations=companies,companies":          "must name each object once",
		"/get_contacts?associations=companies,0-2":                "must name each object once",
		"/get_contacts?associations=companies,,deals":             "with a name on both sides of a comma",
		"/get_contacts?asociations=companies":                     "the nearest is associations",
		"/get_contacts?from=contacts":                             "unknown parameter",
		"/get_associations":                                       "from is missing",
		"/get_associations?from=contacts":                         "to is missing",
		"/get_associations?from=contact5&to=companies":            `from: HubSpot has no object \"contact5\", the nearest is contacts`,
		"/get_associations?from=contacts&to=companies&since=1000": "since is not supported for associations",
		"/get_associations?from=contacts&to=companies&to=deals":   "to must be given only once",
		"/get_pipelines":                                          "object is missing",
		"/get_pipelines?object=dels":                              "the nearest is deals",
		"/get_pipelines?object=deals&since=1000":                  "since is not supported for pipelines",
		"/get_owners?object=deals":                                "unknown parameter",
	} {
		before := len(up.Requests())
		if status, body := answer(t, h, http.MethodGet, path); status != http.StatusBadRequest || !strings.Contains(body, part) {
			t.Errorf("%s: status %d, %s", path, status, body)
		}
		for _, r := range up.Requests()[before:] {
			if !strings.HasSuffix(r.Path, "/schemas") {
				t.Errorf("%s: asked for %s", path, r.Path)
			}
		}
	}
	if status, body := answer(t, h, http.MethodGet, "/get_nothing"); status != http.StatusNotFound || !strings.Contains(body, "HubSpot has no object") {
		t.Errorf("status %d, %s", status, body)
	}
}

// A failure while associations are read is one of the whole read.
func TestAReadFailsIfItsAssociationsDo(t *testing.T) {
	up, h, _ := linked(t)
	up.Intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		if !strings.Contains(r.URL.Path, "/associations/") {
			return false
		}
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, `{"status":"error","message":"scopes","category":"MISSING_SCOPES"}`)
		return true
	}
	for _, path := range []string{"/get_contacts?associations=companies", "/get_associations?from=contacts&to=companies"} {
		if status, body := answer(t, h, http.MethodGet, path); status != http.StatusBadGateway || !strings.Contains(body, "the scopes crm.objects.contacts.read, crm.objects.companies.read") {
			t.Errorf("%s: status %d, %s", path, status, body)
		}
	}
}

// What a body asks for is not passed over at any route.
func TestABodyThatNamesAnObjectIsRefused(t *testing.T) {
	_, h, _ := linked(t)
	for body, path := range map[string]string{
		`{"object": "tickets"}`:           "/get_pipelines?object=deals",
		`{"From": "deals"}`:               "/get_associations?from=contacts&to=companies",
		`[{"to": "deals"}]`:               "/get_associations?from=contacts&to=companies",
		`{"associations": ["companies"]}`: "/get_contacts",
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		if h.ServeHTTP(w, r); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "belong in the query") {
			t.Errorf("%s to %s: status %d %s", body, path, w.Code, w.Body)
		}
	}
}
