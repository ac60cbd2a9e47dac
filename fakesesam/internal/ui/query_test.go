package ui

import (
	"net/http"
	"net/url"
	"testing"

	"pgregory.net/rapid"
)

// Whatever the address of a page says, there is a page, and its links lead to pages.
func TestAnyQueryHasAPage(t *testing.T) {
	b := newPageBed(t)
	b.write(numbered(130)...)
	b.write([2]string{"7", ""}, [2]string{"é\x00", `"n":{"a":[]}`})
	values := rapid.SampledFrom([]string{
		"", "0", "1", "7", "50", "130", "9223372036854775807", "-1", "-9223372036854775808", "x", "é", "\x00", "\xff", "value",
		"id", "oldest", "only", "no", "n", "n.a", ".",
	})
	rapid.Check(t, func(t *rapid.T) {
		query := url.Values{}
		for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{
			"q", "in", "sort", "deleted", "after", "before", "end", "at", "open", "col", "id",
			"new", "old", "from",
		}), 0, 14, rapid.ID[string]).Draw(t, "names") {
			query.Set(name, values.Draw(t, name))
		}
		path := "/datasets/d?" + query.Encode()
		status, body := b.page(path)
		if status != http.StatusOK {
			t.Fatalf("%s: %d %s", path, status, body)
		}
		for _, text := range []string{"← Previous", "Next →", "First", "Last", "Close", "Clear"} {
			if to := leads(body, text); to != "" {
				if status, body := b.page(to); status != http.StatusOK {
					t.Fatalf("%s leads to %s: %d %s", path, to, status, body)
				}
			}
		}
		if query.Get("id") == "7" {
			path = "/datasets/d/entity?" + query.Encode()
			if status, body := b.page(path); status != http.StatusOK {
				t.Fatalf("%s: %d %s", path, status, body)
			}
		}
	})
}
