package difference_test

import (
	"maps"
	"slices"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/difference"
)

// applied returns the value that the changes lead to: the proof that they say everything. Nothing of the old value is changed.
func applied(before any, changes []difference.Change) any {
	if len(changes) == 0 {
		return before
	}
	if len(changes[0].Path) == 0 {
		return changes[0].New
	}
	switch before := before.(type) {
	case map[string]any:
		return appliedToObject(before, changes)
	case []any:
		return appliedToList(before, changes)
	default:
		return before
	}
}

func appliedToObject(before map[string]any, changes []difference.Change) map[string]any {
	out := maps.Clone(before)
	if out == nil {
		out = map[string]any{}
	}
	for len(changes) > 0 {
		key := changes[0].Path[0].Key
		var own []difference.Change
		own, changes = sharing(changes)
		switch last := len(own[0].Path) == 1; {
		case last && own[0].Kind == difference.Removed:
			delete(out, key)
		case last:
			out[key] = own[0].New
		default:
			out[key] = applied(before[key], within(own))
		}
	}
	return out
}

// appliedToList changes and removes elements where they were, and then adds the new ones where they are to be.
func appliedToList(before []any, changes []difference.Change) []any {
	after := slices.Clone(before)
	removed := map[int]bool{}
	var added []difference.Change
	for len(changes) > 0 {
		index := changes[0].Path[0].Index
		var own []difference.Change
		switch first := changes[0]; {
		case len(first.Path) == 1 && first.Kind == difference.Removed:
			removed[index] = true
			changes = changes[1:]
		case len(first.Path) == 1 && first.Kind == difference.Added:
			added = append(added, first)
			changes = changes[1:]
		default:
			own, changes = sharing(changes)
			after[index] = applied(before[index], within(own))
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
func sharing(changes []difference.Change) (own, others []difference.Change) {
	first := changes[0].Path[0]
	n := slices.IndexFunc(changes, func(c difference.Change) bool {
		return c.Path[0] != first || first.InList && len(c.Path) == 1 && c.Kind != difference.Changed
	})
	if n < 0 {
		n = len(changes)
	}
	return changes[:n], changes[n:]
}

// within returns the changes without the first step of their paths.
func within(changes []difference.Change) []difference.Change {
	out := slices.Clone(changes)
	for i := range out {
		out[i].Path = out[i].Path[1:]
	}
	return out
}
