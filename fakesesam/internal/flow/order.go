package flow

import (
	"cmp"
	"slices"
)

// addPasses replaces every edge that passes a column by links between neighbouring columns, and fills the columns.
func (g *graph) addPasses() {
	for _, n := range g.nodes {
		g.columns[n.Column] = append(g.columns[n.Column], n)
	}
	for _, edge := range g.edges {
		from := edge.from
		for column := from.Column + 1; column < edge.to.Column; column++ {
			pass := &node{Box: Box{Column: column}, pass: true, side: edge.side}
			g.columns[column] = append(g.columns[column], pass)
			g.connect(from, pass, edge.side)
			from = pass
		}
		g.connect(from, edge.to, edge.side)
	}
}

func (g *graph) connect(from, to *node, side bool) {
	l := &link{from, to, side}
	g.links = append(g.links, l)
	from.next, to.previous = append(from.next, l), append(to.previous, l)
}

// sweeps is how often the columns are ordered by their neighbours: more changes hardly anything.
const sweeps = 6

// order orders each column by where its neighbours are, alternately from the left and from the right.
func (g *graph) order() {
	g.begin()
	for sweep := range sweeps {
		if sweep%2 == 0 {
			for _, column := range g.columns {
				arrange(column, func(n *node) []*link { return n.previous }, func(l *link) *node { return l.from })
			}
			continue
		}
		for _, column := range slices.Backward(g.columns) {
			arrange(column, func(n *node) []*link { return n.next }, func(l *link) *node { return l.to })
		}
	}
}

// begin orders each column as a walk along the links comes by, so that what belongs together is together from the start.
func (g *graph) begin() {
	met := map[*node]bool{}
	next := make([]float64, len(g.columns))
	var walk func(n *node)
	walk = func(n *node) {
		if met[n] {
			return
		}
		met[n] = true
		n.rank = next[n.Column]
		next[n.Column]++
		for _, l := range n.next {
			walk(l.to)
		}
		for _, l := range n.previous {
			walk(l.from)
		}
	}
	for _, n := range g.nodes {
		walk(n)
	}
	for _, column := range g.columns {
		slices.SortStableFunc(column, func(a, b *node) int { return cmp.Compare(a.rank, b.rank) })
	}
}

// arrange orders a column by the mean rank of the neighbours; what has none stays where it is.
func arrange(column []*node, links func(*node) []*link, other func(*link) *node) {
	wanted := make(map[*node]float64, len(column))
	for i, n := range column {
		n.rank = float64(i)
		wanted[n] = n.rank
		if all := links(n); len(all) > 0 {
			sum := 0.0
			for _, l := range all {
				sum += other(l).rank
			}
			wanted[n] = sum / float64(len(all))
		}
	}
	slices.SortStableFunc(column, func(a, b *node) int { return cmp.Compare(wanted[a], wanted[b]) })
	for i, n := range column {
		n.rank = float64(i)
	}
}
