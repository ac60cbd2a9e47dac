package index

import (
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/record"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/topk"
)

// defaultFew is how many matches are cheaper to collect and sort than to walk to in an order.
const defaultFew = 2_000

// Select returns a page of the records that match, as the index knows them, and the number of all matches. It reads one
// state of the index: no write comes in between.
func (x *Index) Select(s Selection) (page []*record.Record, total int) {
	x.catchUp()
	x.mu.RLock()
	defer x.mu.RUnlock()
	p := plan{Index: x, Selection: s}
	for _, g := range s.Groups {
		p.groups = append(p.groups, newGroup(g))
	}
	if len(p.groups) == 0 {
		p.groups = []group{newGroup(Group{})}
	}
	return p.run()
}

// plan is one selection, run on the state of the index behind its lock.
type plan struct {
	*Index
	Selection
	groups []group
}

// run counts the matches without looking at them where ranges decide everything, and then walks to the page in an order
// that the index keeps. In all other cases it looks at every candidate. Few matches are collected in any case: a walk
// passes over every record that does not match.
func (p *plan) run() (page []*record.Record, total int) {
	total, counted := p.count()
	if counted && total > p.few && p.Order.Value == nil {
		return p.walk(), total
	}
	return p.collect()
}

// count returns the number of matches, if ranges decide which records match.
func (p *plan) count() (total int, ok bool) {
	if len(p.groups) == 1 && p.groups[0].createdOnly() {
		created := p.groups[0].created
		return p.byCreated.count(created.low, created.high), true
	}
	for i := range p.groups {
		if !p.groups[i].boxOnly() {
			return 0, false
		}
	}
	return p.countUnion(), true
}

// countUnion counts the records in any of the boxes by inclusion and exclusion: those in each box, less those in each
// two, plus those in each three, and so on.
func (p *plan) countUnion() int {
	total := 0
	for chosen := 1; chosen < 1<<len(p.groups); chosen++ {
		common, sign := everything(), -1
		for i := range p.groups {
			if chosen>>i&1 == 1 {
				common, sign = common.intersect(p.groups[i].box), -sign
			}
		}
		total += sign * p.grid.count(common)
	}
	return total
}

// matches reports whether a record meets the conditions of a group.
func (p *plan) matches(r *record.Record) bool {
	for i := range p.groups {
		if p.groups[i].holds(r) {
			return true
		}
	}
	return false
}

// walk reads the page in the order that the index keeps by the field.
func (p *plan) walk() []*record.Record {
	if p.Limit <= 0 {
		return nil
	}
	page := make([]*record.Record, 0, min(p.Limit, p.grid.size))
	skip := p.Offset
	yield := func(r *record.Record) bool {
		if !p.matches(r) {
			return true
		}
		if skip > 0 {
			skip--
			return true
		}
		page = append(page, r)
		return len(page) < p.Limit
	}
	within, created := p.groups[0].box, p.groups[0].created
	for _, g := range p.groups[1:] {
		within, created = within.around(g.box), created.around(g.created)
	}
	switch p.Order.Field {
	case ID:
		p.grid.scan(within, p.Order.Descending, yield)
	case Modified:
		p.byModified.scan(within.modified.low, within.modified.high, p.Order.Descending, yield)
	case Created:
		p.byCreated.scan(created.low, created.high, p.Order.Descending, yield)
	}
	return page
}

// collect looks at every candidate, counts the matches and keeps those that can be on the page.
func (p *plan) collect() (page []*record.Record, total int) {
	kept := topk.New(p.Offset+p.Limit, p.Order.compare)
	keep := func(r *record.Record) bool {
		total++
		kept.Add(p.sortable(r))
		return true
	}
	paths, candidates := make([]path, len(p.groups)), 0
	for i := range p.groups {
		best, cost := p.cheapest(&p.groups[i])
		paths[i], candidates = best, candidates+cost
	}
	switch {
	case len(p.groups) == 1:
		p.each(&p.groups[0], paths[0], keep)
	case candidates > p.grid.size:
		p.grid.scan(everything(), false, func(r *record.Record) bool { return !p.matches(r) || keep(r) })
	default:
		p.eachOnce(paths, keep)
	}
	for _, one := range kept.After(p.Offset) {
		page = append(page, one.rec)
	}
	return page, total
}

// eachOnce yields the records of all groups, those in several groups once, until yield returns false.
func (p *plan) eachOnce(paths []path, yield func(*record.Record) bool) {
	seen := map[int64]bool{}
	for i := range p.groups {
		p.each(&p.groups[i], paths[i], func(r *record.Record) bool {
			if seen[r.ID] {
				return true
			}
			seen[r.ID] = true
			return yield(r)
		})
	}
}
