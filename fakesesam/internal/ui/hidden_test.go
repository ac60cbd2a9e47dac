package ui

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// A password that somebody has written into a URL is on no page, and in none of the JSON that tells what was sent.
func TestPasswordsOfURLs(t *testing.T) {
	b := newNodeBed(t,
		`{"_id":"crm","type":"system:url","url_pattern":"http://bob:hunter2@127.0.0.1:1/%s"}`,
		`{"_id":"p","type":"pipe","source":{"type":"json","system":"crm","url":"x"}}`,
		`{"_id":"q","type":"pipe","source":{"type":"json","url":"http://bob:hunter2@127.0.0.1:1/?x=1"},"sink":{"type":"json","url":"http://bob:hunter2@127.0.0.1:1/"}}`,
		`{"_id":"r","type":"pipe","source":{"type":"dataset","dataset":"p"},"transform":{"type":"http","url":"HTTPS://bob:hunter2@127.0.0.1:1/"}}`)
	for _, id := range []string{"p", "q"} {
		if _, err := b.node.Run(context.Background(), id, pump.Request{}); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{"/", "/?view=flow", "/pipes/p", "/pipes/p?request=1", "/pipes/q", "/pipes/r", "/systems", "/systems/crm", "/config", "/config?open=systems/crm.conf.json", "/config?open=pipes/q.conf.json"} {
		if page := b.get(path, http.StatusOK); strings.Contains(page, "hunter2") {
			t.Errorf("%s shows a password", path)
		}
	}
	b.shows("/systems/crm", "http://***@127.0.0.1:1/")
}

func TestUserInURL(t *testing.T) {
	for text, want := range map[string]string{
		`"http://a:b@c/d"`:             `"http://***@c/d"`,
		"ftp://token@c, https://c/@me": "ftp://***@c, https://c/@me",
		"http://c/?mail=a@b":           "http://c/?mail=a@b",
		"http://a:p@ss@c/":             "http://***@c/",
		"mail a@b://":                  "mail a@b://",
	} {
		if got := userInURL.ReplaceAllString(text, "${1}***@"); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
