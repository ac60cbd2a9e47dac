package ui

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/journal"
)

// A shell splits the copied line into the words that make the same call, whatever the call has.
func TestCurl(t *testing.T) {
	const base, bearer = "http://127.0.0.1:8080", "Authorization: Bearer the token"
	nasty := "it's \"$HOME\" `id` $(id) \\ !!\n*?{a,b} <b> 🦊"
	for name, tt := range map[string]struct {
		call journal.Exchange
		want []string
	}{
		"a read": {
			journal.Exchange{Request: journal.Request{Method: "GET", Path: "/crm/v3/objects/contacts", Query: "limit=1&properties=a%20b"}},
			[]string{base + "/crm/v3/objects/contacts?limit=1&properties=a%20b", "-H", bearer},
		},
		"a write": {
			journal.Exchange{Request: journal.Request{Method: "POST", Path: "/x", Body: nasty}, ContentType: "application/json; it's"},
			[]string{"-X", "POST", base + "/x", "-H", bearer, "-H", "Content-Type: application/json; it's", "--data-raw", nasty},
		},
		"an odd path": {
			journal.Exchange{Request: journal.Request{Method: "DELETE", Path: "/a b/[c]/it's é", Query: "q={x}"}},
			[]string{"--globoff", "-X", "DELETE", base + "/a%20b/%5Bc%5D/it%27s%20%C3%A9?q={x}", "-H", bearer},
		},
		"a body without a type": {
			journal.Exchange{Request: journal.Request{Method: "POST", Path: "/x", Body: "{}"}},
			[]string{"-X", "POST", base + "/x", "-H", bearer, "-H", "Content-Type:", "--data-raw", "{}"},
		},
		"a head":   {journal.Exchange{Request: journal.Request{Method: "HEAD", Path: "/x"}}, []string{"--head", base + "/x", "-H", bearer}},
		"a key":    {journal.Exchange{Request: journal.Request{Method: "GET", Path: "/x", Query: "hapikey=REDACTED&a=REDACTED"}}, []string{base + "/x?hapikey=the token&a=REDACTED"}},
		"of OAuth": {journal.Exchange{Request: journal.Request{Method: "GET", Path: "/oauth/v1/access-tokens/REDACTED"}}, []string{base + "/oauth/v1/access-tokens/the token"}},
	} {
		t.Run(name, func(t *testing.T) {
			line := curlOf(base, tt.call)
			shell := exec.CommandContext(t.Context(), "sh", "-c", `curl() { printf '%s\0' "$@"; }; TOKEN='the token'; `+line)
			out, err := shell.CombinedOutput()
			if err != nil {
				t.Fatalf("%s: %v %s", line, err, out)
			}
			got := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
			if !slices.Equal(got, tt.want) {
				t.Errorf("%s\nis %q\nwant %q", line, got, tt.want)
			}
		})
	}
}

// A body that is no text comes to curl byte by byte.
func TestCurlOfABinaryBody(t *testing.T) {
	body := "\xff\x00%s \\n it's\r\n\u00e9"
	line := curlOf("http://127.0.0.1:8080", journal.Exchange{Request: journal.Request{Method: "POST", Path: "/x", Body: body}, ContentType: "application/json"})
	out, err := exec.CommandContext(t.Context(), "sh", "-c", "curl() { cat; }; "+line).CombinedOutput()
	if err != nil || string(out) != body || !strings.HasSuffix(line, " --data-binary @-") {
		t.Errorf("%s\nsends %q, %v\nwant  %q", line, out, err, body)
	}
}
