package dtl

import (
	"maps"
	"slices"
)

// planner orders the datasets of one alternative so that each is joined with one before it, or with the source. Other
// conditions are checked as soon as all of their variables are known.
type planner struct {
	c          *compiler
	conditions []condition
	// names are the aliases by slot; known are the variables that have been joined.
	names map[int]string
	known map[string]bool
}

// alternatives plans the joins. Usually there is one plan for all datasets. If there is none, each way in which where can
// hold has its own, for the datasets that it speaks of: an "or" may join a dataset on one side only.
func (c *compiler) alternatives(at string, where any, datasets []*hop) [][]*hop {
	conditions := c.conditions(at, where)
	if len(conditions) == 0 {
		return nil
	}
	if p := c.planner(conditions, datasets); len(p.order(datasets)) == len(datasets) {
		return [][]*hop{p.plan(datasets)}
	}
	ways := c.ways(at, where)
	if len(ways) == 0 {
		return nil
	}
	var plans [][]*hop
	joined := map[int]bool{}
	for _, conditions := range ways {
		p := c.planner(conditions, datasets)
		var wanted []*hop
		for _, h := range datasets {
			if slices.ContainsFunc(conditions, func(cond condition) bool { return cond.aliases[p.names[h.slot]] }) {
				own := *h
				wanted = append(wanted, &own)
			}
		}
		if len(wanted) == 0 {
			continue // it joins nothing
		}
		ordered := p.order(wanted)
		for _, h := range wanted {
			joined[h.slot] = joined[h.slot] || slices.Contains(ordered, h)
			if !slices.Contains(ordered, h) {
				c.unjoined(at, p.names[h.slot])
				return nil
			}
		}
		plans = append(plans, p.plan(wanted))
	}
	for _, h := range datasets {
		if !joined[h.slot] {
			c.unjoined(at, c.planner(nil, datasets).names[h.slot])
		}
	}
	return plans
}

func (c *compiler) unjoined(at, alias string) {
	c.reject(at, "nothing joins %q with the source or with another dataset; write an [\"eq\", …] with a property of it on one side", alias)
}

func (c *compiler) planner(conditions []condition, datasets []*hop) *planner {
	p := &planner{c: c, conditions: slices.Clone(conditions), names: map[int]string{}, known: map[string]bool{"": true}}
	for alias, slot := range c.aliases {
		p.names[slot] = alias
		p.known[alias] = slot < datasets[0].slot // of the hops around this one
	}
	return p
}

// order returns the datasets that can be joined, one after another.
func (p *planner) order(datasets []*hop) []*hop {
	known := maps.Clone(p.known)
	var ordered []*hop
	for len(ordered) < len(datasets) {
		i := slices.IndexFunc(datasets, func(h *hop) bool { return !slices.Contains(ordered, h) && p.joinOf(h, known) != nil })
		if i < 0 {
			break
		}
		ordered = append(ordered, datasets[i])
		known[p.names[datasets[i].slot]] = true
	}
	return ordered
}

// joinOf returns the first condition that joins a dataset with what is known.
func (p *planner) joinOf(h *hop, known map[string]bool) *condition {
	name := p.names[h.slot]
	for i := range p.conditions {
		join := &p.conditions[i]
		if join.isJoin && (join.left.variable == name && known[join.right.variable] || join.right.variable == name && known[join.left.variable]) {
			return join
		}
	}
	return nil
}

// plan compiles the joins and the conditions of datasets that can all be joined.
func (p *planner) plan(datasets []*hop) []*hop {
	ordered := p.order(datasets)
	for _, h := range ordered {
		join := p.joinOf(h, p.known)
		join.used = true
		p.known[p.names[h.slot]] = true
		inner, outer := join.left, join.right
		if inner.variable != p.names[h.slot] {
			inner, outer = outer, inner
		}
		h.byID = inner.value == inner.variable+"._id"
		h.inner, h.outer = p.c.expression(inner.at, inner.value), p.c.expression(outer.at, outer.value)
		for i := range p.conditions {
			if check := p.check(&p.conditions[i]); check != nil {
				h.checks = append(h.checks, check)
			}
		}
	}
	return ordered
}

// check compiles a condition once all of its variables are known; nil if they are not, or if it was compiled before.
func (p *planner) check(cond *condition) expression {
	for alias := range cond.aliases {
		if !p.known[alias] {
			return nil
		}
	}
	if cond.used {
		return nil
	}
	cond.used = true
	if !cond.isJoin {
		return p.c.expression(cond.at, cond.value)
	}
	a, b := p.c.expression(cond.left.at, cond.left.value), p.c.expression(cond.right.at, cond.right.value)
	return func(s *scope) any { return s.overlap(a(s), b(s)) }
}
