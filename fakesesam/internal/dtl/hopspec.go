package dtl

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/spelling"
)

var specProperties = []string{
	"datasets", "where", "return", "recurse", "exclude_root", "max_depth", "subsets", "prefilters", "track-dependencies", "trace",
}

// spec compiles one step of hops.
func (c *compiler) spec(at string, value any, isLast bool) *spec {
	given, ok := value.(map[string]any)
	if !ok {
		c.reject(at, `must be an object such as {"datasets": ["orders o"], "where": ["eq", "_S._id", "o.customer"]}`)
		return &spec{}
	}
	for _, name := range sortedKeys(given) {
		if !slices.Contains(specProperties, name) {
			c.reject(At(at, name), "unknown property%s", spelling.Hint(name, specProperties))
		}
	}
	outer := c.aliases
	c.aliases = maps.Clone(outer)
	defer func() { c.aliases = outer }()

	p := &spec{
		recurse: c.flag(At(at, "recurse"), given["recurse"], false), excludeRoot: c.flag(At(at, "exclude_root"), given["exclude_root"], false),
		maxDepth: c.specDepth(At(at, "max_depth"), given),
	}
	aliases := c.specDatasets(At(at, "datasets"), given["datasets"], c.flag(At(at, "track-dependencies"), given["track-dependencies"], true))
	if len(aliases) == 0 {
		return p
	}
	for _, h := range aliases {
		p.slots = append(p.slots, h.slot)
	}
	p.alternatives = c.alternatives(At(at, "where"), given["where"], aliases)
	subsets := "subsets"
	if given[subsets] == nil {
		subsets = "prefilters"
	}
	c.specSubsets(At(at, subsets), given[subsets], p.alternatives)
	p.result = c.specReturn(At(at, "return"), given["return"], aliases[len(aliases)-1], p.recurse || !isLast)
	return p
}

func (c *compiler) flag(at string, value any, otherwise bool) bool {
	switch value := value.(type) {
	case nil:
		return otherwise
	case bool:
		return value
	default:
		c.reject(at, "must be true or false")
		return otherwise
	}
}

// specDepth reads max_depth; null means without end.
func (c *compiler) specDepth(at string, given map[string]any) int {
	const byDefault = 10
	value, there := given["max_depth"]
	switch value := value.(type) {
	case nil:
		if there {
			return -1
		}
		return byDefault
	case json.Number:
		if depth, ok := intOf(value); ok && depth >= 0 {
			return depth
		}
	}
	c.reject(at, "must be an integer of at least 0, or null for no limit")
	return byDefault
}

// specDatasets reads "dataset alias", …; the aliases are variables from then on.
func (c *compiler) specDatasets(at string, value any, tracked bool) []*hop {
	const right = `must be a list of datasets, each with an alias ("orders o")`
	list, ok := value.([]any)
	if !ok || len(list) == 0 {
		c.reject(at, right)
		return nil
	}
	var hops []*hop
	for i, item := range list {
		text, _ := item.(string)
		words := strings.Fields(text)
		if len(words) != 2 {
			c.reject(index(at, i), "must be a dataset and its alias (\"orders o\")")
			continue
		}
		dataset, alias := words[0], words[1]
		if _, taken := c.aliases[alias]; taken || slices.Contains(pathVariables, alias) || strings.Contains(alias, ".") {
			c.reject(index(at, i), "the alias %q is already a variable, or contains a dot; choose another", alias)
			continue
		}
		c.aliases[alias] = c.slots
		hops = append(hops, &hop{dataset: dataset, slot: c.slots})
		c.slots++
		if tracked {
			c.reads[dataset] = true
		}
	}
	return hops
}

// specSubsets reads {"alias": ["eq", …]}, in which _S is an entity of the dataset.
func (c *compiler) specSubsets(at string, value any, alternatives [][]*hop) {
	given, ok := value.(map[string]any)
	if value != nil && !ok {
		c.reject(at, `must be an object of aliases and their subsets ({"o": ["eq", "_S.kind", "x"]})`)
	}
	for _, alias := range sortedKeys(given) {
		where := At(at, alias)
		call, _ := given[alias].([]any)
		slot, there := c.aliases[alias]
		switch {
		case !there:
			c.reject(where, "is not an alias of \"datasets\"%s", spelling.Hint(alias, sortedKeys(c.aliases)))
		case len(call) != 3 || call[0] != "eq":
			c.reject(where, `must be an "eq" such as ["eq", "_S.kind", "x"]`)
		default:
			a, b := c.expression(argument(where, 0), call[1]), c.expression(argument(where, 1), call[2])
			for _, h := range slices.Concat(alternatives...) {
				if h.slot == slot {
					h.subset = func(s *scope, entity map[string]any) (has bool) {
						s.from(entity, func() { has = s.overlap(a(s), b(s)) })
						return has
					}
				}
			}
		}
	}
}

// specReturn compiles what a row returns: the last alias, a list of aliases ("a, b"), or an expression.
func (c *compiler) specReturn(at string, value any, last *hop, forbidden bool) []expression {
	if value == nil {
		return []expression{func(s *scope) any { return s.bound(last.slot) }}
	}
	if forbidden {
		c.reject(at, "is possible only in the last object, and not with \"recurse\"")
	}
	text, isText := value.(string)
	if !isText || strings.Contains(text, ".") {
		return []expression{c.expression(at, value)}
	}
	var results []expression
	for alias := range strings.SplitSeq(text, ",") {
		alias = strings.TrimSpace(alias)
		slot, there := c.aliases[alias]
		if !there {
			c.reject(at, "%q is not an alias of \"datasets\"%s", alias, spelling.Hint(alias, sortedKeys(c.aliases)))
		}
		results = append(results, func(s *scope) any { return s.bound(slot) })
	}
	return results
}

// overlap reports whether two values have one in common, as joined values do. Null is none.
func (e *evaluation) overlap(a, b any) bool {
	in := e.setOf(listOf(b))
	for _, value := range listOf(a) {
		if value != nil && in[e.key(value)] {
			return true
		}
	}
	return false
}
