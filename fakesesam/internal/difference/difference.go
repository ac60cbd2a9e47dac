// Package difference tells two versions of an entity apart: what was added, removed and changed, down to the innermost value.
package difference

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
)

// Kind is what happened to a value.
type Kind int

// Kinds of change.
const (
	Added Kind = iota
	Removed
	Changed
)

// Change is one difference between two values.
type Change struct {
	// Path leads to the value; it is empty if the two values as a whole are different. An index is that of the old list, or, of
	// an element that was added, that of the new one.
	Path []Step
	Kind Kind
	// Old is nil for what was added, New for what was removed; null is nil too.
	Old, New any
}

// Step is one step of a path: the key of an object, or an index of a list.
type Step struct {
	Key    string
	Index  int
	InList bool
}

// Of returns the changes that lead from one JSON value to another, in the order of the paths. Numbers are json.Number.
func Of(before, after any) []Change { return between(nil, nil, before, after) }

// between appends the changes at a path.
func between(out []Change, path []Step, before, after any) []Change {
	switch before := before.(type) {
	case map[string]any:
		if after, same := after.(map[string]any); same {
			return objects(out, path, before, after)
		}
	case []any:
		if after, same := after.([]any); same {
			return lists(out, path, before, after)
		}
	}
	if reflect.DeepEqual(before, after) {
		return out
	}
	return append(out, Change{Path: path, Kind: Changed, Old: before, New: after})
}

func objects(out []Change, path []Step, before, after map[string]any) []Change {
	keys := slices.Collect(maps.Keys(before))
	for key := range after {
		if _, both := before[key]; !both {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		old, was := before[key]
		now, is := after[key]
		at := extended(path, Step{Key: key})
		switch {
		case was && is:
			out = between(out, at, old, now)
		case was:
			out = append(out, Change{Path: at, Kind: Removed, Old: old})
		default:
			out = append(out, Change{Path: at, Kind: Added, New: now})
		}
	}
	return out
}

// extended returns a path with one more step, in memory of its own.
func extended(path []Step, step Step) []Step {
	return append(slices.Clip(slices.Clone(path)), step)
}

// lists matches the elements that stay. Between two of them, what was removed and what was added is taken for a change as
// far as there is as much of both.
func lists(out []Change, path []Step, before, after []any) []Change {
	i, j := 0, 0
	settle := func(toOld, toNew int) {
		for ; i < toOld && j < toNew; i, j = i+1, j+1 {
			out = between(out, extended(path, Step{Index: i, InList: true}), before[i], after[j])
		}
		for ; i < toOld; i++ {
			out = append(out, Change{Path: extended(path, Step{Index: i, InList: true}), Kind: Removed, Old: before[i]})
		}
		for ; j < toNew; j++ {
			out = append(out, Change{Path: extended(path, Step{Index: j, InList: true}), Kind: Added, New: after[j]})
		}
	}
	for _, m := range matches(texts(before), texts(after)) {
		settle(m.old, m.now)
		i, j = m.old+1, m.now+1
	}
	settle(len(before), len(after))
	return out
}

// texts returns the elements of a list as JSON: equal values have equal texts.
func texts(list []any) []string {
	out := make([]string, len(list))
	for i, value := range list {
		text, _ := json.Marshal(value) // values of JSON can be encoded
		out[i] = string(text)
	}
	return out
}
