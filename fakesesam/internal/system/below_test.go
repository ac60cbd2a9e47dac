package system_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/system"
)

func TestBelow(t *testing.T) {
	site := parsed(t, `{"_id":"hubspot","type":"system:url","url_pattern":"http://site:81/api/%s"}`, "")
	for path, want := range map[string]string{
		"":                      "http://site:81/api/",
		"contacts":              "http://site:81/api/contacts",
		"a/b%20c%3Fd":           "http://site:81/api/a/b%20c%3Fd",
		"crm/v3/x:batch":        "http://site:81/api/crm/v3/x:batch",
		"a..b/.well-known/...":  "http://site:81/api/a..b/.well-known/...",
		"user@elsewhere/x":      "http://site:81/api/user@elsewhere/x",
		"http:x":                "http://site:81/api/http:x",
		"http://elsewhere/":     "",
		"HTTPS:%2F%2Felsewhere": "",
		"http%3A//elsewhere":    "",
		"ftp:/elsewhere":        "",
		"/elsewhere":            "",
		"//elsewhere":           "",
		"%2Felsewhere":          "",
		"%252F%252Felsewhere":   "",
		`\elsewhere`:            "",
		"%5c%5celsewhere":       "",
		"..":                    "",
		"a/../../secret":        "",
		"a/./b":                 "",
		"%2e%2e/secret":         "",
		"a/%2E./secret":         "",
		"%252e%252e/secret":     "",
		"%25252e%25252e/secret": "",
		"%25zz/%252e%252e/":     "",
		"a%2f..%2fsecret":       "",
		`a\..\secret`:           "",
		"a/..%5csecret":         "",
		"..;x=1/secret":         "",
		"..%3Fx":                "",
		"a/..%2523":             "",
		"a\x00b":                "",
		"http:%5celsewhere":     "",
	} {
		got, err := site.Below(path)
		switch {
		case want == "" && !errors.Is(err, system.ErrNotBelow):
			t.Errorf("%q: got %v, want an error", path, got)
		case want != "" && (err != nil || got.String() != want):
			t.Errorf("%q: got %v, %v, want %s", path, got, err, want)
		}
	}
}

// A pattern may end without a slash: what is put there must not become a part of the host.
func TestBelowKeepsTheHost(t *testing.T) {
	for _, pattern := range []string{"http://site%s", "http://site:81%s", "http://user:word@site%s", "http://%s.site/", "http://user@%s/"} {
		site := parsed(t, `{"_id":"hubspot","type":"system:url","url_pattern":"`+pattern+`"}`, "")
		for _, path := range []string{".elsewhere/", "@elsewhere/", ":82/", ":word@elsewhere/", "elsewhere%2F", "elsewhere"} {
			if got, err := site.Below(path); err == nil {
				t.Errorf("%s: %q leads to %s", pattern, path, got)
			}
		}
	}
}

// Whatever a client sends, the URL is below that of the system, also for a server that unescapes it again and again.
func TestBelowNeverLeaves(t *testing.T) {
	site := parsed(t, `{"_id":"hubspot","type":"system:url","url_pattern":"http://site/a/b/%s"}`, "")
	part := rapid.SampledFrom([]string{"..", ".", "/", "//", `\`, "%2e", "%2E", "%2f", "%5C", "%25", "%252e", "x", "http:", "@", ":", "?", "%3f", "#", "%23", ";", "a"})
	rapid.Check(t, func(t *rapid.T) {
		path := strings.Join(rapid.SliceOfN(part, 0, 8).Draw(t, "path"), "")
		target, err := site.Below(path)
		if err != nil {
			return
		}
		text := target.String()
		for range 5 {
			u, err := url.Parse(strings.ReplaceAll(text, `\`, "/"))
			if err != nil {
				return
			}
			if u.Host != "site" || !strings.HasPrefix(u.JoinPath("x").Path, "/a/b/") {
				t.Fatalf("%q leads to %s, in the end %s", path, target, u)
			}
			if text, err = url.PathUnescape(text); err != nil {
				return
			}
		}
	})
}
