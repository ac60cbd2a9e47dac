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

// maxWays limits the ways in which the "or"s of where can hold.
const maxWays = 100

// ways returns the ways in which where can hold, each as the conditions that hold then.
func (c *compiler) ways(at string, value any) [][]condition {
	list, _ := value.([]any)
	if len(list) == 0 {
		return [][]condition{{{at: at, value: value, aliases: c.aliasesOf(value)}}}
	}
	name, isCall := list[0].(string)
	switch {
	case !isCall:
		name = "and"
	case name != "and" && name != "or":
		return [][]condition{{c.condition(at, list)}}
	}
	all := [][]condition{{}}
	if name == "or" {
		all = nil
	}
	for i, item := range list {
		if i == 0 && isCall {
			continue
		}
		ways := c.ways(index(at, i), item)
		if name == "or" {
			all = append(all, ways...)
			continue
		}
		var longer [][]condition
		for _, before := range all {
			for _, way := range ways {
				longer = append(longer, slices.Concat(before, way))
			}
		}
		all = longer[:min(len(longer), maxWays+1)]
	}
	if len(all) > maxWays {
		c.reject(at, "has more than %d ways to hold, the limit; write fewer \"or\"", maxWays)
		return nil
	}
	return all
}

func (c *compiler) condition(at string, call []any) condition {
	cond := condition{at: at, value: call, aliases: c.aliasesOf(call)}
	if len(call) != 3 || call[0] != "eq" {
		return cond
	}
	left, right := sortedKeys(c.aliasesOf(call[1])), sortedKeys(c.aliasesOf(call[2]))
	if len(left) == 1 && len(right) == 1 && left[0] != right[0] {
		cond.isJoin = true
		cond.left, cond.right = side{argument(at, 0), call[1], left[0]}, side{argument(at, 1), call[2], right[0]}
	}
	return cond
}

// aliasesOf returns the variables in an expression: aliases, and "" for any of the variables that are always there.
func (c *compiler) aliasesOf(value any) map[string]bool {
	found := map[string]bool{}
	switch value := value.(type) {
	case string:
		variable, _, isPath := strings.Cut(value, ".")
		if _, isAlias := c.aliases[variable]; isPath && isAlias {
			found[variable] = true
		} else if isPath && slices.Contains(pathVariables, variable) {
			found[""] = true
		}
	case []any:
		for _, item := range value {
			maps.Copy(found, c.aliasesOf(item))
		}
	}
	return found
}

// aliasPath reads a string that begins with an alias and a dot.
func (c *compiler) aliasPath(text string) (slot int, elements []string, ok bool) {
	alias, rest, isPath := strings.Cut(text, ".")
	slot, there := c.aliases[alias]
	if !isPath || !there {
		return 0, nil, false
	}
	return slot, splitPath(rest), true
}
