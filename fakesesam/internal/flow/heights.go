package flow

import (
	"math"
	"slices"
)

// assignHeights gives every node its height: as close as possible to its neighbours, in the order of the column.
func (g *graph) assignHeights() {
	for _, column := range g.columns { // to begin with, one below the other
		top := 0.0
		for i, n := range column {
			if i > 0 {
				top += float64(space(column[i-1], n))
			}
			n.at = top
		}
	}
	for sweep := range sweeps + 1 {
		previous, next := sweep%2 == 0, sweep%2 == 1
		if sweep == sweeps {
			previous, next = true, true
		}
		columns := g.columns
		if next && !previous {
			columns = slices.Clone(g.columns)
			slices.Reverse(columns)
		}
		for _, column := range columns {
			wanted := make([]float64, len(column))
			for i, n := range column {
				wanted[i] = n.wish(previous, next)
			}
			settle(column, wanted)
		}
	}
	least := math.Inf(1)
	for _, column := range g.columns {
		for _, n := range column {
			least = min(least, n.at)
		}
	}
	for _, column := range g.columns {
		for _, n := range column {
			n.Top = int(math.Round(n.at - least))
		}
	}
}

// wish is the top at which the lines to the neighbours would be level, in the mean.
func (n *node) wish(previous, next bool) float64 {
	sum, count := 0.0, 0
	if previous {
		for _, l := range n.previous {
			sum += l.from.at + float64(l.from.Out-n.In)
			count++
		}
	}
	if next {
		for _, l := range n.next {
			sum += l.to.at + float64(l.to.In-n.Out)
			count++
		}
	}
	if count == 0 {
		return n.at
	}
	return sum / float64(count)
}

// space is the least distance between the tops of two nodes, one below the other.
func space(above, below *node) int {
	if above.pass && below.pass {
		return lineGap
	}
	return above.Height + Gap
}

// settle moves the nodes of a column as close as possible to what they want (in the sense of least squares) without changing
// their order: nodes that would be too close move together, as one block.
func settle(column []*node, wanted []float64) {
	type block struct {
		sum   float64
		count int
		first int
	}
	offset := make([]float64, len(column)) // of each node, from the first one
	var blocks []block
	for i := range column {
		if i > 0 {
			offset[i] = offset[i-1] + float64(space(column[i-1], column[i]))
		}
		blocks = append(blocks, block{wanted[i] - offset[i], 1, i})
		for len(blocks) > 1 {
			above, below := blocks[len(blocks)-2], blocks[len(blocks)-1]
			if above.sum/float64(above.count) <= below.sum/float64(below.count) {
				break
			}
			blocks = append(blocks[:len(blocks)-2], block{above.sum + below.sum, above.count + below.count, above.first})
		}
	}
	for i, b := range blocks {
		end := len(column)
		if i+1 < len(blocks) {
			end = blocks[i+1].first
		}
		for j := b.first; j < end; j++ {
			column[j].at = b.sum/float64(b.count) + offset[j]
		}
	}
}
