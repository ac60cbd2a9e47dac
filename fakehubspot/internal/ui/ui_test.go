package ui_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/index"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/limit"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/match"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/scenario"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/ui"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// newPage is the page of an account with n contacts at a frozen noon.
func newPage(t *testing.T, n int) ui.Page {
	t.Helper()
	h, err := hub.New(hub.Config{
		Seed: 1, Frozen: time.Date(2026, 3, 1, 12, 0, 0, 123_000_000, time.UTC), Lag: index.Lag{Mode: index.Fixed},
		Quirks:  store.Quirks{IDsFollowCreation: true},
		Journal: 5, Logger: slog.New(slog.DiscardHandler), Real: time.Now, After: time.After,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	for i := range n {
		values := map[string]string{"email": "c" + strconv.Itoa(i) + "@example.com", "firstname": "Ada", "lastname": strconv.Itoa(i)}
		if _, err := h.Contacts().Create(values, store.UI); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Clock().Advance(time.Second); err != nil {
			t.Fatal(err)
		}
	}
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

func TestAnEmptyAccount(t *testing.T) {
	page := body(t, newPage(t, 0), "/")
	has(t, page, "2026-03-01 12:00:00.123 UTC", "stands still", "no contacts yet",
		"knows every change at once", "<p>none</p>", "none: HubSpot works", "nobody called yet", "v1.2.3")
	for _, one := range scenario.List() {
		has(t, page, `data-path="/_fake/scenarios/`+one.Name+`"`)
	}
	for _, kind := range fault.Kinds() {
		has(t, page, ">"+kind+"</option>")
	}
}

func TestContactsLastModifiedFirst(t *testing.T) {
	shown := newPage(t, 1234)
	page := body(t, shown, "/")
	has(t, page, "1\u2009234", "Ada 1233", "c1233@example.com", "2026-03-01 12:20:33.123", "Ada 1232", "Ada 1222")
	if strings.Contains(page, "Ada 1221") {
		t.Error("more than twelve contacts are shown")
	}
}

func TestFind(t *testing.T) {
	shown := newPage(t, 20)
	first, _ := shown.Hub.Contacts().List(store.Start{}, 2, false)
	id := strconv.FormatInt(first[0].ID, 10)
	for _, text := range []string{id, "C0@example.com", "%20" + id} {
		page := body(t, shown, "/?find="+text)
		has(t, page, ">"+id+"<", "Ada 0", `data-body='{"ids":["`+id+`"]}'`)
		if strings.Contains(page, "Ada 1") {
			t.Errorf("%s finds others too", text)
		}
	}
	shown.Hub.Contacts().Archive(first[1].ID)
	page := body(t, shown, "/?find="+strconv.FormatInt(first[1].ID, 10))
	has(t, page, "Ada 1", "archived")
	has(t, body(t, shown, "/?find=nobody@example.com"), "nothing")
}

func TestIndexLimitsAndFaults(t *testing.T) {
	shown := newPage(t, 3)
	if err := shown.Hub.SetLag(index.Lag{Delay: 90 * time.Second, Mode: index.Random}); err != nil {
		t.Fatal(err)
	}
	if _, err := shown.Hub.Contacts().Touch(shown.Hub.Contacts().Draw(2), true, nil); err != nil {
		t.Fatal(err)
	}
	if err := shown.Hub.Limits().Set(limit.Settings{Plan: "free", RetryAfter: true}); err != nil {
		t.Fatal(err)
	}
	for _, f := range []fault.Fault{
		{Name: "50% off", Kind: "status", Status: 503, Count: 2, Match: match.Match{Path: "/crm/*", Token: "s3cret"}},
		{Name: "plain", Kind: "html"},
	} {
		if _, err := shown.Hub.Faults().Add(f); err != nil {
			t.Fatal(err)
		}
	}
	page := body(t, shown, "/")
	has(t, page, "<b>1m30s</b> late, random; 2 changes held back", "<b>free</b>, with Retry-After", "0 / 100", "0 / 5", "0 / 250\u2009000",
		"<b>50% off</b>", "struck 0 of 2, saw 0", `data-path="/_fake/faults/50%25%20off"`,
		"{&#34;match&#34;:{&#34;path&#34;:&#34;/crm/*&#34;,&#34;token&#34;:&#34;…&#34;},&#34;status&#34;:503}", "<b>plain</b>")
	if strings.Contains(page, "s3cret") {
		t.Error("a token is on the page")
	}
}

func TestRequestsNewestFirst(t *testing.T) {
	shown := newPage(t, 0)
	statuses := []int{200, 201, 404, 503}
	call := 0
	handler := shown.Hub.Journal().Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if call == len(statuses) {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(statuses[call])
		call++
	}))
	for range len(statuses) + 3 {
		func() {
			defer func() { _ = recover() }()
			handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/crm?limit=<b>", strings.NewReader("<script>")))
		}()
	}
	page := body(t, shown, "/")
	has(t, page, "5<small> + 2 forgotten", `chip bad">cut`, `chip bad">503`, `chip poor">404`, "<b>POST</b>", "/crm<i>?limit=&lt;b&gt;</i>", "<code>&lt;script&gt;</code>")
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

func TestOtherObjectsAreCounted(t *testing.T) {
	shown := newPage(t, 1)
	if page := body(t, shown, "/"); strings.Contains(page, "companies") {
		t.Error("the page counts companies, of which there are none")
	}
	for name, n := range map[string]int{"companies": 2345, "notes": 6} {
		if err := shown.Hub.Seed(name, n, ""); err != nil {
			t.Fatal(err)
		}
	}
	has(t, body(t, shown, "/"), `id="others"`, "companies 2\u2009345", "notes 6")
}
