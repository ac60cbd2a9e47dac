package fakesesam_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// A web page of another site cannot post forms to the node's API; the node's own web page and programs can.
func TestForeignPagesCannotPost(t *testing.T) {
	node := contactsNode(t, newService(1))
	for _, test := range []struct {
		header http.Header
		want   int
	}{
		{http.Header{}, 200},
		{http.Header{"Sec-Fetch-Site": {"same-origin"}}, 200},
		{http.Header{"Sec-Fetch-Site": {"cross-site"}}, 403},
		{http.Header{"Sec-Fetch-Site": {"same-site"}}, 403},
		{http.Header{"Origin": {"http://evil.example"}}, 403},
	} {
		req := httptest.NewRequest(http.MethodPost, node.URL()+"/api/pipes/contacts/pump", strings.NewReader("operation=disable"))
		req.Header = test.header
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		node.Handler().ServeHTTP(w, req)
		if w.Code != test.want || w.Header().Get("Content-Type") != "application/json; charset=utf-8" {
			t.Errorf("%v: %d %s", test.header, w.Code, w.Body)
		}
	}
}

// gin's mode belongs to the process: a node does not change it, and prints nothing in any mode.
func TestGinModeIsUnchanged(t *testing.T) {
	before, writer := gin.Mode(), gin.DefaultWriter
	defer func() {
		gin.SetMode(before)
		gin.DefaultWriter = writer
	}()
	var printed bytes.Buffer
	gin.DefaultWriter = &printed
	for _, mode := range []string{gin.DebugMode, gin.TestMode, gin.ReleaseMode} {
		gin.SetMode(mode)
		printed.Reset() // SetMode itself may print
		_ = fakesesam.Start(t, fakesesam.NoSync())
		if gin.Mode() != mode || printed.Len() > 0 {
			t.Errorf("in mode %s: the mode is %s, printed was %q", mode, gin.Mode(), printed.String())
		}
	}
}

// A page of another site whose name leads to this machine is of the node's own origin for the browser; the name gives it
// away.
func TestOtherNamesAreRefused(t *testing.T) {
	node := fakesesam.Start(t, fakesesam.NoSync(), fakesesam.AllowHosts("node.example.com"))
	for _, path := range []string{"/", "/api/pipes", "/api/health", "/nothing"} {
		for host, refused := range map[string]bool{"evil.example": true, "node.example.com": false, "localhost:9042": false} {
			req := httptest.NewRequest(http.MethodGet, node.URL()+path, http.NoBody)
			req.Host = host
			w := httptest.NewRecorder()
			node.Handler().ServeHTTP(w, req)
			if (w.Code == http.StatusForbidden) != refused {
				t.Errorf("%s as %s: %d %s", path, host, w.Code, w.Body)
			}
		}
	}
}

// The host that httptest gives its requests passes without a connection, and not with one.
func TestRequestsOfHTTPTestPass(t *testing.T) {
	node := fakesesam.Start(t, fakesesam.NoSync())
	w := httptest.NewRecorder()
	node.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/api/health", http.NoBody))
	if w.Code != http.StatusOK {
		t.Errorf("without a connection: %d %s", w.Code, w.Body)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, node.URL()+"/api/health", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "example.com"
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusForbidden {
		t.Errorf("through a connection: %d", answer.StatusCode)
	}
}

// A path that nothing is at may name a secret; the answer does not.
func TestMissingPathsAreMasked(t *testing.T) {
	node := fakesesam.Start(t, fakesesam.NoSync(), fakesesam.Secrets(map[string]string{"key": "hush-hush"}))
	for _, request := range []string{"GET /hush-hush", "GET /pipes/hush-hush", "GET /datasets/hush%2Dhush", "GET /datasets/hush-hush/entity?id=hush-hush", "GET /datasets/hush-hush?open=hush-hush&q=hush-hush", "GET /datasets/d/entity?id=hush-hush", "GET /api/pipes/hush-hush", "PATCH /api/datasets/hush-hush"} {
		method, path, _ := strings.Cut(request, " ")
		w := httptest.NewRecorder()
		node.Handler().ServeHTTP(w, httptest.NewRequest(method, node.URL()+path, http.NoBody))
		if w.Code < 400 || strings.Contains(w.Body.String(), "hush") {
			t.Errorf("%s: %d %s", request, w.Code, w.Body)
		}
	}
}

// The node's own pages run the node's own script and no other.
func TestPagesAreStrict(t *testing.T) {
	node := contactsNode(t, newService(1))
	for path, want := range map[string]string{
		"/": "script-src 'self'", "/datasets": "script-src 'self'", "/datasets/contacts": "script-src 'self'", "/datasets/contacts/entity?id=1": "script-src 'self'",
		"/pipes/contacts": "script-src 'self'", "/pipes/nobody": "script-src 'self'", "/api/pipes": "sandbox", "/nothing": "sandbox",
	} {
		w := httptest.NewRecorder()
		node.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, node.URL()+path, http.NoBody))
		policy := w.Header().Get("Content-Security-Policy")
		if !strings.Contains(policy, want) || !strings.Contains(policy, "default-src 'none'") || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", path, w.Header())
		}
		if want != "sandbox" && !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s: %s", path, policy)
		}
	}
}
