package ui

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/browse"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/hub"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/seed"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/store"
)

// wish is what the address of a records page asks for. All links of the page are made of it.
type wish struct {
	Object   string // the plural name
	Record   string // the ID of the record that is open, newRecord for the form of a new one, or empty
	Text     string
	Words    bool
	Archived bool
	Sort     string
	Offset   int
	Columns  []string // nil for the usual ones
}

// newRecord stands in the place of an ID in the address of the form that makes a record.
const newRecord = "new"

// pageSize is how many records a page of the list has.
const pageSize = 25

func wishOf(o *store.Store, id string, query url.Values) wish {
	w := wish{
		Object: o.Type.Plural, Record: id, Text: strings.TrimSpace(query.Get("q")), Words: query.Get("words") == "true",
		Archived: query.Get("archived") == "true", Sort: query.Get("sort"),
	}
	w.Offset, _ = strconv.Atoi(query.Get("offset"))
	w.Offset = max(0, w.Offset)
	for _, list := range query["columns"] {
		for name := range strings.SplitSeq(list, ",") {
			if _, known := o.Schema.Key(name); known && !slices.Contains(w.Columns, name) {
				w.Columns = append(w.Columns, name)
			}
		}
	}
	return w
}

// query is the wish as parameters.
func (w wish) query() url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("q", w.Text)
	set("sort", w.Sort)
	set("columns", strings.Join(w.Columns, ","))
	if w.Words {
		v.Set("words", "true")
	}
	if w.Archived {
		v.Set("archived", "true")
	}
	if w.Offset > 0 {
		v.Set("offset", strconv.Itoa(w.Offset))
	}
	return v
}

// Path is the address without its parameters.
func (w wish) Path() string {
	path := "/_ui/objects/" + url.PathEscape(w.Object)
	if w.Record != "" {
		path += "/" + url.PathEscape(w.Record)
	}
	return path
}

// String is the address.
func (w wish) String() string {
	if query := w.query().Encode(); query != "" {
		return w.Path() + "?" + query
	}
	return w.Path()
}

// json is where the control API has the list.
func (w wish) json(columns []column) string {
	v := w.query()
	v.Del("columns")
	if v.Has("q") {
		v.Set("query", v.Get("q"))
		v.Del("q")
	}
	v.Set("properties", strings.Join(propertiesOf(columns), ","))
	return "/_fake/objects/" + url.PathEscape(w.Object) + "?" + v.Encode()
}

func (w wish) at(offset int) string    { w.Offset = max(0, offset); return w.String() }
func (w wish) open(id string) string   { w.Record = id; return w.String() }
func (w wish) sorted(by string) string { w.Sort, w.Offset = by, 0; return w.String() }
func (w wish) Looking(text string) string {
	w.Text, w.Words, w.Offset = text, false, 0
	return w.String()
}
func (w wish) AsWords() string { w.Words, w.Offset = true, 0; return w.String() }

// Plain is the address with the usual columns.
func (w wish) Plain() string { w.Columns = nil; return w.String() }

func (w wish) inArchive(archived bool) wish {
	w.Archived, w.Offset, w.Record = archived, 0, ""
	return w
}

// column is one of the list. The first one is what people call a record.
type column struct {
	Name  string // of the property
	Label string
	// Sorted is "ascending", "descending" or empty, Sort the address of the list sorted by it.
	Sorted, Sort string
	Number       bool
	Time         bool
	get          record.Getter
	labels       map[string]string // of the values of a choice
}

func propertiesOf(columns []column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return names
}

// telling are properties that say much of a record, in whichever object type they are.
var telling = []string{
	"company", "jobtitle", "city", "lifecyclestage", "domain", "industry", "subject", "hs_pipeline_stage", "dealstage", "hs_status",
	"hs_timestamp", "price", "hs_lead_label", "hubspot_owner_id",
}

// usual are the properties that a list shows unless others are asked for: those that tell records apart, and the one that a
// made-up change changes.
func usual(o *store.Store) []string {
	names := slices.Concat(o.Definition().Settings.Secondary, []string{seed.Changed(o.Type, o.Schema)}, o.Type.Defaults, telling)
	var shown []string
	for _, name := range names {
		p, known := o.Schema.Property(name)
		key, live := o.Schema.Key(name)
		fixed := key == record.KeyID || key == record.KeyCreated || key == record.KeyModified
		if !known || !live || fixed || p.Calculated || slices.Contains(title(o), name) || slices.Contains(shown, name) {
			continue
		}
		if shown = append(shown, name); len(shown) == 4 {
			break
		}
	}
	return append(shown, o.Schema.Name(record.KeyModified))
}

// beside are how many columns stay while a record is open beside the list.
const beside = 2

// columns are those of a list after the first one.
func (w wish) columnsOf(h *hub.Hub, o *store.Store) []column {
	names := w.Columns
	if names == nil {
		names = usual(o)
	}
	if w.Record != "" && len(names) > beside {
		kept := slices.Clone(names[:beside-1])
		sorted := cmp.Or(strings.TrimPrefix(w.Sort, "-"), o.Schema.Name(record.KeyModified))
		if !slices.Contains(kept, sorted) && !slices.Contains(title(o), sorted) && slices.Contains(names, sorted) {
			kept = append(kept, sorted)
		} else {
			kept = append(kept, names[beside-1])
		}
		names = kept
	}
	all := make([]column, len(names))
	for i, name := range names {
		all[i] = w.column(o, name)
		p, _ := o.Schema.Property(name)
		if p.Type != schema.Enumeration {
			continue
		}
		all[i].labels = map[string]string{}
		for _, one := range optionsOf(h, o, p) {
			all[i].labels[one.Value] = one.Label
		}
	}
	return all
}

