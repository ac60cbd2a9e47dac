package dataset

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Readable text means to every reader what encoding/json reads in the original, and is the original if that is readable.
func TestReadable(t *testing.T) {
	part := rapid.SampledFrom([]string{
		`\ud800`, `\udc00`, `\uD83D\uDE00`, `\ud83d`, `\ude00`, `\u0041`, `\\`, `\"`, `\n`, `\\u`, "a", "é", "😀", "\xff", "\xc3", "\xa9", "\xed\xa0\x80", "\xf0\x9f", "\ufffd",
	})
	rapid.Check(t, func(t *rapid.T) {
		raw := []byte(`{"` + strings.Join(rapid.SliceOfN(part, 0, 6).Draw(t, "key"), "") + `":["` + strings.Join(rapid.SliceOfN(part, 0, 6).Draw(t, "value"), "") + `"]}`)
		got := Readable(raw)
		var want, read map[string]any
		if err := json.Unmarshal(raw, &want); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(got, &read); err != nil || !reflect.DeepEqual(want, read) {
			t.Fatalf("%q becomes %q: %q, want %q (%v)", raw, got, read, want, err)
		}
		canonical := string(appendRaw(nil, got))
		if encoded, err := Encode(want); err != nil || string(encoded) != canonical || strings.ToValidUTF8(canonical, "") != canonical {
			t.Fatalf("%q is stored as %q, want %q (%v)", raw, canonical, encoded, err)
		}
		if again := Readable(got); string(again) != string(got) {
			t.Fatalf("%q becomes %q", got, again)
		}
	})
}

func TestTooDeep(t *testing.T) {
	nested := func(n int, open, end string) string { return strings.Repeat(open, n) + strings.Repeat(end, n) }
	for text, want := range map[string]bool{
		nested(MaxDepth, "[", "]"):                               false,
		nested(MaxDepth+1, "[", "]"):                             true,
		nested(MaxDepth+1, `{"a":`, "}"):                         true,
		`["` + nested(2*MaxDepth, "[", "") + `\"` + `[{"]`:       false,
		"[" + strings.Repeat("[],", 2*MaxDepth) + "1]":           false,
		`["\\",` + nested(MaxDepth, "[", "]") + `]`:              true,
		strings.Repeat("[", 100_000):                             true,
		`["` + strings.Repeat("[", MaxDepth*2) + `",[[["[["]]]]`: false,
	} {
		if got := TooDeep([]byte(text)); got != want {
			t.Errorf("%.30s…: %v", text, got)
		}
	}
}

// Equal values have equal text, whatever the order of their members and however deep they are; the last of equal keys counts.
func TestCanonicalText(t *testing.T) {
	for raw, want := range map[string]string{
		` { "b" : 1 , "a" : [ 2 , { "d" : null , "c" : "\u0041" } ] } `: `{"a":[2,{"c":"A","d":null}],"b":1}`,
		`{"a":1,"b":2,"a":3}`:             `{"a":3,"b":2}`,
		`{"x":{"a":{"z":1},"a":{"y":2}}}`: `{"x":{"a":{"y":2}}}`,
		`{"\u0061":1,"a":2}`:              `{"a":2}`,
		`[[],{},"",-0,1.50,1E5]`:          `[[],{},"",-0,1.50,1E5]`,
	} {
		if got := string(appendRaw(nil, []byte(raw))); got != want {
			t.Errorf("%s: %s, want %s", raw, got, want)
		}
	}
}
