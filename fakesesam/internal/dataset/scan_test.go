package dataset

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// text draws valid JSON, most of it canonical but for one thing: white space, order, equal keys, escapes.
func text(t *rapid.T, depth int) string {
	space := rapid.SampledFrom([]string{"", "", "", "", " ", "\n\t"}).Draw(t, "space")
	str := rapid.SampledFrom([]string{`""`, `"a"`, `"b"`, `"ab"`, `"é"`, `"\""`, `"\u0061"`, `"\\\\"`, `"}],:{["`, `"😀"`})
	kind := rapid.IntRange(0, 9).Draw(t, "kind")
	if depth == 0 {
		kind = min(kind, 3)
	}
	switch {
	case kind < 2:
		return str.Draw(t, "string")
	case kind < 4:
		return rapid.SampledFrom([]string{"1", "-0.50e+2", "true", "false", "null"}).Draw(t, "literal")
	case kind < 6:
		var out []string
		for range rapid.IntRange(0, 3).Draw(t, "elements") {
			out = append(out, space+text(t, depth-1))
		}
		return "[" + strings.Join(out, ",") + space + "]"
	}
	keys := rapid.SliceOfN(str, 0, 4).Draw(t, "keys")
	if rapid.Bool().Draw(t, "sorted") {
		slices.Sort(keys)
		keys = slices.Compact(keys)
	}
	var out []string
	for _, key := range keys {
		out = append(out, space+key+":"+space+text(t, depth-1))
	}
	return "{" + strings.Join(out, ",") + space + "}"
}

// Of each value the end is found, whatever follows it, and only what is canonical is taken for it.
func TestValueEnd(t *testing.T) {
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		value := text(t, 4)
		after := rapid.SampledFrom([]string{",", "}", "]", " ,", "\n}"}).Draw(t, "after")
		end, canonical := newScanner([]byte(value + after)).valueEnd(0)
		if end != len(value) {
			t.Fatalf("%s ends at %d, got %d", value, len(value), end)
		}
		if want := string(appendRaw(nil, []byte(value))); canonical && value != want {
			t.Fatalf("%s is taken for canonical, but that is %s", value, want)
		}
		if canonical && len(value) > len(`{"a":1}`) {
			found++
		}
	})
	if found == 0 {
		t.Error("nothing longer was taken for canonical")
	}
}

// What is stored byte for byte is what the decoded entity is stored as.
func TestMembersAreThoseOfTheMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := `{"_id":"x","v":` + text(t, 4) + `,"\u0062":` + text(t, 2) + `,"a\"":` + text(t, 1) + `}`
		var memory Memory
		got, err := FromMembers(Split([]byte(raw), nil), &memory)
		if err != nil {
			t.Fatal(err)
		}
		want, err := FromMap(decode(t, raw))
		if err != nil || string(got.Members) != string(want.Members) || got.Hash() != want.Hash() {
			t.Fatalf("%s is stored as %s, want %s (%v)", raw, got.Members, want.Members, err)
		}
		var back, in map[string]any
		if json.Unmarshal([]byte("{"+string(got.Members)+"}"), &back) != nil || json.Unmarshal([]byte(raw), &in) != nil {
			t.Fatalf("%s is stored as %s", raw, got.Members)
		}
		if delete(in, "_id"); !reflect.DeepEqual(back, in) {
			t.Fatalf("%s is stored as %s", raw, got.Members)
		}
	})
}
