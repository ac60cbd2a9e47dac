package ui

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// numbered are n entities with the IDs 0, 1, …, each of which has its number.
func numbered(n int) [][2]string {
	out := make([][2]string, n)
	for i := range out {
		out[i] = [2]string{fmt.Sprint(i), fmt.Sprintf(`"n":"number %d."`, i)}
	}
	return out
}

// listed returns the IDs in the list.
func listed(body string) []string {
	var out []string
	for _, match := range regexp.MustCompile(`<tr data-key="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		out = append(out, html.UnescapeString(match[1]))
	}
	return out
}

// leads returns the address of the link with a text; "" if there is none.
func leads(body, text string) string {
	match := regexp.MustCompile(`href="([^"]*)">` + regexp.QuoteMeta(text) + `</a>`).FindStringSubmatch(body)
	if match == nil {
		return ""
	}
	return html.UnescapeString(match[1])
}

// datasetPageOf requests the page of the dataset d from pages of one's own.
func datasetPageOf(t *testing.T, p *pages, path string) string {
	t.Helper()
	w := httptest.NewRecorder()
	c, _ := gin.CreateTestContext(w)
	c.Request = httptest.NewRequest(http.MethodGet, path, http.NoBody)
	c.Params = gin.Params{{Key: "id", Value: "d"}}
	if p.dataset(c); w.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

// A search looks at a part of a large dataset at a time. One that goes on finds everything once, although the dataset is
// written meanwhile.
func TestSearchGoesOn(t *testing.T) {
	for _, sort := range []string{"", "oldest", "id"} {
		b := newPageBed(t)
		b.write(numbered(3000)...)
		p := &pages{node: b.node, effort: 300_000}
		body := datasetPageOf(t, p, "/datasets/d?in=value&q=77.&sort="+sort)
		if !strings.Contains(body, `data-every="0"`) {
			t.Error("a search of no moment in particular would be repeated")
		}
		body = datasetPageOf(t, p, "/datasets/d?in=value&q=77.&at=3000&sort="+sort)
		var found []string
		steps := 0
		for {
			found = append(found, listed(body)...)
			on := leads(body, "Search on")
			if on == "" {
				break
			}
			if !strings.Contains(body, "versions looked at") || sort != "id" && !strings.Contains(body, "% of the dataset") {
				t.Errorf("the page does not say how far it came: %s", body)
			}
			b.write([2]string{"0", fmt.Sprintf(`"n":"77. again %d"`, steps)}, [2]string{"1077", fmt.Sprintf(`"n":"%d"`, steps)})
			body = datasetPageOf(t, p, on)
			steps++
		}
		want := []string{
			"77", "177", "277", "377", "477", "577", "677", "777", "877", "977", "1077", "1177", "1277", "1377", "1477", "1577",
			"1677", "1777", "1877", "1977", "2077", "2177", "2277", "2377", "2477", "2577", "2677", "2777", "2877", "2977",
		}
		slices.Sort(want)
		slices.Sort(found)
		if steps < 2 || !slices.Equal(found, want) {
			t.Errorf("%q: in %d steps %q", sort, steps, found)
		}
		if !strings.Contains(body, "The search has come to its end") {
			t.Error("the end is not told")
		}
	}
}

// The page is fetched again and again; what it looked for is looked for again only when the dataset has changed.
func TestSearchIsRemembered(t *testing.T) {
	b := newPageBed(t)
	b.write(numbered(5000)...)
	p := &pages{node: b.node}
	searches := func() int { return len(p.leaves.last) }
	for range 3 {
		datasetPageOf(t, p, "/datasets/d?in=value&q=1234.&at=5000")
		datasetPageOf(t, p, "/datasets/d?in=value&q=1234.&at=5000&open=4")
	}
	if searches() != 1 {
		t.Errorf("%d searches", searches())
	}
	b.write([2]string{"new", `"n":"1234."`})
	if body := datasetPageOf(t, p, "/datasets/d?in=value&q=1234.&at=5000"); searches() != 1 && !strings.Contains(body, "1 newer") || slices.Contains(listed(body), "new") {
		t.Errorf("%d searches, %s", searches(), body)
	}
	if body := datasetPageOf(t, p, "/datasets/d?in=value&q=1234.&at=5001"); !slices.Contains(listed(body), "new") {
		t.Errorf("the new one is not found: %s", body)
	}
	// A dataset that was deleted and written anew is another one, even at the same moment.
	if err := b.node.Store().Update(func(tx *dataset.Tx) error { return tx.Delete("d") }); err != nil {
		t.Fatal(err)
	}
	b.write(numbered(4999)...)
	b.write([2]string{"other", `"n":"1234."`})
	if body := datasetPageOf(t, p, "/datasets/d?in=value&q=1234.&at=5000"); !slices.Contains(listed(body), "other") {
		t.Errorf("the old dataset is shown: %s", body)
	}
	for i := range 2 * leavesRemembered {
		datasetPageOf(t, p, fmt.Sprintf("/datasets/d?in=value&q=x%d&at=5000", i))
	}
	if searches() != leavesRemembered {
		t.Errorf("%d are remembered", searches())
	}
}

// Pages follow one another in both directions; each shows the dataset as it was when the first one was left.
func TestPagesOfOneMoment(t *testing.T) {
	b := newPageBed(t)
	b.write(numbered(120)...)
	_, first := b.page("/datasets/d")
	if got := listed(first); len(got) != rowsOfLeaf || got[0] != "119" || leads(first, "← Previous") != "" || leads(first, "First") != "" {
		t.Fatalf("%q", got)
	}
	b.write([2]string{"100", ""}, [2]string{"60", `"n":1`}, [2]string{"new", ""})
	_, second := b.page(leads(first, "Next →"))
	if got := listed(second); len(got) != rowsOfLeaf || got[0] != "69" || !slices.Contains(got, "60") || !strings.Contains(second, "3 newer") {
		t.Fatalf("%q", got)
	}
	_, third := b.page(leads(second, "Next →"))
	if got := listed(third); len(got) != 20 || got[19] != "0" || leads(third, "Next →") != "" || leads(third, "Last") != "" {
		t.Fatalf("%q", got)
	}
	if _, body := b.page(leads(third, "← Previous")); !slices.Equal(listed(body), listed(second)) {
		t.Errorf("%q", listed(body))
	}
	if _, body := b.page(leads(second, "Last")); listed(body)[49] != "0" || leads(body, "Next →") != "" {
		t.Errorf("%q", listed(body))
	}
	_, body := b.page(leads(second, "← Previous")) // which is the first one
	if got := listed(body); len(got) != rowsOfLeaf || got[0] != "119" {
		t.Errorf("%q", got)
	}
	if _, body := b.page(leads(second, "Show the newest")); listed(body)[0] != "new" || strings.Contains(body, "newer") {
		t.Errorf("%q", listed(body))
	}
	for _, path := range []string{"/datasets/d?after=x", "/datasets/d?at=9999&after=60", "/datasets/d?at=-1&before=-3", "/datasets/d?sort=up&deleted=2&in=x"} {
		if status, body := b.page(path); status != http.StatusOK || strings.Contains(body, "at=9999") {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
}

// A dataset and an entity may have any name.
func TestNamesAreEscaped(t *testing.T) {
	b := newPageBed(t)
	const name, id = `a/b c?d#e%20f"<em>`, "<i>é\n/../?&#%41"
	err := b.node.Store().Update(func(tx *dataset.Tx) error {
		_, err := tx.Append(name, dataset.Entity{ID: id, Members: []byte(`"<u>":"<script>"`)}, nil)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	_, list := b.page("/datasets")
	status, body := b.page(leads(strings.ReplaceAll(list, "<bdi>", ""), html.EscapeString(name)+"</bdi>"))
	if status != http.StatusOK || !slices.Equal(listed(body), []string{id}) {
		t.Fatalf("%d %s", status, body)
	}
	row := regexp.MustCompile(`row-link" data-soft href="([^"]*)"`).FindStringSubmatch(body)
	_, beside := b.page(html.UnescapeString(row[1]))
	status, entity := b.page(leads(beside, "Versions and changes"))
	if status != http.StatusOK || !strings.Contains(entity, "The first version") {
		t.Fatalf("%d %s", status, entity)
	}
	for _, text := range []string{list, body, beside, entity} {
		for _, markup := range []string{"<em>", "<i>é", "<u>", "<script>"} {
			if strings.Contains(text, markup) {
				t.Errorf("%s in %s", markup, text)
			}
		}
	}
}

// What is missing, empty or held back is told as such.
func TestStatesOfADataset(t *testing.T) {
	b := newPageBed(t)
	if status, body := b.page("/datasets"); status != 200 || !strings.Contains(body, "No datasets yet") {
		t.Errorf("%d %s", status, body)
	}
	if status, body := b.page("/datasets/d"); status != 404 || !strings.Contains(body, "There is no dataset") || !strings.Contains(body, `data-page="dataset"`) {
		t.Errorf("%d %s", status, body)
	}
	if status, body := b.page("/datasets/d/entity?id=1"); status != 404 || !strings.Contains(body, "There is no dataset") {
		t.Errorf("%d %s", status, body)
	}
	set := func(change func(tx *dataset.Tx) error) {
		if err := b.node.Store().Update(change); err != nil {
			t.Fatal(err)
		}
	}
	set(func(tx *dataset.Tx) error { return tx.SetMeta("d", func(m *dataset.Meta) { m.Populated = true }) })
	if status, body := b.page("/datasets/d"); status != 200 || !strings.Contains(body, "No entities yet") || !strings.Contains(body, ">populated<") {
		t.Errorf("%d %s", status, body)
	}
	b.write([2]string{"1", `"n":1`})
	if status, body := b.page("/datasets/d/entity?id=2"); status != 404 || !strings.Contains(body, "There is no entity") {
		t.Errorf("%d %s", status, body)
	}
	for query, want := range map[string]string{
		"q=2": "No _id begins with", "q=2&in=value": "No entity contains", "deleted=only": "Nothing is deleted", "after=0&at=1": "Nothing further",
		"open=2": "There is no such entity",
	} {
		if status, body := b.page("/datasets/d?" + query); status != 200 || !strings.Contains(body, want) {
			t.Errorf("%s: %d %s", query, status, body)
		}
	}
	b.write([2]string{"1", ""})
	if _, body := b.page("/datasets/d?deleted=no"); !strings.Contains(body, "Everything is deleted") {
		t.Error(body)
	}
	set(func(tx *dataset.Tx) error { return tx.Hold("d", 1) })
	_, body := b.page("/datasets/d")
	if !strings.Contains(body, "1 version waits for a decision") || !strings.Contains(body, "rollback-circuit-breaker") || strings.Contains(body, `chip bad">deleted`) {
		t.Error(body)
	}
	b.write([2]string{"large", `"text":"` + strings.Repeat("x", largestShown) + `"`})
	set(func(tx *dataset.Tx) error { _, err := tx.Commit("d"); return err })
	if _, body := b.page("/datasets/d?open=large"); !strings.Contains(body, "262 kB, open it to see more") || !strings.Contains(body, "Too large to show here") || len(body) > 20_000 {
		t.Error(len(body), body[:min(len(body), 20_000)])
	}
	if _, body := b.page("/datasets/d/entity?id=large"); !strings.Contains(body, "Too large to compare here") {
		t.Error(body)
	}
}

// The list of datasets can be searched and sorted, and tells sizes and times.
func TestListOfDatasets(t *testing.T) {
	b := newPageBed(t)
	for i, name := range []string{"beta", "alpha", "system:own", "gamma"} {
		err := b.node.Store().Update(func(tx *dataset.Tx) error {
			for n := range 4 - i {
				if _, err := tx.Append(name, dataset.Entity{ID: fmt.Sprint(n)}, nil); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		b.clock.Set(b.node.Now().Add(time.Hour))
	}
	for query, want := range map[string][]string{
		"": {"alpha", "beta", "gamma", "system:own"}, "sort=-name": {"gamma", "beta", "alpha", "system:own"},
		"sort=-entities": {"beta", "alpha", "gamma", "system:own"}, "sort=size": {"gamma", "alpha", "beta", "system:own"},
		"sort=-changed": {"gamma", "alpha", "beta", "system:own"}, "q=AM": {"gamma"}, "sort=nonsense&q=a": {"alpha", "beta", "gamma"},
	} {
		if _, body := b.page("/datasets?" + query); !slices.Equal(listed(body), want) {
			t.Errorf("%s: %q", query, listed(body))
		}
	}
	if _, body := b.page("/datasets?sort=-entities&q=a"); !strings.Contains(body, `aria-sort="descending"`) || !strings.Contains(body, "/datasets?q=a&amp;sort=entities") {
		t.Error(body)
	}
	if _, body := b.page("/datasets?q=%3Cu%3E"); !strings.Contains(body, "No name contains “<bdi>&lt;u&gt;") || strings.Contains(body, "<table") {
		t.Error(body)
	}
	if _, body := b.page("/datasets"); !strings.Contains(body, "144 B") || !strings.Contains(body, "4 h ago") {
		t.Error(body)
	}
}
