package ui

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
)

// datasetPage is one dataset: what it is, and a leaf of its entities.
type datasetPage struct {
	frame
	datasetHead

	Wish wish
	// Columns are those that the page shows and those that it offers.
	Columns []column
	Rows    []entityRow
	// First, Previous, Next and Last are the addresses of other pages; "" if there is none.
	First, Previous, Next, Last string
	// Newer counts the versions that were written since the moment that is shown.
	Newer int64
	// Fresh is the address of the same page as of now, Plain that of the dataset without what narrows it, Automatic that of the
	// page with the columns that it chooses itself.
	Fresh, Plain, Automatic string
	// Stopped means that the page did not look at everything: at Looked of the versions, as far as Reached in hundredths of the
	// dataset; -1 if that is unknown. On is where to go on.
	Stopped bool
	Looked  int64
	Reached int
	On      string
	// OnBack means that On leads towards the beginning.
	OnBack bool
	// Moment is the number of versions now, for a search that is sent from this page.
	Moment int64
	Beside *entityCard
}

// datasetHead is what the pages of a dataset and of its entities say of the dataset.
type datasetHead struct {
	dataset.Meta

	Name string
	// Home is the address of the dataset's page, API that of its JSON.
	Home, API string
	// Missing means that there is no such dataset.
	Missing bool
	System  bool
	Writers []writer
	Readers []link
	// HeldBack counts the versions that a circuit breaker holds back.
	HeldBack int64
}

// writer is a pipe that writes a dataset.
type writer struct {
	link

	Running   bool
	Processed int64
	// Start is where to request a run; "" for a pipe without a pump.
	Start string
}

// entityRow is an entity in the list.
type entityRow struct {
	ID, Href string
	Open     bool
	// Exact means that the _id is what was searched for.
	Exact   bool
	Offset  int64
	At      time.Time
	Deleted bool
	Cells   []cell
	// Large is the size of an entity whose properties are not shown in the list.
	Large string
	JSON  string
}

func (p *pages) dataset(c *gin.Context) {
	name := c.Param("id")
	page := datasetPage{frame: p.frame("dataset", "datasets", name), Wish: wishOf(name, c.Request.URL.Query())}
	err := p.fill(c, &page)
	switch {
	case errors.Is(err, dataset.ErrNoDataset): // perhaps deleted only now
		page.Missing, page.Title = true, p.hide(&page.datasetHead)
		p.show(c, http.StatusNotFound, "dataset", page)
	case err != nil:
		p.failed(c, err)
	default:
		p.show(c, http.StatusOK, "dataset", page)
	}
}

// fill reads what the page shows of its dataset.
func (p *pages) fill(c *gin.Context, page *datasetPage) error {
	name := page.Wish.dataset
	key, err := p.headOf(name, &page.datasetHead)
	if err != nil {
		return err
	}
	page.Moment = key.until
	if page.Wish.At > key.until {
		page.Wish.At = 0 // the dataset has been written anew
	}
	leaf, err := p.leafOf(c, &page.Wish, key)
	if err != nil {
		return err
	}
	page.list(leaf)
	page.lead(leaf)
	if page.Wish.Open != "" {
		if page.Beside, err = p.card(name, page.Wish.Open); err != nil {
			return err
		}
		page.Beside.Close = page.Wish.opening("").address()
	}
	if page.Wish.searches() && page.Wish.At == 0 {
		page.Every = "0" // it would search again whenever the dataset changes
	}
	return nil
}

