package ui

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/browse"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/object"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// records is the page of the records of an object type: the list and, beside it, one record.
type records struct {
	Page

	slow *slow
}

// recordsPage is its content.
type recordsPage struct {
	frame

	Tabs     []tab
	More     []tab // object types without records
	Object   string
	Label    string // of several records, such as Companies
	Singular string // such as company
	Plural   string // such as companies, in the middle of a sentence
	Wish     wish
	Hidden   []parameter // what a search keeps of the address
	Changed  string      // the label of the property that a made-up change changes
	Churn    int

	Live, Archived int
	LiveAt         string // the addresses of the two lists
	ArchivedAt     string
	HeldBack       int
	Lag            string

	TitleColumn column
	Columns     []column
	Choices     []choice
	Rows        []row
	Total       int
	By          string // the label of the property that has the text
	Searched    []string
	Slow        slowness
	Fault       string // why there is no list
	Paging      paging
	JSON        string
	List        string // the address of the list alone
	New         string // the address of the form that makes a record

	Record *recordView
	Form   *createForm
	Gone   string // why the record in the address is not shown
}

// tab is an object type with its counts.
type tab struct {
	Label, At string
	Live      int
	Current   bool
}

// parameter is a field that goes along with a search.
type parameter struct{ Name, Value string }

// slowness is what a query cost that had to look at the records.
type slowness struct {
	Scanned int
	Took    string
	Renewed string
}

// paging is where the page is in the list; an address is empty where there is no such page.
type paging struct {
	From, To                int
	First, Prev, Next, Last string
}

func (p records) home(w http.ResponseWriter, r *http.Request) {
	p.serve(w, r, object.Contacts.Plural, "")
}

func (p records) list(w http.ResponseWriter, r *http.Request) {
	p.serve(w, r, r.PathValue("type"), "")
}

func (p records) one(w http.ResponseWriter, r *http.Request) {
	p.serve(w, r, r.PathValue("type"), r.PathValue("id"))
}

func (p records) serve(w http.ResponseWriter, r *http.Request, name, id string) {
	o, err := p.Hub.Object(name)
	if err != nil {
		p.show(w, http.StatusNotFound, "missing", missingPage{p.frame("missing", "Not found"), fmt.Sprintf("This account has no object type %s.", shorten(name, longest))})
		return
	}
	page, status := p.page(r.Context(), o, wishOf(o, id, r.URL.Query()), r.Host)
	if r.Context().Err() != nil {
		return // nobody waits for it
	}
	p.show(w, status, "records", page)
}

// page is the content for a wish, and the status with which it is sent.
func (p records) page(ctx context.Context, o *store.Store, want wish, host string) (recordsPage, int) {
	settings := o.Definition().Settings.Labelled(o.Type.Names)
	page := recordsPage{
		frame: p.frame("records", settings.Plural), Object: o.Type.Plural, Label: settings.Plural, Singular: singular(o), Plural: plural(o),
		Wish: want, Live: o.Len(), Archived: o.LenArchived(), List: want.open(""), New: want.open(newRecord),
		Columns: want.columnsOf(p.Hub, o), Choices: want.choices(o),
	}
	page.LiveAt, page.ArchivedAt = want.inArchive(false).String(), want.inArchive(true).String()
	page.Tabs, page.More = tabs(p.Hub, o)
	page.Churn, _ = p.Hub.Churn(o.Type.Plural) // there is this object type
	for name, values := range want.query() {
		if name != "q" && name != "offset" && name != "words" {
			page.Hidden = append(page.Hidden, parameter{name, values[0]})
		}
	}
	slices.SortFunc(page.Hidden, func(a, b parameter) int { return cmp.Compare(a.Name, b.Name) })
	page.TitleColumn = column{Label: "Name"}
	if names := title(o); names != nil {
		page.TitleColumn = want.column(o, names[len(names)-1])
		if len(names) == 1 {
			page.TitleColumn.Label = label(o, names[0])
		} else {
			page.TitleColumn.Label = "Name"
		}
	}
	page.Changed = changedLabel(o)
	lag, held := o.Index.Lag()
	page.HeldBack, page.Lag = held, lag.Delay.String()
	page.JSON = want.json(page.Columns)

	status := http.StatusOK
	shownID := p.beside(&page, o, want, host)
	if page.Gone != "" {
		status = http.StatusNotFound
	}
	if err := p.fill(ctx, &page, o, want, shownID); err != nil {
		status = http.StatusBadRequest
		page.Fault = err.Error()
	}
	return page, status
}

