package api_test

import (
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/api"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/operation"
)

// TestWritesHaveOperations holds the names of operations to the routes: each route of records or their associations has one. Those
// of versions 1 and 2 only read, and have no other name.
func TestWritesHaveOperations(t *testing.T) {
	served := map[string]bool{}
	for _, one := range api.Routes() {
		method, path, _ := strings.Cut(one, " ")
		name := operation.Of(method, path)
		served[name] = true
		ofRecords := strings.Contains(path, "/objects/") || strings.Contains(path, "/batch/") && strings.Contains(path, "/associations/")
		if name == "" && operation.Writes(method, path) && strings.HasPrefix(path, "/crm-objects/") {
			t.Errorf("%s writes and has no operation", one)
		}
		if ofRecords && strings.HasPrefix(path, "/crm/") && !strings.Contains(path, "/definitions/") && name == "" {
			t.Errorf("%s has no operation", one)
		}
	}
	for _, name := range operation.Names() {
		if !served[name] && name != operation.Read && name != operation.Write {
			t.Errorf("nothing serves %s", name)
		}
	}
}
