package ui

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dataset"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/flow"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/system"
)

// flowBox is a system, a pipe with the dataset that only it writes, or a dataset that no pipe or several write.
type flowBox struct {
	flow.Box

	// Kind is "system", "pipe" or "dataset".
	Kind  string
	Name  flowLink
	Pipe  *pipeEntry   // nil unless it is a pipe
	State system.State // of a system; "" if it is not known
	// Note says what else there is to say of a box, in a few words.
	Note string
	// Own is the dataset that only this pipe writes, or where else its entities can be found.
	Own flowLink
	// Live counts the entities of Own, or of a dataset; -1 if there is no such dataset.
	Live int64
	// Through are the services to which the pipe sends its entities on the way, Reads the datasets in which it looks something
	// up, and Back the boxes to which it leads back.
	Through, Reads, Back []flowLink
	// Long means that the name needs two lines.
	Long bool
}

// flowLink is a name that leads to a page; without a URL, it is a name only.
type flowLink struct{ Name, URL string }

// flowBuilder collects the boxes of some pipes.
type flowBuilder struct {
	p     *pages
	tx    *dataset.Tx
	pipes map[string]*pipeEntry // that are drawn
	// writers are the pipes of the node that write a dataset.
	writers map[string][]string
	boxes   map[string]*flowBox
	order   []*flowBox
	edges   []flow.Edge
}

