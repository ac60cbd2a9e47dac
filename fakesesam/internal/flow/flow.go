// Package flow lays out what flows where: boxes in columns from left to right, so that everything comes after what it is made
// of. The height of a box is known, the width of a column is not: the drawing fills whatever width there is.
//
// A drawing is made in these steps: edges that close a cycle are set aside and columns are assigned (columns.go) → what passes
// a column gets a place in it and the columns are ordered so that few lines cross (order.go) → heights are assigned (heights.go).
package flow

// Box is one node of the drawing. Out, In and Height are in pixels from its top.
type Box struct {
	ID string
	// Height is how tall it is; lines arrive at In and leave from Out.
	Height, In, Out int
	// Column and Top are where Lay puts it.
	Column, Top int
}

// Edge leads from one box to another.
type Edge struct {
	From, To string
	// Side marks an edge that matters less: something is looked up there.
	Side bool
}

// Curve leads from one column to the next, from one height to another.
type Curve struct {
	Column   int // on its left
	From, To int
	Side     bool
	// Arrives means that it ends at a box, and not at a Pass.
	Arrives bool
}

// Pass is where a line passes a column on its way.
type Pass struct {
	Column, At int
	Side       bool
}

// Drawing is where everything is.
type Drawing struct {
	Columns, Height int
	Boxes           []Box
	Curves          []Curve
	Passes          []Pass
	// Back are the edges that are not drawn because they close a cycle.
	Back []Edge
}

// Gap is the least space between two boxes, and between two lines, in pixels.
const (
	Gap     = 14
	lineGap = 6
)

// Lay lays out boxes. Edges from or to a box that is not among them are ignored, and so is one that is there twice. The same
// input gives the same drawing; the order of the boxes is kept where nothing speaks against it. If it would have more than most
// columns, only their number and what leads back is determined.
func Lay(boxes []Box, edges []Edge, most int) Drawing {
	g := newGraph(boxes, edges)
	g.assignColumns()
	if len(g.columns) > most {
		return Drawing{Columns: len(g.columns), Back: g.back}
	}
	g.addPasses()
	g.order()
	g.assignHeights()
	return g.drawing()
}

// node is a box, or the place where a line passes a column.
type node struct {
	Box

	pass bool
	side bool
	// next and previous are the neighbours in the columns beside.
	next, previous []*link
	// rank is where it is in its column, at is the middle of its lines.
	rank, at float64
}

// link is an edge between neighbouring columns.
type link struct {
	from, to *node
	side     bool
}

// graph is a drawing in the making.
type graph struct {
	nodes   []*node
	edges   []*link // between any columns
	links   []*link // between neighbouring columns
	columns [][]*node
	back    []Edge
}

func newGraph(boxes []Box, edges []Edge) *graph {
	g := &graph{}
	byID := make(map[string]*node, len(boxes))
	for _, box := range boxes {
		n := &node{Box: box}
		g.nodes = append(g.nodes, n)
		byID[box.ID] = n
	}
	known := map[[2]string]bool{}
	for _, side := range []bool{false, true} { // what is more than looked up comes first
		for _, edge := range edges {
			from, to := byID[edge.From], byID[edge.To]
			if edge.Side != side || from == nil || to == nil || known[[2]string{edge.From, edge.To}] {
				continue
			}
			known[[2]string{edge.From, edge.To}] = true
			g.edges = append(g.edges, &link{from, to, side})
		}
	}
	return g
}

func (g *graph) drawing() Drawing {
	d := Drawing{Columns: len(g.columns), Back: g.back}
	for _, n := range g.nodes {
		d.Boxes = append(d.Boxes, n.Box)
		d.Height = max(d.Height, n.Top+n.Height)
	}
	for _, column := range g.columns {
		for _, n := range column {
			if n.pass {
				d.Passes = append(d.Passes, Pass{n.Column, n.Top, n.side})
				d.Height = max(d.Height, n.Top+1)
			}
		}
	}
	for _, l := range g.links {
		d.Curves = append(d.Curves, Curve{l.from.Column, l.from.Top + l.from.Out, l.to.Top + l.to.In, l.side, !l.to.pass})
	}
	return d
}
