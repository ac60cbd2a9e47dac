package ui

import (
	"fmt"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
)

// What the page of a dataset says in words, apart from its template.

// Size tells the size of the dataset.
func (h datasetHead) Size() string { return sizeText(h.Bytes) }

// Entities counts the entities, deleted ones too.
func (h datasetHead) Entities() int64 { return h.Live + h.Meta.Deleted }

// Deleted counts the deleted entities.
func (h datasetHead) Deleted() int64 { return h.Meta.Deleted }

// Searching reports whether values are searched.
func (w wish) Searching() bool { return w.searches() }

// Placed reports whether the page is another one than the first.
func (w wish) Placed() bool { return w.placed() }

// field is a hidden field of a form.
type field struct{ Name, Value string }

// Kept are the fields with which a form keeps the page as it is, except for the columns.
func (w wish) Kept() []field {
	all := []field{{"q", w.Find}, {"in", w.In}, {"sort", w.Sort}, {"deleted", w.Deleted}, {"after", w.After}, {"before", w.Before}, {"open", w.Open}}
	if w.At > 0 {
		all = append(all, field{"at", strconv.FormatInt(w.At, 10)})
	}
	if w.End {
		all = append(all, field{"end", "1"})
	}
	var out []field
	for _, f := range all {
		if f.Value != "" {
			out = append(out, f)
		}
	}
	return out
}

// Form tells one state of the page's forms from another.
func (d datasetPage) Form() string {
	w := d.Wish
	w.After, w.Before, w.Open, w.End, w.At = "", "", "", false, 0
	return w.address()
}

// Prefixed reports whether the order is that of the _ids because of what is searched for.
func (d datasetPage) Prefixed() bool { return d.Wish.Find != "" && d.Wish.In == "" }

// Everywhere is the address of a search for the same in all values.
func (d datasetPage) Everywhere() string {
	return wish{dataset: d.Wish.dataset, Find: d.Wish.Find, In: "value", Sort: d.Wish.Sort, Deleted: d.Wish.Deleted, Columns: d.Wish.Columns}.address()
}

// Searched tells how far a search in values has come.
func (d datasetPage) Searched() string {
	found := countText(len(d.Rows)) + " found"
	switch {
	case d.Stopped:
		return fmt.Sprintf("%s so far, in %s versions looked at. %s", found, countText(d.Looked), d.Covered())
	case d.Next != "" && !d.Wish.Placed():
		return "The first " + found + ". The search goes on with the next page."
	case d.Next != "":
		return found + " on this page. The search goes on with the next page."
	case d.Wish.Placed():
		return found + " on this page. The search has come to its end."
	default:
		return found + ". The whole dataset was searched."
	}
}

// Covered tells how much of the dataset lies behind a search that stopped.
func (d datasetPage) Covered() string {
	if !d.Stopped || d.Reached < 0 {
		return ""
	}
	return fmt.Sprintf("%d %% of the dataset is behind it.", d.Reached)
}

// Position tells what part of the dataset the page shows.
func (d datasetPage) Position() string {
	n := len(d.Rows)
	if n == 0 {
		return ""
	}
	text := countText(n) + " shown"
	if !d.Wish.Narrowed() {
		text = countText(n) + " of " + countText(d.Entities()) + " entities"
		if d.Entities() == 1 {
			text = "1 entity"
		}
	}
	if d.Wish.order() != dataset.ByID {
		text += fmt.Sprintf(", _updated %s to %s", countText(d.Rows[0].Offset), countText(d.Rows[n-1].Offset))
	}
	return text
}

// Form tells one state of the page's form from another.
func (e *entityPage) Form() string {
	before, after := int64(-1), int64(-1)
	if e.Before != nil {
		before = e.Before.Offset
	}
	if e.After != nil {
		after = e.After.Offset
	}
	return fmt.Sprint(e.ID, before, after)
}
