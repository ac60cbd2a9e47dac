package contract_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/contract"
)

const good = `{"results":[{"id":"1","properties":{"email":null},"createdAt":"2026-01-01T00:00:00.000Z",` +
	`"updatedAt":"2026-01-01T00:00:00Z","archived":false}]}`

func TestAnswersAreHeldAgainstTheDescription(t *testing.T) {
	c, err := contract.Ours()
	if err != nil {
		t.Fatal(err)
	}
	for name, one := range map[string]struct {
		method, path string
		status       int
		kind, body   string
		right        bool
	}{
		"list":              {"GET", "/crm/v3/objects/contacts", 200, "", good, true},
		"dated":             {"GET", "/crm/objects/2026-09/0-1", 200, "", good, true},
		"another type":      {"GET", "/crm/v3/objects/line_items", 200, "", good, true},
		"older twin":        {"GET", "/crm/objects/v3/projects", 200, "", good, true},
		"error":             {"GET", "/crm/v3/objects/contact/1", 404, "", `{"message":"x","correlationId":"y"}`, true},
		"nothing":           {"DELETE", "/crm/v3/objects/contacts/1", 204, "none", ``, true},
		"page of the edge":  {"GET", "/anything", 502, "text/html", `<html>`, true},
		"missing member":    {"GET", "/crm/v3/objects/contacts", 200, "", `{"results":[{"id":"1"}]}`, false},
		"number for string": {"GET", "/crm/v3/objects/contacts", 200, "", `{"results":[],"paging":{"next":{"after":7}}}`, false},
		"no results":        {"GET", "/crm/v3/objects/contacts", 200, "", `{}`, false},
		"another's results": {"GET", "/crm/v3/objects/2-7", 200, "", `{}`, false},
		"other status":      {"POST", "/crm/v3/objects/contacts", 200, "", good, false},
		"error without id":  {"GET", "/crm/v3/objects/contacts", 400, "", `{"message":"x"}`, false},
		"spaced type":       {"GET", "/crm/v3/objects/contacts", 200, "application/json; charset=utf-8", good, false},
		"no total":          {"POST", "/crm/v3/objects/contacts/search", 200, "", `{"results":[]}`, false},
	} {
		header := http.Header{"Content-Type": {"application/json;charset=utf-8"}}
		switch one.kind {
		case "":
		case "none":
			header.Del("Content-Type")
		default:
			header.Set("Content-Type", one.kind)
		}
		err := c.Check(httptest.NewRequest(one.method, one.path, http.NoBody), one.status, header, []byte(one.body))
		if (err == nil) != one.right {
			t.Errorf("%s: %v", name, err)
		}
	}
	header := http.Header{"Content-Type": {"application/json;charset=utf-8"}}
	err = c.Check(httptest.NewRequest(http.MethodGet, "/crm/v3/llamas", http.NoBody), 400, header, []byte(`{}`))
	if !errors.Is(err, contract.ErrUndescribed) {
		t.Errorf("unknown path: %v", err)
	}
}

func TestTheWitnessSeesEveryAnswerOfTheVendorsSide(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json;charset=utf-8")
		switch r.URL.Path {
		case "/crm/v3/objects/contacts/cut":
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, `{"id"`)
		case "/crm/v3/objects/contacts":
			_, _ = io.WriteString(w, good)
		default:
			_, _ = io.WriteString(w, `{"odd":true}`)
		}
	}))
	defer server.Close()
	var reports []error
	client := &http.Client{Transport: contract.Witness{Base: server.Client().Transport, Report: func(err error) { reports = append(reports, err) }}}
	for path, one := range map[string]struct {
		reports int
		body    string
		whole   bool
	}{
		"/crm/v3/objects/contacts":     {0, good, true},
		"/crm/v3/objects/contacts/51":  {1, `{"odd":true}`, true},
		"/account-info/v3/details":     {1, `{"odd":true}`, true},
		"/_fake/clock":                 {0, `{"odd":true}`, true},
		"/crm/v3/objects/contacts/cut": {0, `{"id"`, false},
		// Each spelling of a path about associations is described; v3's of one record no longer is.
		"/crm/v4/objects/contacts/1/associations/companies":              {1, `{"odd":true}`, true},
		"/crm/objects/2026-03/contacts/1/associations/0-2":               {1, `{"odd":true}`, true},
		"/crm/v4/associations/contacts/companies/labels":                 {1, `{"odd":true}`, true},
		"/crm/associations/v4/contacts/companies/labels":                 {1, `{"odd":true}`, true},
		"/crm/associations/2026-09/contacts/companies/labels":            {1, `{"odd":true}`, true},
		"/crm/v4/associations/definitions/configurations/all":            {1, `{"odd":true}`, true},
		"/crm/associations/2025-09/definitions/configurations/0-1/deals": {1, `{"odd":true}`, true},
		"/crm/v3/associations/contacts/companies/types":                  {1, `{"odd":true}`, true},
		"/crm/v3/objects/contacts/1/associations/companies":              {0, `{"odd":true}`, true},
	} {
		reports = nil
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if len(reports) != one.reports || string(body) != one.body || (err == nil) != one.whole {
			t.Errorf("%s: reports %v, body %s, %v", path, reports, body, err)
		}
	}
}
