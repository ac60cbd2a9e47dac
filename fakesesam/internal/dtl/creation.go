package dtl

import "errors"

var errNoID = errors.New("an entity to create has no _id that is a string")

func compileCreate(c *compiler, at string, args []any) step {
	values := c.expression(argument(at, 0), args[0])
	return func(s *scope) {
		for _, entity := range s.entities(values(s)) {
			if !s.buildList(1) {
				return
			}
			s.created = append(s.created, Output{Target: entity, Keep: true})
		}
	}
}

func compileCreateChild(c *compiler, at string, args []any) step {
	const children = "$children"
	values := c.expression(argument(at, 0), args[0])
	return func(s *scope) {
		all := append([]any{}, listOf(s.target[children])...)
		for _, entity := range s.entities(values(s)) {
			all = append(all, entity)
		}
		s.target[children] = s.distinct(all, itself)
	}
}

// entities returns the objects among some values. One without an _id is an error.
func (e *evaluation) entities(values any) []map[string]any {
	var found []map[string]any
	for _, value := range listOf(values) {
		entity, ok := value.(map[string]any)
		if !ok {
			continue
		}
		switch entity["_id"].(type) {
		case string, untyped:
			found = append(found, entity)
		default:
			e.fail(errNoID)
			return nil
		}
	}
	return found
}
