package flow

// assignColumns puts every box in the column after those that lead to it. Edges that close a cycle are set aside first.
func (g *graph) assignColumns() {
	g.breakCycles()
	out, in := g.neighbours()
	waiting := map[*node]int{}
	var ready []*node
	for _, n := range g.nodes {
		if waiting[n] = len(in[n]); waiting[n] == 0 {
			ready = append(ready, n)
		}
	}
	last := 0
	for ; len(ready) > 0; ready = ready[1:] {
		n := ready[0]
		last = max(last, n.Column)
		for _, l := range out[n] {
			l.to.Column = max(l.to.Column, n.Column+1)
			if waiting[l.to]--; waiting[l.to] == 0 {
				ready = append(ready, l.to)
			}
		}
	}
	// What nothing leads to stands right before what it leads to.
	for _, n := range g.nodes {
		if len(in[n]) > 0 || len(out[n]) == 0 {
			continue
		}
		n.Column = last
		for _, l := range out[n] {
			n.Column = min(n.Column, l.to.Column-1)
		}
	}
	if len(g.nodes) > 0 {
		g.columns = make([][]*node, last+1)
	}
}

func (g *graph) neighbours() (out, in map[*node][]*link) {
	out, in = map[*node][]*link{}, map[*node][]*link{}
	for _, l := range g.edges {
		out[l.from] = append(out[l.from], l)
		in[l.to] = append(in[l.to], l)
	}
	return out, in
}

// breakCycles sets aside the edges that lead back to where a walk along the edges has come from. A walk begins where nothing
// leads to, if there is such a box.
func (g *graph) breakCycles() {
	out, in := g.neighbours()
	const under, done = 1, 2
	state := map[*node]int{}
	back := map[*link]bool{}
	var walk func(n *node)
	walk = func(n *node) {
		state[n] = under
		for _, l := range out[n] {
			switch state[l.to] {
			case under:
				back[l] = true
			case 0:
				walk(l.to)
			}
		}
		state[n] = done
	}
	for _, begin := range []bool{true, false} {
		for _, n := range g.nodes {
			if state[n] == 0 && (len(in[n]) == 0 || !begin) {
				walk(n)
			}
		}
	}
	kept := g.edges[:0]
	for _, l := range g.edges {
		if back[l] {
			g.back = append(g.back, Edge{l.from.ID, l.to.ID, l.side})
			continue
		}
		kept = append(kept, l)
	}
	g.edges = kept
}
