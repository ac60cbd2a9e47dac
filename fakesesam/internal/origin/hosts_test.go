package origin_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/origin"
)

func TestHosts(t *testing.T) {
	hosts, err := origin.NewHosts("Node.Example.com", "other.example.org.")
	if err != nil {
		t.Fatal(err)
	}
	handler := hosts.Guard(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	for host, want := range map[string]int{
		"127.0.0.1": 204, "127.0.0.1:9042": 204, "192.168.0.7:80": 204, "[::1]": 204, "[::1]:9042": 204, "[fe80::1%25eth0]:9042": 204,
		"localhost": 204, "LOCALHOST:9042": 204, "localhost.": 204, "sesam.localhost:1": 204, "fakesesam:9042": 204, "fakesesam": 204,
		"host.docker.internal:9042": 204, "node.example.com": 204, "NODE.EXAMPLE.COM.:9042": 204, "other.example.org": 204,
		"evil.example": 403, "evil.example:9042": 403, "evil.example.": 403, "localhost.evil.example": 403, "127.0.0.1.evil.example": 403,
		"x.node.example.com": 403, "evillocalhost.com": 403, "docker.internal": 403, "": 403, ":9042": 403, ".": 403, "127.1": 403,
	} {
		r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		r.Host = host
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%q: %d, want %d", host, w.Code, want)
		}
		if want == 204 {
			continue
		}
		var body struct {
			Detail string
			Status int
		}
		if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || body.Status != 403 || !strings.Contains(body.Detail, `"`+host+`"`) ||
			!strings.Contains(body.Detail, "--allow-host") {
			t.Errorf("%q: %s", host, w.Body)
		}
	}
}

func TestInvalidHosts(t *testing.T) {
	for _, name := range []string{"", ".", "http://node.example.com", "node.example.com:9042", "*.example.com", "a b", "node.example.com/x"} {
		if _, err := origin.NewHosts("good.example.com", name); err == nil || !strings.Contains(err.Error(), "must be a host name") {
			t.Errorf("%q: %v", name, err)
		}
	}
}
