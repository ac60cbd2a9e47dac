package operation_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/operation"
)

func TestOf(t *testing.T) {
	for call, want := range map[string]string{
		"GET /crm/v3/objects/contacts":                                           "list",
		"POST /crm/v3/objects/contacts/":                                         "create",
		"POST /crm/objects/2026-09/0-1":                                          "create",
		"GET /crm/objects/v3/projects/7":                                         "get",
		"PATCH /crm/v4/objects/deals/7":                                          "update",
		"DELETE /crm/v3/objects/contacts/7":                                      "archive",
		"POST /crm/v3/objects/contacts/search":                                   "search",
		"POST /crm/v3/objects/contacts/merge":                                    "merge",
		"POST /crm/objects/2026-03/contacts/gdpr-delete":                         "erase",
		"POST /crm/v3/objects/contacts/batch/read":                               "batch-read",
		"POST /crm/v3/objects/contacts/batch/create":                             "batch-create",
		"POST /crm/objects/2026-09/contacts/batch/update":                        "batch-update",
		"POST /crm/v3/objects/contacts/batch/upsert":                             "batch-upsert",
		"POST /crm/v3/objects/contacts/batch/archive":                            "batch-archive",
		"GET /crm/v4/objects/contacts/7/associations/companies":                  "list-associations",
		"PUT /crm/v4/objects/contacts/7/associations/companies/8":                "associate",
		"PUT /crm/objects/2026-03/contacts/7/associations/default/companies/8":   "associate",
		"PUT /crm/v3/objects/contacts/7/associations/companies/8/279":            "associate",
		"DELETE /crm/objects/2026-09/contacts/7/associations/companies/8":        "disassociate",
		"POST /crm/v4/associations/contacts/companies/batch/read":                "batch-read-associations",
		"POST /crm/associations/2026-09/contacts/companies/batch/create":         "batch-associate",
		"POST /crm/v3/associations/contacts/companies/batch/create":              "batch-associate",
		"POST /crm/associations/v4/contacts/companies/batch/associate/default":   "batch-associate",
		"POST /crm/v4/associations/contacts/companies/batch/labels/archive":      "batch-disassociate",
		"POST /crm/v4/associations/contacts/companies/batch/archive":             "batch-disassociate",
		"POST /crm/v4/associations/contacts/companies/labels":                    "",
		"POST /crm/v3/properties/contacts/batch/create":                          "",
		"POST /crm/v3/objects/contacts/batch/create/more":                        "",
		"POST /crm/v3/objects":                                                   "",
		"GET /":                                                                  "",
		"PATCH /crm/v3/objects/contacts":                                         "",
		"POST /crm/associations/2026-09/definitions/configurations/a/b/batch/ca": "",
	} {
		method, path, _ := strings.Cut(call, " ")
		if got := operation.Of(method, path); got != want {
			t.Errorf("%s is %q, want %q", call, got, want)
		}
		if want != "" && !slices.Contains(operation.Names(), want) {
			t.Errorf("Names leaves out %s", want)
		}
	}
}

func TestFits(t *testing.T) {
	for call, writes := range map[string]bool{
		"GET /crm/v3/objects/contacts":             false,
		"HEAD /crm/v3/objects/contacts":            false,
		"POST /crm/v3/objects/contacts/search":     false,
		"POST /crm/v3/objects/contacts/search/":    false,
		"POST /crm/v3/objects/contacts/batch/read": false,
		"POST /oauth/v3/token":                     false,
		"POST /crm/v3/objects/contacts":            true,
		"DELETE /crm/v3/properties/contacts/city":  true,
		"PUT /crm/v3/pipelines/deals/default":      true,
	} {
		method, path, _ := strings.Cut(call, " ")
		if operation.Fits("write", method, path) != writes || operation.Fits("read", method, path) == writes {
			t.Errorf("%s: writes is not %v", call, writes)
		}
		if !operation.Fits("", method, path) || operation.Fits("merge", method, path) {
			t.Errorf("%s: no name fits all, another one none", call)
		}
	}
	if !operation.Fits("create", "POST", "/crm/v3/objects/contacts") {
		t.Error("create is not of its own name")
	}
}
