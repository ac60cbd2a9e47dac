package monitoring

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// busy is a connector that has done everything that a metric counts.
func busy(t *testing.T) []sample {
	t.Helper()
	b := newBed(t, 1200)
	b.wants(http.StatusOK, http.MethodGet, "/get_contacts", "")
	for range 10 { // more searches than a second allows
		b.wants(http.StatusOK, http.MethodGet, b.since(), "")
	}
	for _, path := range []string{"/get_companies?associations=contacts", "/get_associations?from=contacts&to=companies", "/get_owners", "/get_pipelines?object=deals", "/get_contacts?limit=1"} {
		b.wants(http.StatusOK, http.MethodGet, path, "")
	}
	b.wants(http.StatusOK, http.MethodPost, "/push_contacts", `[{"email":"ida@example.com"}]`)
	b.wants(http.StatusBadRequest, http.MethodPost, "/push_contacts", `[{"email":"ida@example.com","frstname":"Ida"}]`)
	b.wants(http.StatusOK, http.MethodPost, "/transform_contacts", `[{"email":"ida@example.com","firstname":"Ida","$based_on":{"firstname":"Bo"}}]`)

	b.fails(fakehubspot.Fault{Status: http.StatusTooManyRequests, Count: 1})
	b.wants(http.StatusOK, http.MethodGet, "/get_owners", "")
	b.fails(fakehubspot.Fault{Name: "late", Status: http.StatusServiceUnavailable, Match: fakehubspot.Match{Operation: "list", Nth: 10}})
	if status, _, whole := b.get("/get_contacts"); status != http.StatusOK || whole {
		t.Fatalf("a read that fails late: %d, whole: %v; want it cut", status, whole)
	}
	b.hub.ClearFaults()
	b.fails(fakehubspot.Fault{Name: "away", Status: http.StatusServiceUnavailable})
	b.wants(http.StatusBadGateway, http.MethodGet, b.since(), "")
	b.wants(http.StatusServiceUnavailable, http.MethodPost, "/push_contacts", `[{"email":"bo@example.com"}]`)
	return b.scrape()
}

var registered = regexp.MustCompile(`"((?:hubspot|connector)_[a-z_]+)"`)

// metricNames are the names that the connector gives its metrics.
func metricNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, found := range registered.FindAllStringSubmatch(file(t, "connector/internal/server/metrics.go"), -1) {
		names[found[1]] = true
	}
	if len(names) < 15 {
		t.Fatalf("metrics.go has only %d names; the test reads it wrong", len(names))
	}
	return names
}

func file(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root(t), name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func root(t *testing.T) string {
	t.Helper()
	dir, err := stack.Root()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
