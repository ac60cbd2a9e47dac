package connector_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// A web page of another site makes a browser write nothing: what it can send without asking looks like any other request, but for
// what the browser says of where it comes from.
func TestPagesOfOtherSitesCannotWrite(t *testing.T) {
	srv := start(t, many(1), map[string]string{"write": "on"})
	for _, path := range []string{"/push_contacts", "/transform_contacts", "/push_associations?from=contacts&to=companies"} {
		for _, c := range []struct {
			name, value string
			want        int
		}{
			{"Sec-Fetch-Site", "cross-site", http.StatusForbidden},
			{"Origin", "https://evil.example", http.StatusForbidden},
			{"Sec-Fetch-Site", "same-origin", http.StatusOK},
			{"X-Of-A-Program", "yes", http.StatusOK},
		} {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL+path, strings.NewReader("[]"))
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Content-Type", "text/plain")
			request.Header.Set(c.name, c.value)
			answer, err := srv.Client().Do(request)
			if err != nil {
				t.Fatal(err)
			}
			text, _ := io.ReadAll(answer.Body)
			_ = answer.Body.Close()
			if refused := strings.Contains(string(text), "a web page of another site must not write"); answer.StatusCode != c.want || refused != (c.want == http.StatusForbidden) {
				t.Errorf("%s with %s: %s is %d %s, want %d", path, c.name, c.value, answer.StatusCode, text, c.want)
			}
		}
	}
}
