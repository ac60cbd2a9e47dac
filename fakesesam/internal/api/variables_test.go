package api

import (
	"strings"
	"testing"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/node"
)

// The client's status compares what it reads with its file: 1 is not "1", and 1.50 is what was written.
func TestVariablesStayWhatTheyAre(t *testing.T) {
	b := newBed(t, node.Options{}, "")
	const sent = `{"b":true,"f":1.50,"n":1,"s":"1"}`
	read := func() string { return strings.TrimSpace(string(b.raw("GET", "/env", nil, nil, 200))) }
	if got := read(); got != "{}" {
		t.Error(got)
	}
	b.json("PUT", "/env", "\ufeff"+sent, 200)
	if got := read(); got != sent {
		t.Error(got)
	}
	b.equal(b.get("/env/b"), true)
	// Some editors write UTF-16.
	b.equal(b.json("PUT", "/env", "\xff\xfe{\x00}\x00", 200), map[string]any{})
	b.json("PUT", "/env", sent, 200)
	b.json("PUT", "/config", `[{"_id":"p","type":"pipe","source":{"type":"embedded","entities":[{"_id":"1","v":"$ENV(n)/$ENV(b)/$ENV(f)/$ENV(s)"}]}}]`, 200)
	b.equal(at(b.get("/pipes/p"), "config", "effective", "source", "entities", 0, "v"), "1/true/1.50/1")

	b.json("POST", "/env", `{"b":"<no>","more":0}`, 200)
	b.do("DELETE", "/env/f", nil, nil, 200)
	b.form("/admin", map[string][]string{"operation": {"restart"}}, 200)
	b.equal(b.get("/env"), map[string]any{"b": "<no>", "more": 0, "n": 1, "s": "1"})
	b.json("PUT", "/env", `{"o":{"a":1}}`, 400)
	b.equal(at(b.get("/env"), "more"), 0)
}

// Variables that the node was started with are text.
func TestVariablesOfTheStart(t *testing.T) {
	b := newBed(t, node.Options{Env: map[string]string{"n": "1", "quote": `"<&`}}, "")
	b.equal(b.get("/env"), map[string]string{"n": "1", "quote": `"<&`})
}
