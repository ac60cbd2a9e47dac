package hubspot

import (
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"pgregory.net/rapid"
)

// walked goes over one value and what surrounds it.
func walked(text []byte) (w walk, whole bool) {
	w = walk{text: text}
	w.space()
	w.value()
	w.space()
	return w, w.at == len(text) && !w.broken
}

// agreesWithJSONText fails the test if the walk has no doubt about what is no JSON, or fails at what is JSON.
func agreesWithJSONText(t interface {
	Fatalf(format string, args ...any)
}, text []byte,
) {
	w, whole := walked(text)
	if w.at > len(text) {
		t.Fatalf("%q: the walk ends at %d", text, w.at)
	}
	valid := jsontext.Value(text).IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if whole && !valid && !w.doubt {
		t.Fatalf("%q is no JSON, and the walk has no doubt", text)
	}
	if !whole && valid {
		t.Fatalf("%q is JSON, and the walk ends at %d", text, w.at)
	}
}

var valuesToWalk = []string{
	`{}`, `[]`, ` {"a" : [ 1 , -2 , true , false , null ] , "b\u00e5":"\"\\\/\b\f\n\r\t\ud83d" } `, `""`, `"12345678"`, `"1234567\""`,
	"\"\xff\xc3\x28\"", "\"\x01\"", "\"1234567\x1f\"", `"\u12"`, `"\u12g4"`, `"\x"`, `"\`, `"`, `01`, `-`, `-0`, `0`, `1.5`, `1.`, `1e5`, `1e+`, `.5`, `+1`,
	`{"a"}`, `{"a":}`, `{"a":1,}`, `{"a":1 "b":2}`, `{a:1}`, `[1,]`, `[,1]`, `[1 2]`, `[`, `{`, `]`, `}`, `[}`, `{]`, `tru`, `nul`, `fals`, `truex`,
	`1 2`, `{} x`, strings.Repeat("[", deepest+3) + strings.Repeat("]", deepest+3), strings.Repeat("[", deepest+3) + "}", strings.Repeat("[", 20_000),
	strings.Repeat(`{"a":`, deepest+1) + `"]}"` + strings.Repeat("}", deepest+1), strings.Repeat(`[`, deepest+1) + `1 2` + strings.Repeat("]", deepest+1),
}

func TestTheWalkLeavesNoDoubtOnlyAboutJSON(t *testing.T) {
	for _, text := range valuesToWalk {
		agreesWithJSONText(t, []byte(text))
	}
}

// Of ordinary answers there is no doubt: they need not be read twice.
func TestOrdinaryAnswersLeaveNoDoubt(t *testing.T) {
	text := `{"total":12,"results":[{"id":"1","properties":{"email":"å@ü\u00e5\n\"x\"","n":null},"archived":false,"url":"https:\/\/x"}],` +
		`"paging":{"next":{"after":"2","link":"y"}},"numbers":[0,-1,10]}`
	if w, whole := walked([]byte(text)); !whole || w.doubt {
		t.Errorf("%+v", w)
	}
}

// Whatever JSON there is, and whatever byte of it is changed.
func TestTheWalkAgreesWithJSONText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := []byte(drawJSON(t, 4))
		agreesWithJSONText(t, text)
		at := rapid.IntRange(0, len(text)-1).Draw(t, "at")
		text[at] = rapid.SampledFrom([]byte(`{}[]":,\ tfnu0123456789-.eE+`+"\x00\x1f\n\x7f\x80\xff")).Draw(t, "byte")
		agreesWithJSONText(t, text)
		agreesWithJSONText(t, text[:at])
	})
}

// drawJSON draws a JSON value, nested at most so deep.
func drawJSON(t *rapid.T, depth int) string {
	space := func() string { return rapid.SampledFrom([]string{"", "", " ", "\n\t", "\r"}).Draw(t, "space") }
	kinds := 2
	if depth > 0 {
		kinds = 4
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return space() + drawString(t) + space()
	case 1:
		return space() + rapid.SampledFrom([]string{"null", "true", "false", "0", "-0", "17", "-3", "1.5", "2e9", "1E-2"}).Draw(t, "scalar") + space()
	case 2:
		elements := make([]string, rapid.IntRange(0, 3).Draw(t, "elements"))
		for i := range elements {
			elements[i] = drawJSON(t, depth-1)
		}
		return space() + "[" + space() + strings.Join(elements, ",") + "]" + space()
	default:
		members := make([]string, rapid.IntRange(0, 4).Draw(t, "members"))
		for i := range members {
			members[i] = space() + drawString(t) + space() + ":" + drawJSON(t, depth-1)
		}
		return space() + "{" + space() + strings.Join(members, ",") + "}" + space()
	}
}

// drawString draws a JSON string, now and then one of the names that matter.
func drawString(t *rapid.T) string {
	if rapid.Bool().Draw(t, "matters") {
		return `"` + rapid.SampledFrom([]string{
			"id", "results", "properties", "archived", "archivedAt", "updatedAt", "hs_merged_object_ids", "lastmodifieddate",
			"paging", "next", "after", "total", "errors", "status", "_id", "7", "1;2",
		}).Draw(t, "name") + `"`
	}
	return `"` + strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{
		"a", "bcdefgh", "12345678", " ", "å", "\xff", `\"`, `\\`, `\/`, `\n`, `\u0041`, `\ud83d`, "{", "]",
	}), 0, 6).Draw(t, "string"), "") + `"`
}

func FuzzWalk(f *testing.F) {
	for _, text := range valuesToWalk {
		if len(text) < 1000 { // more slows fuzzing down
			f.Add([]byte(text))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) { agreesWithJSONText(t, text) })
}
