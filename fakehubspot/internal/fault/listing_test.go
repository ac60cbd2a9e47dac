package fault_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
)

// Lists of versions 1 and 2 are broken as those of version 3 are: in their own members.
func TestKindsOnListsOfOldVersions(t *testing.T) {
	const (
		all    = `{"contacts":[{"vid":1},{"vid":2}],"has-more":false,"vid-offset":2}`
		recent = `{"contacts":[{"vid":1},{"vid":2}],"has-more":false,"vid-offset":2,"time-offset":9}`
		deals  = `{"deals":[{"dealId":1},{"dealId":2}],"hasMore":false,"offset":2}`
		paged  = `{"results":[{"id":1},{"id":2}],"hasMore":false,"offset":2,"total":2}`
		vids   = `{"vids":[1,2],"vidOffset":2,"hasMore":false}`
	)
	tests := []struct {
		name, kind, query, body, want string
	}{
		{"empty page of contacts", "empty-page", "vidOffset=7", all, `{"contacts":[],"has-more":true,"vid-offset":7}`},
		{"empty first page of contacts", "empty-page", "", all, `{"contacts":[],"has-more":true,"vid-offset":0}`},
		{"empty page of recent contacts", "empty-page", "vidOffset=7&timeOffset=8", recent, `{"contacts":[],"has-more":true,"vid-offset":7,"time-offset":8}`},
		{"empty page of deals", "empty-page", "offset=7", deals, `{"deals":[],"hasMore":true,"offset":7}`},
		{"empty page with a total", "empty-page", "offset=7", paged, `{"results":[],"hasMore":true,"offset":7,"total":2}`},
		{"empty page of vids", "empty-page", "vidOffset=7", vids, `{"vids":[],"vidOffset":7,"hasMore":true}`},
		{"a place that is no number", "empty-page", "offset=x", deals, `{"deals":[],"hasMore":true,"offset":0}`},
		{"repeated cursor", "repeat-cursor", "offset=7", deals, `{"deals":[{"dealId":1},{"dealId":2}],"hasMore":true,"offset":7}`},
		{"no cursor to repeat", "repeat-cursor", "", deals, deals},
		{"row twice", "duplicate-row", "", all, `{"contacts":[{"vid":1},{"vid":1},{"vid":2}],"has-more":false,"vid-offset":2}`},
		{"row missing", "missing-row", "", vids, `{"vids":[2],"vidOffset":2,"hasMore":false}`},
		{"no list", "missing-row", "", `{"deals":1,"hasMore":false}`, `{"deals":1,"hasMore":false}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			set := fault.NewSet(1)
			defer set.Close()
			if _, err := set.Add(fault.Fault{Kind: tt.kind}); err != nil {
				t.Fatal(err)
			}
			handler := set.Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, tt.body) }))
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/x?"+tt.query, http.NoBody))
			if got := strings.TrimSpace(w.Body.String()); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}
