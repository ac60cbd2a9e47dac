package api

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// A path that leaves the system is refused before anything, above all the credentials, is sent.
func TestProxyStaysAtTheSystem(t *testing.T) {
	asked := 0
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	defer elsewhere.Close()
	var got []string
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, _, _ := r.BasicAuth()
		got = append(got, r.RequestURI+" "+user)
		http.Redirect(w, r, elsewhere.URL, http.StatusFound)
	}))
	defer service.Close()
	b := newBed(t, node.Options{}, "")
	b.json("POST", "/systems", `{"_id":"web","type":"system:url","url_pattern":"`+service.URL+`/v1/%s","authentication":"basic","username":"u","password":"p"}`, 201)
	for _, path := range []string{
		elsewhere.URL, strings.Replace(elsewhere.URL, "//", "/", 1), "/" + strings.TrimPrefix(elsewhere.URL, "http:"), "http%3A%2F%2F" + strings.TrimPrefix(elsewhere.URL, "http://"),
		"..%2fadmin", "a/%2e%2e/%2e%2e/admin", "%252e%252e/admin", `..\admin`, "%2f%2felsewhere",
	} {
		b.do("GET", "/systems/web/proxy/"+path, nil, nil, 400)
	}
	if len(got)+asked > 0 {
		t.Errorf("the system was asked for %v, the other server %d times", got, asked)
	}
	res := b.response("GET", "/systems/web/proxy/a%2Fb?c=d%26e", http.Header{"Authorization": {"Bearer node"}})
	if res.StatusCode != http.StatusFound || asked > 0 {
		t.Errorf("a redirect: %d, and the other server was asked %d times", res.StatusCode, asked)
	}
	b.equal(got, []string{"/v1/a%2Fb?c=d%26e u"})
}

// Any page can cause a GET with an image; it must not use the credentials.
func TestProxyIsClosedToOtherSites(t *testing.T) {
	s := &slowService{body: "hello", code: 200}
	b := pumped(t, s)
	for _, header := range []http.Header{{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}}, {"Origin": {"http://evil.example"}}} {
		for _, method := range []string{"GET", "POST", "DELETE"} {
			b.do(method, "/systems/ms/proxy/x", header, nil, 403)
		}
	}
	b.equal(s.asked, nil)
	for _, header := range []http.Header{nil, {"Sec-Fetch-Site": {"same-origin"}}, {"Sec-Fetch-Site": {"none"}}} {
		b.raw("GET", "/systems/ms/proxy/x", header, nil, 200)
	}
}

// What a system answers is not a page of the node, and does not change the rules of its pages.
func TestForeignContentIsIsolated(t *testing.T) {
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Security-Policy", "default-src *")
		w.Header().Set("X-Content-Type-Options", "sniff")
		w.Header().Set("Access-Control-Allow-Origin", "*")
		_, _ = w.Write([]byte("<script>fetch('/api/config')</script>"))
	}))
	defer service.Close()
	b := newBed(t, node.Options{}, "")
	b.upload()
	b.json("POST", "/systems", `{"_id":"web","type":"system:url","base_url":"`+service.URL+`"}`, 201)
	for _, path := range []string{"/systems/web/proxy/", "/publishers/published/entities", "/datasets/persons/entities", "/config", "/pipes/nobody", "/logs"} {
		h := b.response("GET", path, nil).Header
		b.equal(h["Content-Security-Policy"], []string{"sandbox; default-src 'none'"})
		b.equal(h["X-Content-Type-Options"], []string{"nosniff"})
		b.equal(h["Access-Control-Allow-Origin"], nil)
	}
}

// response sends a request, follows no redirect, and returns the answer without its body.
func (b *bed) response(method, path string, header http.Header) *http.Response {
	b.t.Helper()
	req, err := http.NewRequest(method, b.url+path, http.NoBody)
	if err != nil {
		b.t.Fatal(err)
	}
	if header != nil {
		req.Header = header
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		b.t.Fatal(err)
	}
	_ = res.Body.Close()
	return res
}
