package fault

import "slices"

// strikeDuplicateRow sends one row of a page twice.
func strikeDuplicateRow(c *call) bool {
	return c.rewrite(func(p *rowsPage) bool {
		i, ok := p.row(c.Row)
		if ok {
			p.rows = slices.Insert(p.rows, i, p.rows[i])
		}
		return ok
	})
}

// strikeMissingRow leaves one row of a page out.
func strikeMissingRow(c *call) bool {
	return c.rewrite(func(p *rowsPage) bool {
		i, ok := p.row(c.Row)
		if ok {
			p.rows = slices.Delete(p.rows, i, i+1)
		}
		return ok
	})
}
