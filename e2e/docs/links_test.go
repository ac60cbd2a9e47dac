package docs

import (
	"strings"
	"testing"
)

func TestLinksLeadSomewhere(t *testing.T) {
	all := everyDocument(t)
	if err := CheckLinks(root(t), all...); err != nil {
		t.Error(err)
	}
	links, files := 0, 0
	for _, document := range all {
		links += len(document.Links())
		files += len(document.NamedFiles())
	}
	if links < 70 || files < 40 {
		t.Errorf("only %d links and %d names of files", links, files)
	}
}

func TestALinkThatLeadsNowhere(t *testing.T) {
	for text, want := range map[string]string{
		"a `docs/no.md` b":                                   "page.md:1: there is no file docs/no.md",
		"[x](no.md)":                                         "page.md:1: no.md: there is no such file",
		"a\n\n![x](docs/pictures/no.png)":                    "page.md:3: docs/pictures/no.png: there is no such file",
		"[x](../outside.md)":                                 "there is no such file",
		"# A b\n\n[x](#ab)":                                  "page.md has no heading for #ab",
		"[x](other.md#gone)":                                 "other.md has no heading for #gone",
		"[x][r]\n\n[r]: no.md":                               "there is no such file",
		"[x](http://example.com)":                            "want an https URL",
		"[x](https:/example.com)":                            "want an https URL",
		"# A\n\n# A\n\n[x](#a-2)":                            "no heading for #a-2",
		"[x](mailto:somebody@example.com)":                   "want an https URL",
		"<http://example.com>":                               "want an https URL",
		"# A\n\n# A\n\n[x](#a-1) [y](#a)":                    "",
		"# `GET /x`: What's _new_?\n\n[x](#get-x-whats-new)": "",
		"[x](https://example.com/a#b) <http://127.0.0.1:8080> [y](LICENSE)": "",
	} {
		err := CheckLinks(root(t), Parse("page.md", []byte(text)), Parse("LICENSE", nil), Parse("other.md", nil))
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}
