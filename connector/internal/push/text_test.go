package push

import (
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

func TestTextOf(t *testing.T) {
	for raw, want := range map[string]string{
		`null`: "", `""`: "", `[]`: "",
		`true`: "true", `false`: "false",
		`7`: "7", `-1500.50`: "-1500.50", `1e3`: "1000", `12E-1`: "1.2", `-1.5e-3`: "-0.0015", `100e-1`: "10", `0e5`: "0", `0.05e1`: "0.5",
		`12345678901234567891e0`: "12345678901234567891", `1e308`: "1" + strings.Repeat("0", 308),
		`"~t2026-03-01T12:00:00.123456789Z"`: "2026-03-01T12:00:00.123Z",
		`"~t2026-03-01T12:00:00+02:00"`:      "2026-03-01T10:00:00.000Z",
		`"~f1.50"`:                           "1.50", `"~f1e3"`: "1000",
		`"~rhttps://example.com/a:b"`: "https://example.com/a:b",
		`"~u0f8fad5b-d9cb-469f"`:      "0f8fad5b-d9cb-469f",
		`"~:person:7"`:                "7", `"~:person:a:b"`: "a:b", `"~:7"`: "7",
		`"~tomorrow"`: "~tomorrow", `"~five"`: "~five", `"~b64"`: "~b64", `"~"`: "~", `"~~t"`: "~~t", `"a;b"`: "a;b",
		`["a","b"]`: "a;b", `[1,true,"~:ns:x"]`: "1;true;x",
		`"\u00e6"`: "æ",
	} {
		if got, err := textOf(jsontext.Value(raw)); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", raw, got, err, want)
		}
	}
}

func TestTextOfRefuses(t *testing.T) {
	for raw, want := range map[string]string{
		`{"a":1}`:      "is an object",
		`["a;b"]`:      "element 0 with a semicolon",
		`["a",["b"]]`:  "element 1 that is neither text",
		`["a",null]`:   "element 1 that is neither text",
		`["a",{}]`:     "element 1 that is neither text",
		`["a",""]`:     "an empty element 1",
		`1e999`:        "too large",
		`["a", 1e999]`: "element 1 that is a number that is too large",
	} {
		if got, err := textOf(jsontext.Value(raw)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %q, %v; want %s", raw, got, err, want)
		}
	}
}
