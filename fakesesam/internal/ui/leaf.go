package ui

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// What a page of a dataset costs at most, and shows at most.
const (
	rowsOfLeaf = 50
	// effortOfLeaf is how much is looked at for one page: a tenth of a second's work.
	effortOfLeaf = 96 << 20
	// largestInList is the size up to which an entity's properties are shown in the list.
	largestInList = 64 << 10
)

// wish is what a reader wants to see of a dataset: the query of the page's address.
type wish struct {
	dataset string
	// Find is what is searched for: in the values of entities if In is "value", otherwise at the beginning of the _id.
	Find, In string
	// Sort is "", "oldest" or "id"; Deleted is "", "no" or "only".
	Sort, Deleted string
	// Columns are the properties that are shown; none for those that the page chooses.
	Columns []string
	// At is the number of versions that the dataset had at the moment that is shown; 0 for now.
	At int64
	// After and Before are the places where the page begins or ends; End is the last page.
	After, Before string
	End           bool
	// Open is the _id of the entity beside the list.
	Open string
}

func wishOf(name string, query url.Values) wish {
	w := wish{
		dataset: name, Find: query.Get("q"), In: query.Get("in"), Sort: query.Get("sort"), Deleted: query.Get("deleted"),
		Columns: query["col"], After: query.Get("after"), Before: query.Get("before"), End: query.Has("end"), Open: query.Get("open"),
	}
	w.At, _ = strconv.ParseInt(query.Get("at"), 10, 64) // anything else is now
	if w.In != "value" {
		w.In = ""
	}
	if w.Sort != "oldest" && w.Sort != "id" {
		w.Sort = ""
	}
	if w.Deleted != "no" && w.Deleted != "only" {
		w.Deleted = ""
	}
	if !w.placed() && !w.searches() || w.order() == dataset.ByID {
		w.At = 0 // the page follows the dataset
	}
	return w
}

// placed reports whether the page is another one than the first.
func (w wish) placed() bool { return w.After != "" || w.Before != "" || w.End }

// searches reports whether all values have to be looked at.
func (w wish) searches() bool { return w.Find != "" && w.In == "value" }

// Narrowed reports whether some entities are left out.
func (w wish) Narrowed() bool { return w.Find != "" || w.Deleted != "" }

// order returns the order of the page: entities whose _id begins with a text are next to each other only by _id.
func (w wish) order() dataset.Order {
	switch {
	case w.Sort == "id" || w.Find != "" && w.In == "":
		return dataset.ByID
	case w.Sort == "oldest":
		return dataset.Oldest
	default:
		return dataset.Newest
	}
}

// address returns the address of the page with a wish.
func (w wish) address() string {
	query := url.Values{}
	for name, value := range map[string]string{
		"q": w.Find, "in": w.In, "sort": w.Sort, "deleted": w.Deleted, "after": w.After, "before": w.Before, "open": w.Open,
	} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if w.At > 0 {
		query.Set("at", strconv.FormatInt(w.At, 10))
	}
	if w.End {
		query.Set("end", "1")
	}
	if len(w.Columns) > 0 {
		query["col"] = w.Columns
	}
	path := datasetLink(w.dataset).Href
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

// from returns the wish for another page of the same moment.
func (w wish) from(after, before string, end bool, at int64) wish {
	w.After, w.Before, w.End, w.Open = after, before, end, ""
	w.At = at
	if w.order() == dataset.ByID || !w.placed() && !w.searches() {
		w.At = 0
	}
	return w
}

// browse returns the question to the store.
func (w wish) browse() dataset.Browse {
	b := dataset.Browse{Order: w.order(), Until: w.At, Limit: rowsOfLeaf, Largest: largestInList}
	switch w.Deleted {
	case "no":
		b.Deleted = dataset.LiveOnly
	case "only":
		b.Deleted = dataset.DeletedOnly
	}
	switch {
	case w.searches():
		b.Where = containing(w.Find)
	case w.Find != "":
		b.Prefix = w.Find
	}
	switch {
	case w.End:
		b.Back = true
	case w.Before != "":
		b.Back, b.From = true, w.place(w.Before)
	case w.After != "":
		b.From = w.place(w.After)
	}
	return b
}

// place reads a place of the page's order. An offset that is none is the beginning.
func (w wish) place(text string) *dataset.Place {
	if w.order() == dataset.ByID {
		return &dataset.Place{ID: text}
	}
	offset, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil
	}
	return &dataset.Place{Offset: offset}
}

// placeOf is the text of a place.
func (w wish) placeOf(p dataset.Place) string {
	if w.order() == dataset.ByID {
		return p.ID
	}
	return strconv.FormatInt(p.Offset, 10)
}

// containing selects the versions whose JSON or _id contains a text, be it written as JSON or as what it means.
func containing(text string) func(*dataset.Version) bool {
	needle := []byte(text)
	var escaped bytes.Buffer
	encoder := json.NewEncoder(&escaped)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a text can be encoded
	quoted := bytes.TrimSpace(escaped.Bytes())
	meant := quoted[1 : len(quoted)-1]
	differs := !bytes.Equal(meant, needle)
	return func(v *dataset.Version) bool {
		return bytes.Contains(v.Members, needle) || differs && bytes.Contains(v.Members, meant) || strings.Contains(v.ID, text)
	}
}
