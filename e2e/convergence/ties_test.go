package convergence

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam"
)

// ties is the history of the links from the records of one object type to those of another: each value that a link has had.
// HubSpot moves no record's time of change when a link changes, so a dataset may lag behind, but not at will.
type ties struct {
	from, to object
	values   map[link][]value
}

// link is two records by their IDs.
type link struct{ from, to string }

// value is what a link was like, "" for none, and until when; the zero time if it still is.
type value struct {
	types string
	until time.Time
}

// tiesOf are the links that the pipes show.
func tiesOf(pipes []*pipe) []*ties {
	var all []*ties
	for _, p := range pipes {
		for _, to := range p.linked {
			if !slices.ContainsFunc(all, func(t *ties) bool { return t.goes(p.object, to) }) {
				all = append(all, &ties{from: p.object, to: to, values: map[link][]value{}})
			}
		}
	}
	return all
}

func (t *ties) goes(from, to object) bool { return t.from.name == from.name && t.to.name == to.name }

// between are the ties from one object type to another.
func (w *world) between(from, to object) *ties {
	i := slices.IndexFunc(w.ties, func(t *ties) bool { return t.goes(from, to) })
	return w.ties[i]
}

// note takes in what the links are like now.
func (t *ties) note(present map[link]string, now time.Time) {
	for l := range t.values {
		if _, there := present[l]; !there {
			t.noteOne(l, "", now)
		}
	}
	for l, types := range present {
		t.noteOne(l, types, now)
	}
}

func (t *ties) noteOne(l link, types string, now time.Time) {
	before := t.values[l]
	if len(before) == 0 {
		before = []value{{types: ""}}
	}
	if last := &before[len(before)-1]; last.types != types {
		last.until = now
		before = append(before, value{types: types})
	}
	t.values[l] = before
}

// held reports whether a link was like that at any time after a moment.
func (t *ties) held(l link, types string, after time.Time) bool {
	values, known := t.values[l]
	if !known {
		return types == ""
	}
	return slices.ContainsFunc(values, func(v value) bool {
		return v.types == types && (v.until.IsZero() || v.until.After(after))
	})
}

// present are the links that there are now, in an order that is always the same.
func (t *ties) present() []link {
	var all []link
	for l, values := range t.values {
		if values[len(values)-1].types != "" {
			all = append(all, l)
		}
	}
	slices.SortFunc(all, func(a, b link) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	return all
}

// sameLinks returns an error unless each link of a record was, at some time after a moment, as the dataset has it.
func (t *ties) sameLinks(from string, shown map[string]string, after time.Time) error {
	candidates := maps.Clone(shown)
	for l := range t.values {
		if l.from == from {
			candidates[l.to] = ""
		}
	}
	for _, to := range slices.Sorted(maps.Keys(candidates)) {
		l := link{from, to}
		if !t.held(l, shown[to], after) {
			return fmt.Errorf("%s %s: its link to %s %s is %q in the dataset, which it was not after %s: %v",
				t.from.name, from, t.to.name, to, shown[to], after.Format(offsetLayout), t.values[l])
		}
	}
	return nil
}

// shownLinks are the links of an entity to one object type, which must all be there, by ascending ID.
func shownLinks(entity fakesesam.Entity, to string) (map[string]string, error) {
	associations, _ := entity["associations"].(map[string]any)
	list, ok := associations[to].([]any)
	if !ok {
		return nil, fmt.Errorf("the entity %s has no list of %s: %v", entity.ID(), to, entity["associations"])
	}
	shown, last := map[string]string{}, ""
	for _, each := range list {
		one, _ := each.(map[string]any)
		id, _ := one["id"].(string)
		if len(id) < len(last) || len(id) == len(last) && id <= last {
			return nil, fmt.Errorf("the entity %s has links that do not ascend: %v", entity.ID(), list)
		}
		last = id
		shown[id] = typesOf(one["types"])
	}
	return shown, nil
}

// typesOf writes types as a list of texts, in their order.
func typesOf(types any) string {
	list, _ := types.([]any)
	texts := make([]string, len(list))
	for i, each := range list {
		one, _ := each.(map[string]any)
		texts[i] = fmt.Sprintf("%v %v %v", one["category"], one["typeId"], one["label"])
	}
	slices.Sort(texts)
	return strings.Join(texts, ", ")
}
