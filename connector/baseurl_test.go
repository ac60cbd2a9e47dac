package connector

import (
	"strings"
	"testing"
)

func TestAPIRoot(t *testing.T) {
	for base, want := range map[string]string{
		"https://api.hubapi.com/crm/v3":   "https://api.hubapi.com/crm",
		"https://api.hubapi.com/crm/v3//": "https://api.hubapi.com/crm",
		"https://api.hubapi.com/crm":      "https://api.hubapi.com/crm",
		"https://api.hubapi.com":          "https://api.hubapi.com/crm",
		"HTTPS://api.hubapi.com:443/":     "https://api.hubapi.com:443/crm",
		"http://proxy:8080/hub/crm/v3":    "http://proxy:8080/hub/crm",
		"http://[::1]:8080/crm/v3":        "http://[::1]:8080/crm",
	} {
		if u, err := apiRoot(base); err != nil || u.String() != want {
			t.Errorf("%s: %v, %v, want %s", base, u, err, want)
		}
	}
}

// The error says what is wrong with a base URL and what would be right, without what may be a key.
func TestAPIRootRefuses(t *testing.T) {
	for base, said := range map[string]string{
		"api.hubapi.com/crm/v3":                          "must begin with https://",
		"localhost:8080/crm/v3":                          "must begin with https://",
		"//api.hubapi.com/crm/v3":                        "must begin with https://",
		"secret":                                         "must begin with https://",
		"ftp://api.hubapi.com/crm/v3":                    `got scheme "ftp"`,
		"http://[::1":                                    "this is no URL",
		"https://secret here/crm":                        "this is no URL",
		"https://secret:p@api.hubapi.com/crm/v3":         "must not contain a user name or password; the access token belongs in api-key",
		"https://secret@api.hubapi.com":                  "must not contain a user name or password",
		"https://api.hubapi.com/crm/v3?hapikey=secret":   "must not contain a query",
		"https://api.hubapi.com/crm/v3?":                 "must not contain a query",
		"https://api.hubapi.com/crm/v3#secret":           "must not contain a query or a fragment",
		"https:///crm/v3":                                "must name a host",
		"https://:8080/crm/v3":                           "must name a host",
		"https://api.hubapi.com:70000/crm/v3":            "must have a port between 1 and 65535, got 70000",
		"https://api.hubapi.com/crm/v3/objects/contacts": `the path must end in /crm/v3, without "/objects/contacts", which the connector appends itself`,
		"http://proxy/hub/crm/v3/objects/":               `the path must end in /hub/crm/v3, without "/objects"`,
		"https://api.hubapi.com/crm/objects/2026-09":     "a dated version belongs in api-version",
		"https://api.hubapi.com/crm/v4":                  `the path must end in /crm/v3, as in https://api.hubapi.com/crm/v3, got "/crm/v4"`,
		"https://api.hubapi.com/v3":                      `the path must end in /crm/v3`,
	} {
		u, err := apiRoot(base)
		if err == nil || !strings.Contains(err.Error(), said) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, %v, want %q", base, u, err, said)
		}
	}
}

// Whatever is accepted can be used: a URL that ends in /crm and has nothing after it.
func FuzzAPIRoot(f *testing.F) {
	for _, seed := range []string{"https://api.hubapi.com/crm/v3", "http://[::1]:8080/hub/crm", "https://u:p@h/crm/v3?q#f", "https://h/crm/v3/objects/contacts", "h:1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, base string) {
		u, err := apiRoot(base)
		if err != nil {
			return
		}
		if u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Hostname() == "" || !strings.HasSuffix(u.Path, "/crm") || !strings.HasSuffix(u.String(), "/crm") {
			t.Errorf("%q became %q", base, u)
		}
		if again, err := apiRoot(u.String() + "/v3"); err != nil || again.String() != u.String() {
			t.Errorf("%q became %q, and that %v, %v", base, u, again, err)
		}
	})
}
