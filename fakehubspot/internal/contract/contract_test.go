package contract_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/contract"
)

const good = `{"results":[{"id":"1","properties":{"email":null},"createdAt":"2026-01-01T00:00:00.000Z",` +
	`"updatedAt":"2026-01-01T00:00:00Z","archived":false}]}`

func TestAnswersAreHeldAgainstTheDescription(t *testing.T) {
	c, err := contract.Load(os.Getenv("HUBSPOT_OPENAPI"))
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
		"error":             {"GET", "/crm/v3/objects/contact/1", 404, "", `{"message":"x","correlationId":"y"}`, true},
		"nothing":           {"DELETE", "/crm/v3/objects/contacts/1", 204, "none", ``, true},
		"page of the edge":  {"GET", "/anything", 502, "text/html", `<html>`, true},
		"missing member":    {"GET", "/crm/v3/objects/contacts", 200, "", `{"results":[{"id":"1"}]}`, false},
		"number for string": {"GET", "/crm/v3/objects/contacts", 200, "", `{"results":[],"paging":{"next":{"after":7}}}`, false},
		"no results":        {"GET", "/crm/v3/objects/contacts", 200, "", `{}`, false},
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
	err = c.Check(httptest.NewRequest(http.MethodGet, "/crm/v3/objects/llamas", http.NoBody), 400, header, []byte(`{}`))
	if !errors.Is(err, contract.ErrUndescribed) {
		t.Errorf("unknown path: %v", err)
	}
}
