package jsonbody_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"
	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/jsonbody"
)

func TestClean(t *testing.T) {
	for body, want := range map[string]string{
		``:                           ``,
		"\uFEFF{}":                   `{}`,
		"{\"a\":\"x\xffy\"}":         `{"a":"x` + "\uFFFD" + `y"}`,
		`{"a":"\ud800"}`:             `{"a":"\ufffd"}`,
		`{"a":"\udc00"}`:             `{"a":"\ufffd"}`,
		`{"\ud800":1}`:               `{"\ufffd":1}`,
		"\"\xff\xff\"":               "\"\uFFFD\uFFFD\"",
		`"\ud83d\ude00"`:             `"\ud83d\ude00"`,
		`"\uD83D\uDE00"`:             `"\uD83D\uDE00"`,
		`"\ud83d\ud83d\ude00"`:       `"\ufffd\ud83d\ude00"`,
		`"\ud83dx\ude00"`:            `"\ufffdx\ufffd"`,
		`"\\ud800"`:                  `"\\ud800"`,
		`"\\\ud800"`:                 `"\\\ufffd"`,
		`"\"\ud800"`:                 `"\"\ufffd"`,
		`"\u00e6\ud800\n"`:           `"\u00e6\ufffd\n"`,
		`"\ud800`:                    `"\ufffd`,
		`"\ud8`:                      `"\ud8`,
		`"\`:                         `"\`,
		`["{{{{"]`:                   `["{{{{"]`,
		"\xef\xbb\xbf\xef\xbb\xbf{}": "\uFEFF{}", // one mark is one; the second is a character
	} {
		got, err := jsonbody.Clean([]byte(body))
		if err != nil || string(got) != want {
			t.Errorf("%q: %q, %v, want %q", body, got, err, want)
		}
	}
}

func TestDepth(t *testing.T) {
	nested := func(n int) []byte { return []byte(strings.Repeat(`[`, n) + strings.Repeat(`]`, n)) }
	if _, err := jsonbody.Clean(nested(jsonbody.MaxDepth)); err != nil {
		t.Error(err)
	}
	_, err := jsonbody.Clean(nested(jsonbody.MaxDepth + 1))
	if deep, ok := errors.AsType[*jsonbody.DepthError](err); !ok || deep.Offset != jsonbody.MaxDepth {
		t.Errorf("%v", err)
	}
	if _, err := jsonbody.Clean([]byte(strings.Repeat(`[],`, 5_000))); err != nil {
		t.Error(err)
	}
}

func TestOptions(t *testing.T) {
	var got struct {
		A, B, C, D string
		E          []string
		F          *string
	}
	body := `{"A":1.50,"B":true,"C":null,"D":"x","D":"y","E":["1"],"E":[2,"z"],"F":7}`
	if err := jsonv2.Unmarshal([]byte(body), &got, jsonbody.Options); err != nil {
		t.Fatal(err)
	}
	if got.A != "1.50" || got.B != "true" || got.C != "" || got.D != "y" || strings.Join(got.E, " ") != "2 z" || *got.F != "7" {
		t.Errorf("%+v", got)
	}
	for _, bad := range []string{`{"A":[]}`, `{"A":{}}`, `{"E":[[]]}`} {
		if err := jsonv2.Unmarshal([]byte(bad), &got, jsonbody.Options); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
}

// TestCleanKeepsJSON holds that a text which another parser reads means the same to it when it has been cleaned.
func TestCleanKeepsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.SliceOf(rapid.SampledFrom([]string{
			`\ud83d`, `\ude00`, `\\`, `\"`, `\n`, "x", "{", "]", "\xff", "ø", `\u00e6`, "\uFEFF",
		})).Draw(t, "pieces")
		text := `{"a":"` + strings.Join(body, "") + `"}`
		got, err := jsonbody.Clean([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		var before, after map[string]string
		if json.Unmarshal([]byte(text), &before) != nil {
			return
		}
		if err := jsonv2.Unmarshal(got, &after, jsonbody.Options); err != nil || after["a"] != before["a"] {
			t.Fatalf("%q became %q: %q (%v), want %q", text, got, after, err, before)
		}
	})
}

func FuzzClean(f *testing.F) {
	f.Add([]byte(`{"a":"\ud83d\ude00\ud800"}`))
	f.Add([]byte("\uFEFF[\"\\"))
	f.Fuzz(func(t *testing.T, body []byte) {
		valid := json.Valid(body)
		got, err := jsonbody.Clean(body)
		if err == nil && valid && !json.Valid(got) {
			t.Errorf("%q is no JSON any more", got)
		}
	})
}
