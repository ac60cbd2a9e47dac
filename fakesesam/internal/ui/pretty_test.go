package ui

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

func decodedObject(t *testing.T, text string) map[string]any {
	t.Helper()
	object, err := dataset.DecodeObject([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return object
}

// Typed strings have their types beside them, references lead to what they name, and the text is that of the JSON.
func TestPretty(t *testing.T) {
	tokens, cut := pretty(decodedObject(t, `{"a":[1.50,{"b<":"~t2026-01-02"}],"c":[],"d":{},"e":null,"r":"~:contacts:51","s":"~nothing","t":"~tnever"}`),
		[]token{{Kind: "r", Text: `"_id": "1"`}}, func(reference string) string { return "/to/" + reference })
	var text strings.Builder
	types, links := map[string]string{}, map[string]string{}
	for _, each := range tokens {
		text.WriteString(each.Text)
		if each.Type != "" {
			types[each.Text] = each.Type
		}
		if each.Href != "" {
			links[each.Text] = each.Href
		}
	}
	want := "{\n  \"_id\": \"1\",\n  \"a\": [\n    1.50,\n    {\n      \"b<\": \"~t2026-01-02\"\n    }\n  ],\n  \"c\": [],\n  \"d\": {},\n  \"e\": null,\n" +
		"  \"r\": \"~:contacts:51\",\n  \"s\": \"~nothing\",\n  \"t\": \"~tnever\"\n}"
	if diff := cmp.Diff(want, text.String()); diff != "" || cut {
		t.Error(diff, cut)
	}
	if diff := cmp.Diff(map[string]string{`"~t2026-01-02"`: "datetime", `"~:contacts:51"`: "reference"}, types); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{`"~:contacts:51"`: "/to/contacts:51"}, links); diff != "" {
		t.Error(diff)
	}
}

// Of what is long, only the beginning is shown; what is deep does not move out of sight.
func TestPrettyHasAnEnd(t *testing.T) {
	list := strings.Repeat(`"x",`, 2*mostTokens) + `"x"`
	tokens, cut := pretty(decodedObject(t, `{"list":[`+list+`]}`), nil, nil)
	if len(tokens) > mostTokens || !cut {
		t.Errorf("%d tokens, %v", len(tokens), cut)
	}
	deep := strings.Repeat("[", 900) + strings.Repeat("]", 900)
	tokens, cut = pretty(decodedObject(t, `{"deep":`+deep+`}`), nil, nil)
	if n := strings.Count(tokens[len(tokens)-1].Text, " "); cut || n > 2*1000*2*deepestIndent {
		t.Errorf("%d spaces, %v", n, cut)
	}
}

// A page shows what tells its entities apart before what is the same in all of them, and what the reader asks for before that.
func TestColumns(t *testing.T) {
	ids := []string{"1", "2", "3"}
	var rows []map[string][]byte
	for _, members := range []string{
		`"id":"1","same":true,"p":{"name":"Ada","city":"Oslo","empty":{}},"list":[1],"rare":1`,
		`"id":"2","same":true,"p":{"name":"Bo","city":"Oslo","empty":{}},"list":[2]`,
		`"id":"3","same":true,"p":{"name":"Cy","city":"Bergen","empty":{}},"list":[3]`,
	} {
		rows = append(rows, properties([]byte(members)))
	}
	names := func(columns []column) (shown, all []string) {
		for _, c := range columns {
			if all = append(all, c.Name); c.Shown {
				shown = append(shown, c.Name)
			}
		}
		return shown, all
	}
	shown, all := names(columnsOf(rows, ids, nil, 3))
	if diff := cmp.Diff([]string{"p.name", "p.city", "same"}, shown); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"p.name", "p.city", "same", "id", "list", "p.empty", "rare"}, all); diff != "" {
		t.Error(diff)
	}
	if shown, all = names(columnsOf(rows, ids, []string{"rare", "gone"}, 3)); len(shown) != 2 || shown[0] != "rare" || shown[1] != "gone" || len(all) != 8 {
		t.Error(shown, all)
	}
	if c := (column{Name: "p.name.x"}); c.Outer() != "p" || c.Inner() != "name.x" {
		t.Error(c.Outer(), c.Inner())
	}
}

// By a time or an address nobody recognizes an entity: what else tells entities apart is shown first.
func TestColumnsShowNamesBeforeTimes(t *testing.T) {
	ids := []string{"1", "2"}
	rows := []map[string][]byte{
		properties([]byte(`"at":"2026-01-02T03:04:05Z","born":"~t2026-01-02T03:04:05Z","link":"https://example.com/1","name":"Ada","page":"~rhttp://example.com/1"`)),
		properties([]byte(`"at":"2026-01-02T03:04:06Z","born":"~t2026-01-02T03:04:06Z","link":"https://example.com/2","name":"Bo","page":"~rhttp://example.com/2"`)),
	}
	var names []string
	for _, c := range columnsOf(rows, ids, nil, columnsOfLeaf) {
		names = append(names, c.Name)
	}
	if diff := cmp.Diff([]string{"name", "at", "born", "link", "page"}, names); diff != "" {
		t.Error(diff)
	}
}

func TestCells(t *testing.T) {
	for raw, want := range map[string]cell{
		``: {}, `""`: {Text: "empty text", Dim: true}, `"a\"b"`: {Text: `a"b`}, `null`: {Text: "null", Dim: true}, `1.0`: {Text: "1.0"},
		`"~t2026-01-02T03:04:05Z"`: {Text: "2026-01-02T03:04:05Z", Type: "datetime"}, `{"a":1}`: {Text: `{"a":1}`},
		`"` + strings.Repeat("é", 200) + `"`: {Text: strings.Repeat("é", longestCell) + "…"},
	} {
		var value []byte
		if raw != "" {
			value = []byte(raw)
		}
		if diff := cmp.Diff(want, cellOf("", value)); diff != "" {
			t.Errorf("%s: %s", raw, diff)
		}
	}
	for text, want := range map[string]bool{"109345.18": true, "two words of decisionmakerboughtin": true, strings.Repeat("é", longWord+1): false} {
		if got := (cell{Text: text}).Whole(); got != want {
			t.Errorf("%q is whole: %v, want %v", text, got, want)
		}
	}
	for text, want := range map[string]string{" ": `" "`, "a\nb": `"a\nb"`, "a b": "a b", "": `""`} {
		if got := labelText(text); got != want {
			t.Errorf("%q is shown as %q", text, got)
		}
	}
	for n, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1.0 kB", 99_949: "99.9 kB", 99_950: "100 kB", 999_499: "999 kB", 999_600: "1.0 MB", 5_400_000_000: "5.4 GB"} {
		if got := sizeText(n); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
}
