package dtl

import (
	"maps"
	"slices"
	"strings"
)

func hopFunctions() []function {
	return []function{
		{
			Name: "hops", Arguments: "SPEC, …", least: 1, most: -1, expression: compileHops,
			Summary: "the entities of other datasets that are joined with the source; SPEC is an object with `datasets` and `where`, and optionally `return`, `recurse`, `exclude_root`, `max_depth`, `subsets`, `track-dependencies`, `trace`; of several, each continues from what the one before it has found",
		},
		{
			Name: "apply-hops", Arguments: "RULE, SPEC, …", least: 2, most: -1, expression: compileApplyHops,
			Summary: "what `hops` returns, transformed by another rule",
		},
		{
			Name: "lookup-entity", Arguments: "DATASET, ID", least: 2, most: 2, expression: compileLookupEntity,
			Summary: "the entity of a dataset with that `_id`; null if there is none. The pipe does not notice when it changes",
		},
	}
}

// spec is one step of hops.
type spec struct {
	// alternatives are the ways to join the datasets: one, unless an "or" of where has joins.
	alternatives [][]*hop
	// slots are those of all datasets, result the values of a row of the join.
	slots  []int
	result []expression

	recurse, excludeRoot bool
	// maxDepth is how often recurse goes on; -1 without end.
	maxDepth int
}

// hop joins one more dataset.
type hop struct {
	dataset string
	// slot is the number of the alias.
	slot int
	// outer is the side of the join that is known, inner the one of the dataset.
	outer, inner expression
	// byID means that inner is the _id.
	byID bool
	// subset, if not nil, tells which entities of the dataset count.
	subset func(s *scope, entity map[string]any) bool
	// checks are the conditions that can be checked once this dataset is joined.
	checks []expression
}

// bind sets what an alias stands for.
func (s *scope) bind(slot int, entity map[string]any) {
	if missing := slot + 1 - len(s.rows); missing > 0 {
		s.rows = append(s.rows, make([]map[string]any, missing)...)
	}
	s.rows[slot] = entity
}

// bound returns what an alias stands for.
func (s *scope) bound(slot int) any {
	if slot >= len(s.rows) || s.rows[slot] == nil {
		return nil
	}
	return s.rows[slot]
}

// from evaluates as if another entity were the source.
func (s *scope) from(entity map[string]any, f func()) {
	outer := s.source
	s.source = entity
	f()
	s.source = outer
}

// join visits the results of all rows that begin with the present source and the aliases bound so far, but for those rows
// that have been there before.
func (p *spec) join(s *scope, hops []*hop, rows map[string]bool, visit func(value any)) {
	if s.err != nil {
		return
	}
	if len(hops) == 0 {
		row := p.row(s)
		if rows[row] || !s.buildDict(1) || !s.build(len(row)) {
			return
		}
		rows[row] = true
		for _, result := range p.result {
			for _, value := range listOf(result(s)) {
				if value != nil && s.buildList(1) {
					visit(value)
				}
			}
		}
		return
	}
	h := hops[0]
	s.env.Datasets.candidates(s, h, listOf(h.outer(s)), func(entity map[string]any) {
		s.bind(h.slot, entity)
		wanted := h.subset == nil || h.subset(s, entity)
		for _, check := range h.checks {
			wanted = wanted && isTrue(check(s))
		}
		if wanted {
			p.join(s, hops[1:], rows, visit)
		}
		s.bind(h.slot, nil)
	})
}

// row returns a text that is the same for the same entities.
func (p *spec) row(s *scope) string {
	var ids []any
	for _, slot := range p.slots {
		entity, _ := s.bound(slot).(map[string]any)
		ids = append(ids, entity["_id"])
	}
	return s.key(ids)
}

// follow returns what is found from some entities.
func (p *spec) follow(s *scope, entities []any) []any {
	found := []any{}
	for _, value := range entities {
		entity, ok := value.(map[string]any)
		if !ok {
			continue
		}
		rows := map[string]bool{}
		s.from(entity, func() {
			for _, hops := range p.alternatives {
				p.join(s, hops, rows, func(value any) { found = append(found, value) })
			}
		})
	}
	return found
}

// run follows once or, with recurse, from what was found until nothing is found that was not there before.
func (p *spec) run(s *scope, entities []any) []any {
	if !p.recurse {
		return p.follow(s, entities)
	}
	seen := valueSet{}
	for _, entity := range entities {
		seen[s.key(content(entity))] = true
	}
	all := []any{}
	if !p.excludeRoot {
		all = append(all, entities...)
	}
	for depth := 0; len(entities) > 0 && depth != p.maxDepth && s.err == nil; depth++ {
		var further []any
		for _, value := range p.follow(s, entities) {
			if key := s.key(content(value)); !seen[key] {
				seen[key] = true
				further = append(further, value)
			}
		}
		all = append(all, further...)
		entities = further
	}
	return all
}

// content returns an entity without what the node adds to it, which the source may have and an entity that was found has not.
func content(value any) any {
	entity, ok := value.(map[string]any)
	if !ok {
		return value
	}
	own := maps.Clone(entity)
	maps.DeleteFunc(own, func(name string, _ any) bool { return strings.HasPrefix(name, "_") && name != "_id" })
	return own
}

func compileHops(c *compiler, at string, args []any) expression { return c.hopsFrom(at, args, 0) }

// hopsFrom compiles the specs that begin at an argument.
func (c *compiler) hopsFrom(at string, args []any, first int) expression {
	c.hopsIn[c.rule] = true
	var specs []*spec
	for i := first; i < len(args); i++ {
		specs = append(specs, c.spec(argument(at, i), args[i], i == len(args)-1))
	}
	return func(s *scope) any {
		found := []any{any(s.source)}
		for _, spec := range specs {
			found = spec.run(s, found)
		}
		return found
	}
}

func compileApplyHops(c *compiler, at string, args []any) expression {
	applied := c.ruleOf(argument(at, 0), args[0])
	found := c.hopsFrom(at, args, 1)
	return func(s *scope) any { return s.apply(applied, found(s)) }
}

func compileLookupEntity(c *compiler, at string, args []any) expression {
	compiled := c.arguments(at, args)
	return func(s *scope) any {
		dataset, okDataset := textOf(firstOf(compiled[0](s)))
		id, okID := textOf(firstOf(compiled[1](s)))
		if !okDataset || !okID {
			return nil
		}
		entity, err := s.env.Datasets.store.Entity(dataset, id)
		if err != nil {
			s.fail(err)
		}
		if entity == nil {
			return nil
		}
		return entity
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// Reads returns the datasets that the program joins entities with and whose changes matter to what it has made of them.
func (p *Program) Reads() []string { return slices.Sorted(maps.Keys(p.reads)) }
