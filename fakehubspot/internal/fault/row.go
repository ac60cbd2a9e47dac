package fault

import "slices"

// strikeDuplicateRow sends one result of a page twice.
func strikeDuplicateRow(c *call) bool {
	return c.rewrite(func(p *resultPage) bool {
		i, ok := p.index(c.Row)
		if ok {
			p.results = slices.Insert(p.results, i, p.results[i])
		}
		return ok
	})
}

// strikeMissingRow leaves one result of a page out.
func strikeMissingRow(c *call) bool {
	return c.rewrite(func(p *resultPage) bool {
		i, ok := p.index(c.Row)
		if ok {
			p.results = slices.Delete(p.results, i, i+1)
		}
		return ok
	})
}
