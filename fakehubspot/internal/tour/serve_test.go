package tour

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// serve mounts the tour and returns a function that calls it.
func (g *guide) serve() func(method, path, body string, header ...string) (int, string) {
	mux := http.NewServeMux()
	g.Routes(func(method, path string, handler http.HandlerFunc) { mux.HandleFunc(method+" "+path, handler) })
	return func(method, path, body string, header ...string) (int, string) {
		r := httptest.NewRequestWithContext(g.t.Context(), method, path, strings.NewReader(body))
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
}

func TestRoutes(t *testing.T) {
	g := newGuide(t, Sesam, false)
	call := g.serve()
	for _, c := range []struct {
		method, path, body string
		status             int
		piece              string
	}{
		{"GET", "/tour/state", "", 200, `"open":false`},
		{"PUT", "/tour", `{"open":true}`, 200, `"open":true`},
		{"PUT", "/tour", `{"folded":true}`, 200, `"folded":true`},
		{"PUT", "/tour", `{"step":4}`, 200, `"folded":false`},
		{"PUT", "/tour", `{"open":true,"folded":true}`, 200, `"folded":true`},
		{"PUT", "/tour", `{"open":true}`, 200, `"folded":false`},
		{"PUT", "/tour", `{"step":9}`, 404, "the steps are 1 to 6"},
		{"PUT", "/tour", `{}`, 400, "open, folded or step is required"},
		{"PUT", "/tour", `{"opne":true}`, 400, "opne"},
		{"PUT", "/tour", `no`, 400, "must be a JSON object"},
		{"PUT", "/tour/peer", `{"url":"javascript:1"}`, 400, "url must be an http or https URL"},
		{"PUT", "/tour/peer", `{"url":"` + g.Peer().URL + `"}`, 200, `"known":true`},
		{"POST", "/tour/steps/1", "", 202, `"attempt":1`},
		{"DELETE", "/tour", "", 200, `"begun":false`},
	} {
		if status, body := call(c.method, c.path, c.body); status != c.status || !strings.Contains(body, c.piece) || !json.Valid([]byte(body)) {
			t.Errorf("%s %s %s: %d %s, want %d and %s", c.method, c.path, c.body, status, body, c.status, c.piece)
		}
	}
	if g.View().Shown.Number != 1 {
		t.Errorf("%+v", g.View().Shown)
	}
}

// A page of another site can do nothing, and what the tour answers is no page.
func TestOtherSitesAreRefused(t *testing.T) {
	g := newGuide(t, Sesam, false)
	call := g.serve()
	for _, request := range []string{"PUT /tour", "DELETE /tour", "POST /tour/steps/1", "PUT /tour/peer"} {
		method, path, _ := strings.Cut(request, " ")
		if status, body := call(method, path, `{"open":true,"url":"http://a"}`, "Sec-Fetch-Site", "cross-site", "Origin", "http://evil.example"); status != 403 {
			t.Errorf("%s: %d %s", request, status, body)
		}
	}
	if v := g.View(); v.Open || v.Begun {
		t.Errorf("%+v", v)
	}
}
