package ui

import (
	"fmt"
	"html"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMarked(t *testing.T) {
	for _, c := range []struct{ old, now, before, after string }{
		{`"ada@example.com"`, `"ada@example.org"`, `"ada@example.[com]"`, `"ada@example.[org]"`},
		{`118`, `119`, `[118]`, `[119]`},
		{`"1"`, `1`, `["1"]`, `[1]`},
		{`""`, `"x"`, `""`, `"[x]"`},
		{`1`, `2`, `[1]`, `[2]`},
		{`"Ada"`, `"Berta"`, `["Ada"]`, `["Berta"]`},
		{`"ab"`, `"abc"`, `"ab"`, `"ab[c]"`},
		{`"` + strings.Repeat("é", 500) + `x"`, `"` + strings.Repeat("é", 500) + `y"`, "…" + strings.Repeat("é", sameAround) + `[x]"`, "…" + strings.Repeat("é", sameAround) + `[y]"`},
	} {
		before, after := marked(c.old, c.now)
		if diff := cmp.Diff([]string{c.before, c.after}, []string{bracketed(before), bracketed(after)}); diff != "" {
			t.Error(diff)
		}
	}
}

func bracketed(pieces []piece) string {
	var out strings.Builder
	for _, p := range pieces {
		if p.Marked {
			p.Text = "[" + p.Text + "]"
		}
		out.WriteString(p.Text)
	}
	return out.String()
}

// The page of an entity compares its latest version with the one before it, or the two that are chosen, and lists its versions.
func TestPageOfAnEntity(t *testing.T) {
	b := newPageBed(t)
	for i := range 120 {
		b.write([2]string{"a", fmt.Sprintf(`"n":%d,"odd key":"x","same":1`, i)}, [2]string{"b", fmt.Sprintf(`"n":%d`, i)})
	}
	at := func(path string) string {
		t.Helper()
		status, body := b.page(path)
		if status != http.StatusOK {
			t.Fatalf("%s: %d %s", path, status, body)
		}
		return strings.Join(strings.Fields(html.UnescapeString(body)), " ")
	}
	has := func(body string, pieces ...string) {
		t.Helper()
		for _, piece := range pieces {
			if !strings.Contains(body, piece) {
				t.Errorf("%q is not in %s", piece, body)
			}
		}
	}
	body := at("/datasets/d/entity?id=a")
	has(body, `<del>118</del>`, `<ins>119</ins>`, "1 change. 2 other properties are the same.", "version 120, the latest", "version 119",
		"/api/datasets/d/entity?entity_id=a&history=true", "/api/datasets/d/entity?entity_id=a&offset=238")
	if n := strings.Count(body, `<tr data-key=`); n != versionsOfPage {
		t.Errorf("%d versions", n)
	}
	earlier := leads(strings.ReplaceAll(body, "&amp;", "&"), "Earlier →")
	has(at(earlier), "offset 138", "offset 40", `name="from" value="138"`, "← Later", `<ins>119</ins>`)
	has(at("/datasets/d/entity?id=a&new=0"), "The first version", "<dt>Version 1</dt>", "+ added", "3 changes.")
	has(at("/datasets/d/entity?id=a&new=4&old=20"), `<del>2</del>`, `<ins>10</ins>`) // the other way round
	has(at("/datasets/d/entity?id=a&new=4&old=4"), "No difference")
	for _, query := range []string{"new=1", "new=999", "old=3"} {
		has(at("/datasets/d/entity?id=a&"+query), "This entity has no version at offset "+query[4:], `<ins>119</ins>`)
	}
	b.write([2]string{"a", ""})
	has(at("/datasets/d/entity?id=a"), "_deleted", "− removed", `["odd key"]`, `chip bad">deleted`)
}
