package system_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

// A redirect is followed within the server only: elsewhere the credentials, the system's headers and the Referer would go
// along.
func TestRedirects(t *testing.T) {
	asked := 0
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	defer elsewhere.Close()
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/away":
			http.Redirect(w, r, elsewhere.URL+"/?"+r.URL.RawQuery, http.StatusFound)
		case "/here":
			http.Redirect(w, r, "/end", http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		}
	}))
	defer service.Close()
	for _, authentication := range []string{`,"authentication":"basic","username":"u","password":"p"`, `,"authentication":"digest","username":"u","password":"p"`, ``} {
		s := parsed(t, `{"_id":"hubspot","type":"system:url","base_url":"`+service.URL+`","headers":{"x-key":"k"}`+authentication+`}`, "")
		for path, want := range map[string]string{"/here": "", "/away?key=hush": "another server, " + elsewhere.URL, "/round": "10 times"} {
			res, err := s.Client().Get(service.URL + path)
			if err == nil {
				_ = res.Body.Close()
			}
			if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
				t.Errorf("%s: %v, want %q", path, err, want)
			}
		}
	}
	if asked > 0 {
		t.Errorf("the other server was asked %d times", asked)
	}
}

// A POST is sent again to where it is redirected, or fails: as a GET it would lose its body, and the answer would say that
// everything was accepted.
func TestRedirectsOfWhatIsSent(t *testing.T) {
	received := map[string]string{}
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if status, err := strconv.Atoi(strings.Trim(r.URL.Path, "/")); err == nil {
			http.Redirect(w, r, "/end", status)
			return
		}
		body, _ := io.ReadAll(r.Body)
		received[r.Method] = string(body)
	}))
	defer service.Close()
	s := parsed(t, `{"_id":"hubspot","type":"system:url","base_url":"`+service.URL+`"}`, "")
	for status, lost := range map[string]bool{"301": true, "302": true, "303": true, "307": false, "308": false} {
		clear(received)
		res, err := s.Client().Post(service.URL+"/"+status, "application/json", strings.NewReader("[1]"))
		if err == nil {
			_ = res.Body.Close()
		}
		if lost && (err == nil || !strings.Contains(err.Error(), "must answer 307 or 308") || len(received) > 0) {
			t.Errorf("%s: got %v, received %v", status, err, received)
		}
		if !lost && (err != nil || received["POST"] != "[1]") {
			t.Errorf("%s: got %v, received %v", status, err, received)
		}
	}
}
