package dtl

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTrigger(t *testing.T) {
	t.Parallel()
	entity := map[string]any{
		"_trigger": "insert-now", "n": json.Number("1"), "x.y": "dotted", "p:q": "spaced",
		"a":    map[string]any{"b": []any{"x", "why"}, "t": true},
		"list": []any{map[string]any{"c": "one"}, "text", map[string]any{"c": "two"}},
	}
	for _, c := range []struct {
		key, value string
		want       bool
	}{
		{"_trigger", "insert-now", true},
		{"_trigger", "insert", false},
		{"_trigger", "insert*", true},
		{"_trigger", "*now", true},
		{"_trigger", "i*t-n*w", true},
		{"_trigger", "*", true},
		{"_trigger", "i*w*", true},
		{"_trigger", "now*", false},
		{"_trigger", "*insert", false},
		{"_trigger", "insert-now*now", false},
		{"_trigger", "ins*sert-now", false},
		{"_trigger", "", false},
		{"_trigger", "insert?now", false},
		{"n", "1", true},
		{"'x.y'", "dotted", true},
		{"x.y", "dotted", false},
		{"p:q", "spaced", true},
		{"q", "spaced", false},
		{"a.b", "w*y", true},
		{"a.b", "z", false},
		{"a.t", "true", true},
		{"a.c", "*", false},
		{"a.b.c", "*", false},
		{"z", "*", false},
		{"a", "*", false},
		{"list.c", "two", true},
		{"list.c", "three", false},
		{"list", "text", true},
	} {
		if got := NewTrigger(c.key, c.value).Selects(entity); got != c.want {
			t.Errorf("%s is %s: got %t", c.key, c.value, got)
		}
	}
	if all := (*Trigger)(nil); !all.Selects(nil) {
		t.Error("no trigger does not select everything")
	}
}

// A transform in a list takes the entities that its trigger selects, also those that earlier ones have made; the others pass
// by, unchanged and in their places. Namespaces are added before the first one, whatever it takes.
func TestTriggersOfTransforms(t *testing.T) {
	t.Parallel()
	const (
		first  = `["copy","*"],["if",["eq","_S.kind","parent"],["create",["dict","_id","child","kind","insert"]]]`
		second = `["copy","*"],["add","second",true],["add","then","~:no"]`
	)
	transform := json.RawMessage(`[` + rules(first) + `,` + rules(second) + `,` + rules(`["copy","*"],["add","third",true]`) + `]`)
	program, err := Compile(transform, Options{Triggers: []*Trigger{nil, NewTrigger("kind", "in*"), NewTrigger("second", "true")}})
	if err != nil {
		t.Fatal(err)
	}
	result, err := program.Apply(context.Background(), testEnv, map[string]any{"_id": "1", "kind": "parent"})
	if err != nil {
		t.Fatal(err)
	}
	child := map[string]any{"_id": "child", "kind": "insert", "second": true, "third": true, "then": "~:no"}
	want := Result{Output{map[string]any{"_id": "1", "kind": "parent"}, true}, []Output{{child, true}}}
	if diff := cmp.Diff(want, result); diff != "" {
		t.Error(diff)
	}
	program, err = Compile(json.RawMessage(rules(`["copy","*"],["add","done",true]`)),
		Options{Triggers: []*Trigger{NewTrigger("p:a", "x")}, Pipe: "p", Namespaced: true, AddNamespaces: true})
	if err != nil {
		t.Fatal(err)
	}
	for value, want := range map[string]map[string]any{
		"x": {"_id": "p:1", "p:a": "x", "p:done": true}, "y": {"_id": "p:1", "p:a": "y"},
	} {
		result, err := program.Apply(context.Background(), testEnv, map[string]any{"_id": "1", "a": value})
		if diff := cmp.Diff(want, result.Target); err != nil || diff != "" {
			t.Errorf("%s: %v %s", value, err, diff)
		}
	}
	if _, simple := program.Simple(); simple {
		t.Error("a program with a trigger is simple")
	}
	program, err = Compile(json.RawMessage(rules(`["copy","*"]`)), Options{Triggers: []*Trigger{NewTrigger("a", "x")}})
	if _, simple := program.Simple(); err != nil || simple {
		t.Error("a transform with a trigger is simple", err)
	}
}
