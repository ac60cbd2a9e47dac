package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/flow"
)

// mostStages is how many columns a drawing has at most: more would be too narrow to be read.
const mostStages = 8

// flowView is a flow, as a drawing and as a list: where the window is too narrow for the drawing, the list is shown.
type flowView struct {
	Drawing *flowDrawing // nil if it would have too many columns
	Columns int
	List    []flowItem
}

// flowDrawing is a drawing whose columns are as wide as the window allows: what is across is in percent.
type flowDrawing struct {
	Height int
	Boxes  []drawnBox
	Gaps   []drawnGap
	Tips   []drawnTip
}

// drawnBox is a box with its place.
type drawnBox struct {
	*flowBox

	X, Width string
}

// drawnGap is the lines between two columns, or those that pass a column, as paths. It is 100 wide.
type drawnGap struct {
	X, Width    string
	Solid, Side string
}

// drawnTip is where a line arrives.
type drawnTip struct {
	X string
	Y int
}

// The widths of columns and of the gaps between them, in percent.
const (
	widest    = 26.0
	widestGap = 11.0
	gapShare  = 0.3 // of a gap, compared with a column
)

// columnWidths returns the widths of so many columns and of the gaps between them.
func columnWidths(columns int) (width, gap float64) {
	n := float64(columns)
	width = min(widest, 100/(n+gapShare*(n-1)))
	if n > 1 {
		gap = min(widestGap, (100-n*width)/(n-1))
	}
	return width, gap
}

// draw places a layout.
func (b *flowBuilder) draw(layout flow.Drawing) *flowDrawing {
	width, gap := columnWidths(layout.Columns)
	left := func(column int) float64 { return float64(column) * (width + gap) }
	d := &flowDrawing{Height: layout.Height}
	for _, placed := range layout.Boxes {
		box := b.boxes[placed.ID]
		box.Box = placed
		d.Boxes = append(d.Boxes, drawnBox{box, percent(left(placed.Column)), percent(width)})
	}
	// The keyboard goes from the left to the right and down, as the flow does.
	slices.SortStableFunc(d.Boxes, func(a, b drawnBox) int { return cmp.Or(a.Column-b.Column, a.Top-b.Top) })
	between := make([]drawnPath, layout.Columns)
	across := make([]drawnPath, layout.Columns)
	for _, curve := range layout.Curves {
		between[curve.Column].add(curve.Side, fmt.Sprintf("M0,%d C50,%[1]d 50,%d 100,%[2]d", curve.From, curve.To))
		if curve.Arrives {
			d.Tips = append(d.Tips, drawnTip{percent(left(curve.Column + 1)), curve.To})
		}
	}
	for _, pass := range layout.Passes {
		across[pass.Column].add(pass.Side, fmt.Sprintf("M0,%d H100", pass.At))
	}
	for column := range layout.Columns {
		for _, each := range []struct {
			path     *drawnPath
			x, width float64
		}{{&between[column], left(column) + width, gap}, {&across[column], left(column), width}} {
			if each.path.solid.Len()+each.path.side.Len() > 0 {
				d.Gaps = append(d.Gaps, drawnGap{percent(each.x), percent(each.width), each.path.solid.String(), each.path.side.String()})
			}
		}
	}
	return d
}

// drawnPath is the lines of a gap.
type drawnPath struct{ solid, side strings.Builder }

func (p *drawnPath) add(side bool, path string) {
	if side {
		p.side.WriteString(path)
		return
	}
	p.solid.WriteString(path)
}

func percent(x float64) string { return fmt.Sprintf("%.3f%%", x) }

// flowItem is a line of the list.
type flowItem struct {
	*flowBox

	Indent int
	// Again means that the box has been in the list before, with what comes after it.
	Again bool
}

// mostIndent is how far a line of the list is indented at most.
const mostIndent = 6

// list returns the boxes in the order of the flow, each below one that it comes from.
func (b *flowBuilder) list(edges []flow.Edge) []flowItem {
	after, comes := map[string][]string{}, map[string]bool{}
	for _, edge := range edges {
		if !edge.Side && !slices.Contains(after[edge.From], edge.To) {
			after[edge.From] = append(after[edge.From], edge.To)
			comes[edge.To] = true
		}
	}
	var out []flowItem
	listed := map[string]bool{}
	var add func(id string, indent int)
	add = func(id string, indent int) {
		out = append(out, flowItem{b.boxes[id], min(indent, mostIndent), listed[id]})
		if listed[id] {
			return
		}
		listed[id] = true
		for _, next := range after[id] {
			add(next, indent+1)
		}
	}
	for _, box := range b.order {
		if !comes[box.ID] {
			add(box.ID, 0)
		}
	}
	return out
}
