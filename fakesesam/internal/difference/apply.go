package difference

import (
	"maps"
	"slices"
)

// Apply returns the value that the changes lead to: Apply(a, Of(a, b)) equals b. Nothing of the old value is changed.
func Apply(before any, changes []Change) any {
	if len(changes) == 0 {
		return before
	}
	if len(changes[0].Path) == 0 {
		return changes[0].New
	}
	switch before := before.(type) {
	case map[string]any:
		return applyToObject(before, changes)
	case []any:
		return applyToList(before, changes)
	default:
		return before
	}
}

func applyToObject(before map[string]any, changes []Change) map[string]any {
	out := maps.Clone(before)
	if out == nil {
		out = map[string]any{}
	}
	for len(changes) > 0 {
		key := changes[0].Path[0].Key
		var own []Change
		own, changes = sharing(changes)
		switch last := len(own[0].Path) == 1; {
		case last && own[0].Kind == Removed:
			delete(out, key)
		case last:
			out[key] = own[0].New
		default:
			out[key] = Apply(before[key], within(own))
		}
	}
	return out
}

// applyToList changes and removes elements where they were, and then adds the new ones where they are to be.
func applyToList(before []any, changes []Change) []any {
	after := slices.Clone(before)
	removed := map[int]bool{}
	var added []Change
	for len(changes) > 0 {
		index := changes[0].Path[0].Index
		var own []Change
		switch first := changes[0]; {
		case len(first.Path) == 1 && first.Kind == Removed:
			removed[index] = true
			changes = changes[1:]
		case len(first.Path) == 1 && first.Kind == Added:
			added = append(added, first)
			changes = changes[1:]
		default:
			own, changes = sharing(changes)
			after[index] = Apply(before[index], within(own))
		}
	}
	out := make([]any, 0, len(after))
	for i, value := range after {
		if !removed[i] {
			out = append(out, value)
		}
	}
	for _, each := range added {
		out = slices.Insert(out, each.Path[0].Index, each.New)
	}
	return out
}

// sharing returns the changes at the beginning that have the first step of the first one, and the others. A change of a list
// that only removes or adds an element stands alone.
func sharing(changes []Change) (own, others []Change) {
	first := changes[0].Path[0]
	n := slices.IndexFunc(changes, func(c Change) bool {
		return c.Path[0] != first || first.InList && len(c.Path) == 1 && c.Kind != Changed
	})
	if n < 0 {
		n = len(changes)
	}
	return changes[:n], changes[n:]
}

// within returns the changes without the first step of their paths.
func within(changes []Change) []Change {
	out := slices.Clone(changes)
	for i := range out {
		out[i].Path = out[i].Path[1:]
	}
	return out
}
