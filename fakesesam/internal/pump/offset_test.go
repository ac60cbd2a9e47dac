package pump

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestOffsets(t *testing.T) {
	for _, test := range []struct {
		a, b  string
		after bool
	}{
		{"2", "", true},
		{"", "", false},
		{"10", "9", true},
		{"9", "10", false},
		{"b", "a", true},
		{"2022-04-14T07:45:39.582Z", "2022-04-14T07:45:39.6Z", false}, // byte by byte
		{"123456789012345678901234567890", "99999999999999999999", true},
	} {
		if got := ParseOffset(test.a).after(ParseOffset(test.b)); got != test.after {
			t.Errorf("%q after %q: %v", test.a, test.b, got)
		}
	}
	for _, text := range []string{`null`, `"2022"`, `17`, `"a\"b"`, `"ø"`, `"\u0001"`, `123456789012345678901234567890`} {
		var o Offset
		if err := json.Unmarshal([]byte(text), &o); err != nil {
			t.Fatal(err)
		}
		if back, _ := json.Marshal(o); string(back) != text {
			t.Errorf("%s came back as %s", text, back)
		}
	}
	for _, text := range []string{`1.5`, `true`, `[1]`, `{}`} {
		var o Offset
		if err := json.Unmarshal([]byte(text), &o); err == nil {
			t.Errorf("%s is no offset", text)
		}
	}
	for _, test := range []struct{ offset, want string }{
		{"100", "40"},
		{"5", "-55"},
		{"0001-01-01T00:00:59Z", "0001-01-01T00:00:00Z"},
		{"2026-01-01T00:01:00Z", "2026-01-01T00:00:00Z"},
		{"2026-01-01T00:01:00.500Z", "2026-01-01T00:00:00.500Z"},
		{"~t2026-01-01T00:01:00.123456789Z", "~t2026-01-01T00:00:00.123456789Z"},
	} {
		got, err := ParseOffset(test.offset).minus(60)
		if err != nil || got.String() != test.want {
			t.Errorf("%s minus 60 is %s %v, want %s", test.offset, got, err, test.want)
		}
	}
	for _, delta := range []int{math.MaxInt, math.MaxInt32 * 1000} {
		got, err := ParseOffset("2026-01-01T00:01:00.500+01:00").minus(delta)
		if err != nil || got.String() != "0001-01-01T00:00:00.500+01:00" {
			t.Errorf("minus %d is %s, %v", delta, got, err)
		}
	}
	if _, err := ParseOffset("soon").minus(1); err == nil {
		t.Error("no error")
	}
}

// Any text can be set as an offset, and is the same after it has been stored and read.
func TestParsedOffsetsCanBeStored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.StringMatching(`[-+]?[0-9]{1,25}`), rapid.String()).Draw(t, "text")
		offset := ParseOffset(text)
		raw, err := json.Marshal(offset)
		if err != nil {
			t.Fatal(err)
		}
		var back Offset
		if err := json.Unmarshal(raw, &back); err != nil || back.String() != strings.ToValidUTF8(text, "\ufffd") {
			t.Fatalf("%q came back from %s as %q: %v", text, raw, back, err)
		}
	})
}