func (w wish) column(o *store.Store, name string) column {
	p, _ := o.Schema.Property(name)
	key, _ := o.Schema.Key(name)
	c := column{Name: name, Label: p.Label, Number: p.Type == schema.Number, Time: p.Type == schema.DateTime, get: o.Schema.Getter(key)}
	by, descending := strings.CutPrefix(w.Sort, "-")
	if w.Sort == "" && !w.Archived {
		by, descending = o.Schema.Name(record.KeyModified), true
	}
	next := name
	switch {
	case by == name && descending:
		c.Sorted = "descending"
	case by == name:
		c.Sorted, next = "ascending", "-"+name
	case c.Time: // people look for the latest
		next = "-" + name
	}
	c.Sort = w.sorted(next)
	return c
}

// row is a record in the list.
type row struct {
	ID       string
	Title    string
	Open     string // the address with the record beside the list
	Current  bool
	Fresh    bool // changed a moment ago
	Archived bool
	Cells    []cell
}

// cell is a value in the list.
type cell struct {
	Label, Text  string
	Number, Time bool
	At           time.Time
	Whole        bool // has no long word, so that none needs to be broken
}

// longWord is how long a word is that may be broken for the list to fit.
const longWord = 16

// whole reports whether a text has no long word.
func whole(text string) bool {
	return !slices.ContainsFunc(strings.Fields(text), func(word string) bool { return utf8.RuneCountInString(word) > longWord })
}

// fresh is how long a record is marked after a change.
const fresh = 5 * time.Second

// longest is how much of a value the list shows.
const longest = 100

func (w wish) rows(o *store.Store, records []*record.Record, columns []column, now time.Time, openID int64) []row {
	rows := make([]row, len(records))
	for i, r := range records {
		id := strconv.FormatInt(r.ID, 10)
		age := now.Sub(time.UnixMilli(r.Modified))
		rows[i] = row{ID: id, Title: titleOf(o, r), Open: w.open(id), Current: r.ID == openID, Fresh: age >= 0 && age < fresh, Archived: r.Archived != 0}
		for _, c := range columns {
			text, _ := c.get(r)
			if label := c.labels[text]; label != "" {
				text = label
			}
			one := cell{Label: c.Label, Text: shorten(text, longest), Number: c.Number}
			one.Whole = whole(one.Text)
			if c.Time {
				one.At, one.Time = instantOf(text)
			}
			rows[i].Cells = append(rows[i].Cells, one)
		}
	}
	return rows
}

// instantOf reads an instant as records hold it.
func instantOf(text string) (time.Time, bool) {
	at, err := time.Parse(record.StampFormat, text)
	return at.UTC(), err == nil
}

// title are the properties by which people call a record: of contacts the two parts of their names.
func title(o *store.Store) []string {
	primary := o.Definition().Settings.Primary
	if primary == "firstname" {
		return []string{"firstname", "lastname"}
	}
	if primary == "" {
		return nil
	}
	return []string{primary}
}

// titleOf is what people call a record.
func titleOf(o *store.Store, r *record.Record) string {
	var parts []string
	for _, name := range title(o) {
		if key, known := o.Schema.Key(name); known {
			if text, set := o.Schema.Getter(key)(r); set && strings.TrimSpace(text) != "" {
				parts = append(parts, strings.TrimSpace(text))
			}
		}
	}
	if parts == nil {
		if key, known := o.Schema.Key(o.Type.Identity.Property); known {
			if text, set := o.Schema.Getter(key)(r); set {
				return shorten(text, longest)
			}
		}
		return o.Type.Title() + " " + strconv.FormatInt(r.ID, 10)
	}
	return shorten(strings.Join(parts, " "), longest)
}

// shorten cuts a text to a number of characters.
func shorten(text string, most int) string {
	if len(text) <= most {
		return text
	}
	count := 0
	for i := range text {
		if count == most {
			return strings.ToValidUTF8(text[:i], "�") + "…"
		}
		count++
	}
	return text
}

// choice is a property that the list can show.
type choice struct {
	Name, Label string
	Shown       bool
}

func (w wish) choices(o *store.Store) []choice {
	shown := w.Columns
	if shown == nil {
		shown = usual(o)
	}
	var all []choice
	for _, p := range o.Schema.Properties(false) {
		all = append(all, choice{p.Name, p.Label, slices.Contains(shown, p.Name)})
	}
	slices.SortStableFunc(all, func(a, b choice) int {
		if a.Shown != b.Shown {
			if a.Shown {
				return -1
			}
			return 1
		}
		return cmp.Compare(strings.ToLower(a.Label), strings.ToLower(b.Label))
	})
	return all
}

// alsoSearched are the properties that the list shows, but for the times that every record has: nobody looks for their digits.
func (w wish) alsoSearched(o *store.Store) []string {
	shown := w.Columns
	if shown == nil {
		shown = usual(o)
	}
	return slices.DeleteFunc(slices.Clone(shown), func(name string) bool {
		key, _ := o.Schema.Key(name)
		return key <= record.KeyModified
	})
}

// searched says where words are looked for.
func searched(o *store.Store, also []string) []string {
	var labels []string
	for _, name := range append(browse.Searched(o), also...) {
		p, known := o.Schema.Property(name)
		if known && !slices.Contains(labels, p.Label) {
			labels = append(labels, p.Label)
		}
	}
	return append(labels, "Record ID")
}