// headOf fills in what is known of a dataset, and returns what tells its present state from any other.
func (p *pages) headOf(name string, head *datasetHead) (leafKey, error) {
	head.Name, head.Home, head.API = name, datasetLink(name).Href, "/api/datasets/"+url.PathEscape(name)
	head.System = isSystem(name)
	t := trafficOf(p.node.Config())
	head.Readers = pipeLinks(t.readers[name])
	for _, id := range t.writers[name] {
		w := writer{link: pipeLink(id)}
		if each, err := p.node.Pump(id); err == nil && !head.System {
			status, err := each.Status()
			if err != nil {
				return leafKey{}, err
			}
			w.Running, w.Processed = status.Running, status.Processed
			if each.Runnable() {
				w.Start = "/api/pipes/" + url.PathEscape(id) + "/pump"
			}
		}
		head.Writers = append(head.Writers, w)
	}
	key := leafKey{name: name}
	err := p.node.Store().View(func(tx *dataset.Tx) error {
		var err error
		if head.Meta, err = tx.Meta(name); err != nil {
			return err
		}
		key.until, key.held = head.Next, -1
		if head.Held != nil {
			key.until, key.held = head.Held.From, head.Held.From
			head.HeldBack = head.Next - head.Held.From
		}
		last, err := tx.At(name, key.until-1)
		if last != nil {
			key.last, key.sum = dataset.Mark{Offset: last.Offset, Timestamp: last.Timestamp, Deleted: last.Deleted}, last.Sum
		}
		return err
	})
	return key, err
}

// hide masks the name of a dataset that does not exist, which may be anything, a secret too. It returns it.
func (p *pages) hide(head *datasetHead) string {
	head.Name = p.mask(head.Name)
	head.Home = datasetLink(head.Name).Href
	return head.Name
}

// leafOf reads the leaf that is wished for, unless it is remembered. A leaf before the first one is the first one.
func (p *pages) leafOf(c *gin.Context, w *wish, key leafKey) (dataset.Leaf, error) {
	for {
		b := w.browse()
		b.Until, b.Effort = key.until, cmp.Or(p.effort, effortOfLeaf)
		if w.At > 0 {
			b.Until = w.At
		}
		asked := *w
		asked.Columns, asked.Open = nil, ""
		key.question = asked.address()
		leaf, known := p.leaves.find(key)
		var err error
		if !known {
			if leaf, err = p.node.Store().Browse(c.Request.Context(), key.name, b); err != nil {
				return leaf, err
			}
			p.leaves.remember(key, leaf)
		}
		if b.Back && !w.End && !leaf.More && !leaf.Stopped {
			w.Before = "" // the first page begins at the beginning, however many rows precede what the reader saw
			continue
		}
		return leaf, nil
	}
}

// list makes the table of a leaf.
func (d *datasetPage) list(leaf dataset.Leaf) {
	values, ids := make([]map[string][]byte, len(leaf.Rows)), make([]string, len(leaf.Rows))
	for i, row := range leaf.Rows {
		values[i], ids[i] = properties(row.Members), row.ID
	}
	few := columnsOfLeaf
	if d.Wish.Open != "" {
		few = columnsBeside
	}
	d.Columns = columnsOf(values, ids, d.Wish.Columns, few)
	for i, row := range leaf.Rows {
		out := entityRow{
			ID: row.ID, Href: d.Wish.opening(row.ID).address(), Open: row.ID == d.Wish.Open, Exact: d.Wish.Find == row.ID,
			Offset: row.Offset, At: time.UnixMicro(row.Timestamp), Deleted: row.Deleted, JSON: versionAddress(d.API, row.ID, row.Offset),
		}
		if row.Members == nil {
			out.Large = sizeText(int64(row.Size))
		}
		for _, column := range d.Columns {
			if column.Shown {
				out.Cells = append(out.Cells, cellOf(column.Name, values[i][column.Name]))
			}
		}
		d.Rows = append(d.Rows, out)
	}
}

// lead fills in where the page leads.
func (d *datasetPage) lead(leaf dataset.Leaf) {
	w, moment := d.Wish, d.Wish.At
	if moment == 0 {
		moment = d.Moment
	}
	back := w.browse().Back
	more := leaf.More || leaf.Stopped
	first, last := "", ""
	if n := len(leaf.Rows); n > 0 {
		first = w.placeOf(dataset.Place{Offset: leaf.Rows[0].Offset, ID: leaf.Rows[0].ID})
		last = w.placeOf(dataset.Place{Offset: leaf.Rows[n-1].Offset, ID: leaf.Rows[n-1].ID})
	}
	reached := w.placeOf(leaf.Reached)
	d.Stopped, d.Looked, d.Reached = leaf.Stopped, leaf.Looked, progress(w, leaf.Reached, moment)
	switch {
	case leaf.Stopped && back: // this, and not the button, goes on from where it stopped
		d.On, d.OnBack, first = w.from("", reached, false, moment).address(), true, ""
	case leaf.Stopped:
		d.On, last = w.from(reached, "", false, moment).address(), ""
	}
	if (back && more || !back && w.placed()) && first != "" {
		d.Previous = w.from("", first, false, moment).address()
	}
	if (!back && more || back && !w.End) && last != "" {
		d.Next = w.from(last, "", false, moment).address()
	}
	if w.placed() {
		d.First = w.from("", "", false, moment).address()
	}
	if (d.Next != "" || leaf.Stopped && !back) && !w.searches() {
		d.Last = w.from("", "", true, moment).address()
	}
	if w.At > 0 {
		d.Newer = d.Moment - w.At
	}
	d.Fresh = w.from("", "", false, d.Moment).address()
	d.Plain = wish{dataset: w.dataset, Sort: w.Sort, Columns: w.Columns}.address()
	automatic := w
	automatic.Columns = nil
	d.Automatic = automatic.address()
}