// beside shows what is beside the list, and returns the ID of the record that it is.
func (p records) beside(page *recordsPage, o *store.Store, want wish, host string) int64 {
	switch want.Record {
	case "":
		return 0
	case newRecord:
		page.Form = formOf(p.Hub, o)
		page.Title = "New " + page.Singular
		return 0
	}
	id, err := hub.ParseID("The ID of a "+page.Singular, want.Record)
	if err != nil {
		page.Gone = err.Error() + "."
		return 0
	}
	r, found := o.Get(id)
	if !found {
		r, found = o.GetArchived(id)
	}
	if !found {
		page.Gone = fmt.Sprintf("There is no %s %d, live or archived. It may have been erased, or be of another object type.", page.Singular, id)
		return 0
	}
	page.Record = p.viewOf(o, r, want, host)
	page.Title = page.Record.Title
	if r.ID != id {
		page.Record.MergedFrom = strconv.FormatInt(id, 10)
	}
	return r.ID
}

// fill adds the list.
func (p records) fill(ctx context.Context, page *recordsPage, o *store.Store, want wish, openID int64) error {
	q := browse.Query{Text: want.Text, Words: want.Words, Archived: want.Archived, Sort: want.Sort, Offset: want.Offset, Limit: pageSize}
	if want.Text != "" {
		q.Also = want.alsoSearched(o)
		page.Searched = searched(o, q.Also)
	}
	answer, err := p.slow.find(ctx, o, q)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	if err != nil {
		return err
	}
	page.Total = answer.page.Total
	page.Rows = want.rows(o, answer.page.Records, page.Columns, page.Now, openID)
	if answer.page.By != "" {
		page.By = label(o, answer.page.By)
	}
	if answer.renewed > 0 {
		page.Slow = slowness{answer.page.Scanned, round(answer.took), round(answer.renewed)}
	}
	page.Paging = pagingOf(want, answer.page.Total, len(answer.page.Records))
	return nil
}

// round is a duration as people say it.
func round(d time.Duration) string {
	if d < time.Second {
		return d.Round(10 * time.Millisecond).String()
	}
	return d.Round(100 * time.Millisecond).String()
}

func pagingOf(want wish, total, shown int) paging {
	var p paging
	if shown > 0 {
		p.From, p.To = want.Offset+1, want.Offset+shown
	}
	last := max(0, (total-1)/pageSize*pageSize)
	if want.Offset > 0 {
		p.First, p.Prev = want.at(0), want.at(min(want.Offset-pageSize, last))
	}
	if want.Offset < last {
		p.Next, p.Last = want.at(want.Offset+pageSize), want.at(last)
	}
	return p
}

// tabs are the object types: those of which there are records, and the others.
func tabs(h *hub.Hub, shown *store.Store) (with, without []tab) {
	for _, one := range h.Tallies() {
		current := one.Name == shown.Type.Plural
		t := tab{Label: one.Label, At: wish{Object: one.Name}.String(), Live: one.Live, Current: current}
		if current || one.Live > 0 || one.Archived > 0 || one.Name == object.Contacts.Plural {
			with = append(with, t)
		} else {
			without = append(without, t)
		}
	}
	return with, without
}

// label is what people call a property.
func label(o *store.Store, name string) string {
	if p, known := o.Schema.Property(name); known && p.Label != "" {
		return p.Label
	}
	return name
}
