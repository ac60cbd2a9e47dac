package ui

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// Whatever a system or a dataset is called, the links to it lead there, and what has no page has no link.
func TestLinksOfAnyName(t *testing.T) {
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadRequest) }))
	t.Cleanup(service.Close)
	b := newNodeBed(t,
		`{"_id":"s%2F?#","type":"system:url","url_pattern":"`+service.URL+`/%s"}`,
		`{"_id":"p","type":"pipe","source":{"type":"embedded","entities":[{"_id":"1"}]},"sink":{"type":"json","system":"s%2F?#","url":"x"},
			"pump":{"batch_retries":0,"max_write_errors_in_retry_dataset":9,"max_consecutive_write_errors":9,"max_retries_per_entity":0,"dead_letter_dataset":"d%2F?#"}}`,
		`{"_id":"q","type":"pipe","source":{"type":"json","url":"`+service.URL+`"}}`)
	if _, err := b.node.Run(context.Background(), "p", pump.Request{}); err != nil {
		t.Fatal(err)
	}
	b.shows("/pipes/p?request=1", `<a href="/systems/s%252F%3F%23">`)
	b.get("/systems/s%252F%3F%23", http.StatusOK)
	b.shows("/pipes/p", `<a href="/datasets/d%252F%3F%23">`)
	b.get("/datasets/d%252F%3F%23", http.StatusOK)
	for _, path := range []string{"/", "/pipes/p?request=1", "/systems"} {
		if strings.Contains(b.get(path, http.StatusOK), `href=""`) {
			t.Errorf("%s has a link to nowhere", path)
		}
	}
}
