package ui

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// mostListed is how many datasets of a kind the page lists.
const mostListed = 200

// manyDatasets is how many datasets it takes until the page is fetched less often.
const manyDatasets = 2000

// datasetsPage is the list of datasets.
type datasetsPage struct {
	frame

	// Find is part of the names that are listed.
	Find string
	// Kinds are the pipes' datasets and the node's own.
	Kinds []datasetKind
	// Total counts all datasets, whatever is searched for.
	Total int
	// By is the column by which they are sorted.
	By string
	// Down is the direction.
	Down bool
}

// datasetKind is one of the two kinds of dataset.
type datasetKind struct {
	ID, Title string
	Datasets  []listedDataset
	// Found counts all that match; the list may be shorter.
	Found int
}

// listedDataset is a dataset of the list. One that does not exist is listed if a pipe writes it.
type listedDataset struct {
	link
	dataset.Meta

	Exists, System   bool
	Writers, Readers []link
	JSON             string
}

// datasetOrders are the columns by which datasets can be sorted; those of numbers and times begin with the largest.
var datasetOrders = map[string]struct {
	down  bool
	order func(a, b listedDataset) int
}{
	"name":     {false, func(a, b listedDataset) int { return strings.Compare(a.Text, b.Text) }},
	"entities": {true, func(a, b listedDataset) int { return cmp.Compare(a.Live, b.Live) }},
	"deleted":  {true, func(a, b listedDataset) int { return cmp.Compare(a.Deleted, b.Deleted) }},
	"versions": {true, func(a, b listedDataset) int { return cmp.Compare(a.Next, b.Next) }},
	"size":     {true, func(a, b listedDataset) int { return cmp.Compare(a.Bytes, b.Bytes) }},
	"changed":  {true, func(a, b listedDataset) int { return a.Modified.Compare(b.Modified) }},
}

// sizeText tells a number of bytes.
func sizeText(n int64) string {
	if n < 1000 {
		return strconv.FormatInt(n, 10) + " B"
	}
	value, unit := float64(n)/1000, 0
	for ; value >= 999.5 && unit < 3; unit++ {
		value /= 1000
	}
	digits := 1
	if value >= 99.95 {
		digits = 0
	}
	return strconv.FormatFloat(value, 'f', digits, 64) + " " + []string{"kB", "MB", "GB", "TB"}[unit]
}

func (p *pages) datasets(c *gin.Context) {
	page := datasetsPage{frame: p.frame("datasets", "datasets", "Datasets"), Find: c.Query("q")}
	page.By, page.Down = strings.CutPrefix(c.DefaultQuery("sort", "name"), "-")
	if _, known := datasetOrders[page.By]; !known {
		page.By, page.Down = "name", false
	}
	all, err := p.listedDatasets()
	if err != nil {
		p.failed(c, err)
		return
	}
	if page.Total = len(all); page.Total > manyDatasets {
		page.Every = "5000"
	}
	all = slices.DeleteFunc(all, func(d listedDataset) bool {
		return !strings.Contains(strings.ToLower(d.Text), strings.ToLower(page.Find))
	})
	slices.SortFunc(all, func(a, b listedDataset) int {
		order := datasetOrders[page.By].order(a, b)
		if page.Down {
			order = -order
		}
		return cmp.Or(order, strings.Compare(a.Text, b.Text))
	})
	page.Kinds = []datasetKind{{ID: "user", Title: "Datasets of pipes"}, {ID: "system", Title: "Datasets of the node"}}
	for _, d := range all {
		kind := &page.Kinds[0]
		if d.System {
			kind = &page.Kinds[1]
		}
		if kind.Found++; kind.Found <= mostListed {
			kind.Datasets = append(kind.Datasets, d)
		}
	}
	if page.Find != "" {
		page.Kinds = slices.DeleteFunc(page.Kinds, func(kind datasetKind) bool { return kind.Found == 0 })
	}
	p.show(c, http.StatusOK, "datasets", page)
}

// listedDatasets returns every dataset, and those that do not exist yet but have a pipe that writes them.
func (p *pages) listedDatasets() ([]listedDataset, error) {
	t := trafficOf(p.node.Config())
	var out []listedDataset
	add := func(name string, m dataset.Meta, exists bool) {
		out = append(out, listedDataset{
			link: datasetLink(name), Meta: m, Exists: exists, System: isSystem(name), JSON: "/api/datasets/" + url.PathEscape(name),
			Writers: pipeLinks(t.writers[name]), Readers: pipeLinks(t.readers[name]),
		})
	}
	err := p.node.Store().View(func(tx *dataset.Tx) error {
		there := map[string]bool{}
		for _, name := range tx.Names() {
			there[name] = true
			m, err := tx.Meta(name)
			if err != nil {
				return err
			}
			add(name, m, true)
		}
		for name := range t.writers {
			if !there[name] && !isSystem(name) {
				add(name, dataset.Meta{}, false)
			}
		}
		return nil
	})
	return out, err
}

// SortLink returns the address of the list sorted by a column: the other way round, if it is sorted by it already.
func (d datasetsPage) SortLink(by string) string {
	down := datasetOrders[by].down
	if by == d.By {
		down = !d.Down
	}
	if down {
		by = "-" + by
	}
	query := url.Values{"sort": {by}}
	if d.Find != "" {
		query.Set("q", d.Find)
	}
	return "/datasets?" + query.Encode()
}

// Unfiltered is the address of the list without a search.
func (d datasetsPage) Unfiltered() string {
	return "/datasets?" + url.Values{"sort": {d.Sort()}}.Encode()
}

// Sorted returns the value of aria-sort of a column.
func (d datasetsPage) Sorted(by string) string {
	switch {
	case by != d.By:
		return "none"
	case d.Down:
		return "descending"
	default:
		return "ascending"
	}
}

// Sort is the parameter of the present order.
func (d datasetsPage) Sort() string {
	if d.Down {
		return "-" + d.By
	}
	return d.By
}

// Size tells the size of a dataset, if it is known.
func (d listedDataset) Size() string {
	if d.Bytes == 0 && d.Next > 0 {
		return ""
	}
	return sizeText(d.Bytes)
}

// failed answers with an error that is not about what was requested.
func (p *pages) failed(c *gin.Context, err error) {
	if c.Request.Context().Err() != nil {
		return // nobody is there to read it
	}
	c.String(http.StatusInternalServerError, "%s\n", p.mask(err.Error()))
}