// flow returns the flow through some pipes.
func (p *pages) flow(entries []pipeEntry) (*flowView, error) {
	b := &flowBuilder{p: p, pipes: map[string]*pipeEntry{}, writers: map[string][]string{}, boxes: map[string]*flowBox{}}
	for id, pipe := range p.node.Config().Pipes {
		if pipe.Sink.Dataset != "" {
			b.writers[pipe.Sink.Dataset] = append(b.writers[pipe.Sink.Dataset], id)
		}
	}
	for i := range entries {
		b.pipes[entries[i].ID] = &entries[i]
	}
	err := p.node.Store().View(func(tx *dataset.Tx) error {
		b.tx = tx
		for i := range entries {
			b.pipe(&entries[i])
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return b.view(), nil
}

// box returns the box of a key, which make makes if there is none yet.
func (b *flowBuilder) box(key string, fill func(*flowBox)) *flowBox {
	if box := b.boxes[key]; box != nil {
		return box
	}
	box := &flowBox{Box: flow.Box{ID: key}}
	fill(box)
	b.boxes[key] = box
	b.order = append(b.order, box)
	return box
}

func (b *flowBuilder) lead(from, to *flowBox, side bool) {
	b.edges = append(b.edges, flow.Edge{From: from.ID, To: to.ID, Side: side})
}

// pipe adds a pipe with what it reads and writes.
func (b *flowBuilder) pipe(e *pipeEntry) {
	source, sink := sides(e.config)
	box := b.pipeBox(e)
	for _, name := range source.datasets {
		b.lead(b.dataset(name), box, false)
	}
	if source.place.Name != "" {
		b.lead(b.system("from", source.place), box, false)
	}
	box.Note = source.note
	if e.config.Program != nil {
		for _, name := range e.config.Reads() {
			box.Reads = append(box.Reads, linkToDataset(name))
			b.lead(b.dataset(name), box, true)
		}
	}
	for _, call := range e.config.Calls {
		box.Through = append(box.Through, placeOf(call.System, call.URL))
	}
	for _, name := range sink.datasets {
		if !b.owned(name) {
			b.lead(box, b.dataset(name), false)
		}
	}
	if sink.place.Name != "" {
		b.lead(box, b.system("to", sink.place), false)
	}
}

func (b *flowBuilder) pipeBox(e *pipeEntry) *flowBox {
	return b.box("pipe:"+e.ID, func(box *flowBox) {
		box.Kind, box.Pipe, box.Name = "pipe", e, linkToPipe(e.ID)
		switch _, sink := sides(e.config); {
		case len(sink.datasets) == 1 && b.owned(sink.datasets[0]):
			box.Own, box.Live = linkToDataset(sink.datasets[0]), b.live(sink.datasets[0])
		case sink.note != "":
			box.Own, box.Live = flowLink{sink.note, sink.url}, -1
		}
	})
}

// owned reports whether a dataset is drawn with the one pipe that writes it.
func (b *flowBuilder) owned(name string) bool {
	writers := b.writers[name]
	return len(writers) == 1 && b.pipes[writers[0]] != nil
}

// dataset returns the box in which a dataset is: that of the pipe that writes it, or its own.
func (b *flowBuilder) dataset(name string) *flowBox {
	if b.owned(name) {
		return b.pipeBox(b.pipes[b.writers[name][0]])
	}
	return b.box("dataset:"+name, func(box *flowBox) {
		box.Kind, box.Name, box.Live = "dataset", linkToDataset(name), b.live(name)
	})
}

// live counts the entities of a dataset; -1 if there is no such dataset.
func (b *flowBuilder) live(name string) int64 {
	m, err := b.tx.Meta(name)
	if err != nil {
		return -1
	}
	return m.Live
}

func (b *flowBuilder) system(side string, place flowLink) *flowBox {
	return b.box(side+":"+place.Name, func(box *flowBox) {
		box.Kind, box.Name = "system", flowLink{b.p.mask(place.Name), place.URL}
		box.Note = "external URL"
		if s, err := b.p.node.System(place.Name); err == nil && place.URL != "" {
			box.Note = s.Type
			if health := s.Health(); s.Refusal() == nil {
				box.State = health.State()
			}
		}
	})
}

// side is where a pipe reads or writes: datasets, a system, or something that is no box.
type side struct {
	datasets  []string
	place     flowLink
	note, url string
}

// sides returns where a pipe reads and writes.
func sides(pipe *config.Pipe) (source, sink side) {
	var elsewhere struct {
		Source struct{ Datasets []string } `json:"source"`
		Sink   struct{ System string }     `json:"sink"`
	}
	from, to := &pipe.Source, &pipe.Sink
	switch from.Type {
	case config.SourceDataset:
		source.datasets = []string{from.Dataset}
	case config.SourceJSON:
		source.place = placeOf(from.System, from.URL)
	case config.SourceEmbedded:
		source.note = "has its own entities"
	case config.SourceHTTPEndpoint:
		source.note = "receives entities"
	case config.SourceEmpty, "":
	default:
		_ = json.Unmarshal(pipe.Effective, &elsewhere) // what is of another shape is an error of the pipe
		for _, name := range elsewhere.Source.Datasets {
			if words := strings.Fields(name); len(words) > 0 { // the second word is an alias
				source.datasets = append(source.datasets, words[0])
			}
		}
		source.place = placeOf(from.System, "")
	}
	switch {
	case to.Dataset != "":
		sink.datasets = []string{to.Dataset}
	case to.Service != nil:
		sink.place = placeOf(to.Service.System, to.Service.URL)
	case to.Format() != "":
		sink.note, sink.url = "published as "+to.Format(), "/api/publishers/"+url.PathEscape(pipe.ID)+"/"+to.Format()
	case to.Type != "":
		_ = json.Unmarshal(pipe.Effective, &elsewhere) // as above
		sink.place = placeOf(elsewhere.Sink.System, "")
	}
	return source, sink
}

// placeOf names a system, or the host of an absolute URL.
func placeOf(id, absolute string) flowLink {
	if id != "" {
		return flowLink{id, "/systems/" + url.PathEscape(id)}
	}
	u, err := url.Parse(absolute)
	if err != nil || u.Host == "" {
		return flowLink{}
	}
	return flowLink{Name: u.Host}
}

func linkToPipe(id string) flowLink { return flowLink{id, "/pipes/" + url.PathEscape(id)} }

func linkToDataset(name string) flowLink { return flowLink{name, "/datasets/" + url.PathEscape(name)} }

// Heights of what is in a box, in pixels; nodepage.css has the same.
const (
	boxEdge   = 8
	lineTall  = 20
	footTall  = 26
	linesMost = 2 // of services
	// windowWide is how wide a drawing is usually, letterWide a letter of a name, nameEdge what is beside a name.
	windowWide, letterWide, nameEdge = 1150, 7.3, 30
)

// measure determines the height of a box in one of so many columns.
func (box *flowBox) measure(columns int) {
	width, _ := columnWidths(max(columns, 1))
	box.Long = float64(utf8.RuneCountInString(box.Name.Name))*letterWide > width/100*windowWide-nameEdge
	box.Height = 2*boxEdge + 2*lineTall // the name, and what is said of it
	if box.Long {
		box.Height += lineTall
	}
	if box.Kind == "pipe" {
		box.Height += lineTall * (len(box.Services()) + len(box.Back))
		if box.Note != "" {
			box.Height += lineTall
		}
		if box.Own.Name != "" {
			box.Height += footTall
		}
	}
	box.In, box.Out = box.Height/2, box.Height/2
}

// Services are those of Through that are drawn; the last of them stands for those that are not.
func (box *flowBox) Services() []flowLink {
	return box.Through[:min(len(box.Through), linesMost)]
}

// MoreServices counts the services that are not drawn.
func (box *flowBox) MoreServices() int { return max(0, len(box.Through)-linesMost) }

// view lays the boxes out.
func (b *flowBuilder) view() *flowView {
	// What leads back, and how many columns there are, is known only after the layout, and changes the heights.
	first := flow.Lay(b.measured(0), b.edges, 0)
	back := first.Back
	for _, edge := range back {
		from := b.boxes[edge.From]
		from.Back = append(from.Back, b.boxes[edge.To].Name)
	}
	drawn := slices.DeleteFunc(slices.Clone(b.edges), func(e flow.Edge) bool {
		return slices.Contains(back, e) || slices.Contains(back, flow.Edge{From: e.From, To: e.To, Side: !e.Side})
	})
	layout := flow.Lay(b.measured(first.Columns), drawn, mostStages)
	view := &flowView{List: b.list(drawn), Columns: layout.Columns}
	if layout.Columns <= mostStages && layout.Columns > 0 {
		view.Drawing = b.draw(layout)
	}
	return view
}

// measured returns the boxes with their heights in a drawing of so many columns.
func (b *flowBuilder) measured(columns int) []flow.Box {
	var out []flow.Box
	for _, box := range b.order {
		box.measure(columns)
		out = append(out, box.Box)
	}
	return out
}
