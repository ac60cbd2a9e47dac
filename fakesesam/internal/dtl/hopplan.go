package dtl

import (
	"maps"
	"slices"
	"strings"
)

// condition is one expression of where, with the variables in it.
type condition struct {
	at      string
	value   any
	aliases map[string]bool
	// left and right are the sides of a join: an eq of two different variables, one on each side.
	left, right side
	isJoin      bool
	used        bool
}

// side is one side of a join.
type side struct {
	at       string
	value    any
	variable string
}

// plan orders the datasets so that each is joined with one before it, or with the source. Other conditions are checked as
// soon as all of their variables are known.
func (c *compiler) plan(at string, where any, datasets []*hop) []*hop {
	conditions := c.conditions(at, where)
	if len(conditions) == 0 {
		return nil
	}
	names := map[int]string{}
	for alias, slot := range c.aliases {
		names[slot] = alias
	}
	known := map[string]bool{"": true}
	for alias, slot := range c.aliases {
		known[alias] = slot < datasets[0].slot // of an outer hops
	}
	var planned []*hop
	for len(planned) < len(datasets) {
		h, join := nextHop(datasets, planned, conditions, known, names)
		if h == nil {
			for _, left := range datasets {
				if !slices.Contains(planned, left) {
					c.reject(at, "nothing joins %q with the source or with another dataset; write an [\"eq\", …] with a property of it on one side", names[left.slot])
				}
			}
			return planned
		}
		join.used = true
		known[names[h.slot]] = true
		inner, outer := join.left, join.right
		if inner.variable != names[h.slot] {
			inner, outer = outer, inner
		}
		h.byID = inner.value == inner.variable+"._id"
		h.inner, h.outer = c.expression(inner.at, inner.value), c.expression(outer.at, outer.value)
		planned = append(planned, h)
		for i := range conditions {
			if check := c.check(&conditions[i], known); check != nil {
				h.checks = append(h.checks, check)
			}
		}
	}
	return planned
}

// nextHop returns the first dataset that a join connects with what is known.
func nextHop(datasets, planned []*hop, conditions []condition, known map[string]bool, names map[int]string) (*hop, *condition) {
	for _, h := range datasets {
		if slices.Contains(planned, h) {
			continue
		}
		name := names[h.slot]
		for i := range conditions {
			join := &conditions[i]
			if join.isJoin && (join.left.variable == name && known[join.right.variable] || join.right.variable == name && known[join.left.variable]) {
				return h, join
			}
		}
	}
	return nil, nil
}

// check compiles a condition once all of its variables are known; nil if they are not, or if it was compiled before.
func (c *compiler) check(cond *condition, known map[string]bool) expression {
	for alias := range cond.aliases {
		if !known[alias] {
			return nil
		}
	}
	if cond.used {
		return nil
	}
	cond.used = true
	if !cond.isJoin {
		return c.expression(cond.at, cond.value)
	}
	a, b := c.expression(cond.left.at, cond.left.value), c.expression(cond.right.at, cond.right.value)
	return func(s *scope) any { return s.overlap(a(s), b(s)) }
}

// conditions divides where: one expression, a list of them, or an "and".
func (c *compiler) conditions(at string, value any) []condition {
	list, ok := value.([]any)
	if !ok || len(list) == 0 {
		c.reject(at, `must be an expression such as ["eq", "_S._id", "o.customer"], or a list of them`)
		return nil
	}
	name, isCall := list[0].(string)
	if isCall && name != "and" {
		return []condition{c.condition(at, list)}
	}
	var all []condition
	for i, item := range list {
		if i > 0 || !isCall {
			all = append(all, c.conditions(index(at, i), item)...)
		}
	}
	return all
}

func (c *compiler) condition(at string, call []any) condition {
	cond := condition{at: at, value: call, aliases: c.aliasesOf(call)}
	if call[0] != "eq" || len(call) != 3 {
		return cond
	}
	left, right := sortedKeys(c.aliasesOf(call[1])), sortedKeys(c.aliasesOf(call[2]))
	if len(left) == 1 && len(right) == 1 && left[0] != right[0] {
		cond.isJoin = true
		cond.left, cond.right = side{argument(at, 0), call[1], left[0]}, side{argument(at, 1), call[2], right[0]}
	}
	return cond
}

// Reads returns the datasets that the program joins entities with and whose changes matter to what it has made of them.
func (p *Program) Reads() []string { return slices.Sorted(maps.Keys(p.reads)) }

// aliasPath reads a string that begins with an alias and a dot.
func (c *compiler) aliasPath(text string) (slot int, elements []string, ok bool) {
	alias, rest, isPath := strings.Cut(text, ".")
	slot, there := c.aliases[alias]
	if !isPath || !there {
		return 0, nil, false
	}
	return slot, splitPath(rest), true
}
