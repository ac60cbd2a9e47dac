package ui

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestPretty(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "a=b": "a=b", `"x"`: `"x"`,
		`{"a":[1,{"b":"c, {d}: \"e\\"}],"f":{},"g":[]}`: "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"c, {d}: \\\"e\\\\\"\n    }\n  ],\n  \"f\": {},\n  \"g\": []\n}",
		`{"a":"cut in the mid`:                          "{\n  \"a\": \"cut in the mid",
		`{"a":1,,}`:                                     "{\n  \"a\": 1,\n  ,\n  \n}",
		"{\"a\":\"\xff\"}":                              "{\n  \"a\": \"\uFFFD\"\n}",
	} {
		if got := pretty(text); got != want {
			t.Errorf("%s is\n%s\nwant\n%s", text, got, want)
		}
	}
	if n := len(pretty(strings.Repeat("[", 8_192))); n > 8_192*(2*deepest+2) {
		t.Errorf("8 KiB of brackets become %d bytes", n)
	}
}

// What is JSON stays the same JSON, and what is not loses nothing but spaces between its words.
func TestPrettyLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.MapOf(rapid.String(), rapid.SliceOf(rapid.String())).Draw(t, "value")
		text, err := json.Marshal(value)
		if err != nil {
			t.Skip()
		}
		var compact bytes.Buffer
		if err := json.Compact(&compact, []byte(pretty(string(text)))); err != nil || compact.String() != string(text) {
			t.Fatalf("%s became %s, %v", text, compact.String(), err)
		}
		cut := string(text[:rapid.IntRange(0, len(text)).Draw(t, "cut")])
		if got := pretty(cut); !utf8.ValidString(got) || len(got) < len(strings.ToValidUTF8(cut, "")) {
			t.Fatalf("%q became %q", cut, got)
		}
	})
}
