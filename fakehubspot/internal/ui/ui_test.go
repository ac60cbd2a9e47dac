package ui_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"go.uber.org/goleak"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/ui"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.ReleaseMode)
	goleak.VerifyTestMain(m)
}

// newPage is the page of an account with n contacts at a frozen noon.
func newPage(t *testing.T, n int) ui.Page {
	t.Helper()
	shown := newPageWith(t, 5)
	for i := range n {
		values := map[string]string{"email": "c" + strconv.Itoa(i) + "@example.com", "firstname": "Ada", "lastname": strconv.Itoa(i)}
		if _, err := shown.Hub.Contacts().Create(values, store.UI); err != nil {
			t.Fatal(err)
		}
		if _, err := shown.Hub.Clock().Advance(time.Second); err != nil {
			t.Fatal(err)
		}
	}
	return shown
}

// newPageWith is the page of an account without records whose journal has room for that many requests.
func newPageWith(t *testing.T, requests int) ui.Page {
	t.Helper()
	h, err := hub.New(hub.Config{
		Seed: 1, Frozen: time.Date(2026, 3, 1, 12, 0, 0, 123_000_000, time.UTC), Lag: index.Lag{Mode: index.Fixed},
		Quirks:  store.Quirks{IDsFollowCreation: true},
		Journal: requests, Logger: slog.New(slog.DiscardHandler), Real: time.Now, After: time.After,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	return ui.Page{Hub: h, Version: "v1.2.3"}
}

func get(t *testing.T, page ui.Page, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	router := http.NewServeMux()
	page.Routes(router)
	router.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func body(t *testing.T, shown ui.Page, path string) string {
	t.Helper()
	w := get(t, shown, path)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

// has fails unless the page has all the parts in this order.
func has(t *testing.T, page string, parts ...string) {
	t.Helper()
	rest := page
	for _, part := range parts {
		_, after, found := strings.Cut(rest, part)
		if !found {
			t.Errorf("the page lacks %q (after what stands before it)", part)
			continue
		}
		rest = after
	}
}

func TestAssetsAndHeaders(t *testing.T) {
	shown := newPage(t, 0)
	for path, contentType := range map[string]string{
		"/": "text/html; charset=utf-8", "/_ui/assets/look/look.css": "text/css; charset=utf-8", "/_ui/assets/look/look.js": "text/javascript; charset=utf-8",
	} {
		w := get(t, shown, path)
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != contentType || w.Body.Len() == 0 {
			t.Errorf("%s: %d %s", path, w.Code, w.Header().Get("Content-Type"))
		}
	}
	if policy := get(t, shown, "/").Header().Get("Content-Security-Policy"); !strings.Contains(policy, "script-src 'self'") {
		t.Errorf("policy %q", policy)
	}
	if page := body(t, shown, "/"); strings.Contains(page, " style=") || strings.Contains(page, "onclick") {
		t.Error("the page has inline code, which its policy forbids")
	}
	if w := get(t, shown, "/nothing"); w.Code != http.StatusNotFound {
		t.Errorf("/nothing: %d", w.Code)
	}
}
