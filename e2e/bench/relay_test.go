package bench

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestRelayCopiesThePagesInOrder(t *testing.T) {
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("Authorization"); got != "Bearer key" {
			t.Errorf("Authorization %q", got)
		}
		_, _ = fmt.Fprintf(w, "<%s>", r.URL.Query().Get("after"))
	}))
	defer upstream.Close()
	var pages []string
	var want strings.Builder
	for n := range 50 {
		pages = append(pages, fmt.Sprintf("%s/?after=%d", upstream.URL, n))
		fmt.Fprintf(&want, "<%d>", n)
	}
	w := httptest.NewRecorder()
	relay{pages: pages, token: "key"}.serve(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Body.String() != want.String() {
		t.Errorf("%s\nwant %s", w.Body, &want)
	}
}

func TestRelayIsNotTakenForWholeWhenAPageIsMissing(t *testing.T) {
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/3" {
			http.Error(w, "limit", http.StatusTooManyRequests)
			return
		}
		_, _ = fmt.Fprint(w, "page")
	}))
	defer upstream.Close()
	pages := []string{upstream.URL + "/1", upstream.URL + "/2", upstream.URL + "/3", upstream.URL + "/4"}
	server := httptest.NewServer(http.HandlerFunc(relay{pages: pages}.serve))
	defer server.Close()
	if r, err := read(t.Context(), server.URL, entityMark); err == nil {
		t.Errorf("%d bytes, and no error", r.bytes)
	}
}