// progress tells how much of a dataset's history lies behind a place, in hundredths; -1 if it cannot be told.
func progress(w wish, reached dataset.Place, versions int64) int {
	if w.order() == dataset.ByID || versions == 0 {
		return -1
	}
	done := reached.Offset
	if (w.order() == dataset.Newest) != w.browse().Back {
		done = versions - reached.Offset
	}
	return int(100 * done / versions)
}

// opening returns the wish for the same page with an entity beside the list.
func (w wish) opening(id string) wish {
	w.Open = id
	return w
}

// versionAddress returns the address of a version's JSON.
func versionAddress(api, id string, offset int64) string {
	return api + "/entity?" + url.Values{"entity_id": {id}, "offset": {strconv.FormatInt(offset, 10)}}.Encode()
}

// entityCard is the latest version of an entity beside the list.
type entityCard struct {
	ID, Dataset string
	// Missing means that there is no such entity.
	Missing bool
	Version versionView
	// Versions is the address of the entity's page, Close that of the list alone.
	Versions, Close string
}

// versionView is one version of an entity.
type versionView struct {
	Offset, Previous int64
	At               time.Time
	Deleted          bool
	Size             string
	Hash             string
	Tokens           []token
	// Cut means that the tokens are only the beginning; Large that there are none, because of the size.
	Cut, Large bool
	JSON       string
}

// card returns the latest version of an entity.
func (p *pages) card(name, id string) (*entityCard, error) {
	out := &entityCard{ID: id, Dataset: name, Versions: entityAddress(name, id)}
	var v *dataset.Version
	err := p.node.Store().View(func(tx *dataset.Tx) error {
		var err error
		v, err = tx.Get(name, id)
		return err
	})
	if errors.Is(err, dataset.ErrNoDataset) || err == nil && v == nil {
		out.Missing = true
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	out.Version, err = p.view(name, v)
	return out, err
}

// view makes a version readable.
func (p *pages) view(name string, v *dataset.Version) (versionView, error) {
	out := versionView{
		Offset: v.Offset, Previous: v.Previous, At: time.UnixMicro(v.Timestamp), Deleted: v.Deleted, Size: sizeText(int64(len(v.Members))),
		JSON: versionAddress("/api/datasets/"+url.PathEscape(name), v.ID, v.Offset),
	}
	if len(v.Members) > largestShown {
		out.Large = true
		return out, nil
	}
	own, err := dataset.DecodeObject(object(v.Members))
	if err != nil {
		return out, err
	}
	out.Tokens, out.Cut = pretty(own, reserved(v), p.referenced)
	return out, nil
}

// reserved are the properties that the node adds to a version, as AppendJSON has them.
func reserved(v *dataset.Version) []token {
	bare := *v
	bare.Members = nil
	object, err := dataset.DecodeObject(bare.AppendJSON(nil))
	if err != nil {
		return nil
	}
	var out []token
	for _, key := range []string{"_id", "_deleted", "_updated", "_previous", "_ts", "_hash"} {
		t := token{Kind: "r", Text: jsonText(key) + ": " + jsonText(object[key])}
		if id, ok := object[key].(string); ok && key == "_id" {
			t.Type = typeNames[dtl.TypeOf(id)]
		}
		out = append(out, t)
	}
	return out
}
