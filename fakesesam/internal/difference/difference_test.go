package difference_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/difference"
)

// drawValue draws any JSON value; few different ones, so that values are often equal.
func drawValue(t *rapid.T, depth int) any {
	most := 6
	if depth == 0 {
		most = 4
	}
	switch rapid.IntRange(0, most).Draw(t, "type") {
	case 0:
		return nil
	case 1:
		return rapid.Bool().Draw(t, "bool")
	case 2:
		return json.Number(fmt.Sprint(rapid.IntRange(0, 3).Draw(t, "number")))
	case 3, 4:
		return rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "text")
	case 5:
		list := make([]any, rapid.IntRange(0, 5).Draw(t, "length"))
		for i := range list {
			list[i] = drawValue(t, depth-1)
		}
		return list
	default:
		object := map[string]any{}
		for range rapid.IntRange(0, 4).Draw(t, "size") {
			object[rapid.SampledFrom([]string{"", "a", "b", "c", "d.e", "0"}).Draw(t, "key")] = drawValue(t, depth-1)
		}
		return object
	}
}

// Whatever two values are, the changes lead from one to the other, and there are none exactly if they are equal.
func TestChangesLeadToTheOtherValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawValue(t, 3), drawValue(t, 3)
		before, _ := json.Marshal(a)
		changes := difference.Of(a, b)
		if got := applied(a, changes); !reflect.DeepEqual(got, b) {
			t.Fatalf("%v → %v: %v lead to %v", a, b, changes, got)
		}
		if (len(changes) == 0) != reflect.DeepEqual(a, b) {
			t.Fatalf("%v → %v: %v", a, b, changes)
		}
		if after, _ := json.Marshal(a); string(after) != string(before) {
			t.Fatalf("%s became %s", before, after)
		}
		for _, c := range changes {
			if c.Kind == difference.Changed && reflect.DeepEqual(c.Old, c.New) {
				t.Fatalf("%v → %v: %v changes nothing", a, b, c)
			}
		}
	})
}

// Lists too long to compare every pair have changes all the same.
func TestLongLists(t *testing.T) {
	before, after := make([]any, 3000), make([]any, 2999)
	for i := range before {
		before[i] = json.Number(fmt.Sprint(i))
	}
	for i := range after {
		after[i] = json.Number(fmt.Sprint(i * 7))
	}
	after[2998] = before[2999]
	if got := applied(before, difference.Of(before, after)); !reflect.DeepEqual(got, any(after)) {
		t.Error("the changes lead elsewhere")
	}
}

// What changed is named where it is: a nested property, an element of a list.
func TestChanges(t *testing.T) {
	for _, c := range []struct{ before, after, want string }{
		{`{"a":1,"b":{"c":"x","d":1}}`, `{"a":1,"b":{"c":"y","e":null}}`, `~b.c "x"→"y"; -b.d 1; +b.e null`},
		{`{"l":["a","b","c"]}`, `{"l":["x","a","c"]}`, `+l.0 "x"; -l.1 "b"`},
		{`{"l":[{"id":1,"v":1},{"id":2,"v":1}]}`, `{"l":[{"id":1,"v":1},{"id":2,"v":2}]}`, `~l.1.v 1→2`},
		{`{"l":["a"]}`, `{"l":"a"}`, `~l ["a"]→"a"`},
		{`{"n":1}`, `{"n":1.0}`, `~n 1→1.0`},
		{`{"n":null}`, `{}`, `-n null`},
		{`"a"`, `"b"`, `~ "a"→"b"`},
		{`{}`, `{}`, ``},
	} {
		if diff := cmp.Diff(c.want, described(difference.Of(decoded(t, c.before), decoded(t, c.after)))); diff != "" {
			t.Errorf("%s → %s: %s", c.before, c.after, diff)
		}
	}
}

func described(changes []difference.Change) string {
	var out []string
	for _, c := range changes {
		var path []string
		for _, step := range c.Path {
			if step.InList {
				step.Key = fmt.Sprint(step.Index)
			}
			path = append(path, step.Key)
		}
		old, _ := json.Marshal(c.Old)
		now, _ := json.Marshal(c.New)
		values := map[difference.Kind]string{difference.Added: string(now), difference.Removed: string(old), difference.Changed: string(old) + "→" + string(now)}
		out = append(out, string("+-~"[c.Kind])+strings.Join(path, ".")+" "+values[c.Kind])
	}
	return strings.Join(out, "; ")
}

func decoded(t *testing.T, text string) any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var out any
	if err := decoder.Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}
