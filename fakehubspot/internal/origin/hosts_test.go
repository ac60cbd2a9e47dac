package origin_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/origin"
)

func TestHosts(t *testing.T) {
	hosts, err := origin.NewHosts("HubSpot.Example.com", "other.example.org.")
	if err != nil {
		t.Fatal(err)
	}
	for host, want := range map[string]bool{
		"127.0.0.1": true, "127.0.0.1:8080": true, "192.168.0.7:80": true, "[::1]": true, "[::1]:8080": true, "[fe80::1%25eth0]:8080": true,
		"localhost": true, "LOCALHOST:8080": true, "localhost.": true, "hub.localhost:1": true, "fakehubspot:8080": true, "fakehubspot": true,
		"host.docker.internal:8080": true, "hubspot.example.com": true, "HUBSPOT.EXAMPLE.COM.:8080": true, "other.example.org": true,
		"evil.example": false, "evil.example:8080": false, "evil.example.": false, "localhost.evil.example": false,
		"127.0.0.1.evil.example": false, "x.hubspot.example.com": false, "evillocalhost.com": false, "docker.internal": false,
		"x.host.docker.internal": false, "": false, ":8080": false, ".": false, "127.1": false,
	} {
		if got := hosts.Allow(host); got != want {
			t.Errorf("%q: %v, want %v", host, got, want)
		}
	}
}

func TestInvalidHosts(t *testing.T) {
	for _, name := range []string{"", ".", "http://a.example", "a.example:8080", "*.example.com", "a b", "a.example/x", strings.Repeat("a", 254)} {
		if _, err := origin.NewHosts("good.example.com", name); err == nil || !strings.Contains(err.Error(), "without scheme and port") {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestTheRefusalSaysWhatToDo(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Host = "evil.example:8080"
	for _, piece := range []string{`"evil.example:8080"`, "--allow-host", "FAKEHUBSPOT_ALLOW_HOST", "AllowHosts"} {
		if text := origin.Refusal(r); !strings.Contains(text, piece) {
			t.Errorf("no %s in %s", piece, text)
		}
	}
}
