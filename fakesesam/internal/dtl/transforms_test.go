package dtl

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func readFile(t *testing.T, name string) string {
	t.Helper()
	body, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestTransforms(t *testing.T) {
	t.Parallel()
	const source = `{"_id":"1","_updated":7,"age":42,"abc":1,"ab":2,"temp_x":3,"key":"k","v":["x",4],
		"one":["b"],"many":["c",9,"b",10,null],"half":1.5,"nothing":null,"orders":[{"_id":"o1","a":1},{"a":2,"b":3,"child":{"_id":"c1"}},9]}`
	for _, c := range []struct{ steps, want string }{
		{``, `{}`},
		{`["copy","*"]`, source},
		{`["copy","a*","ab?"]`, `{"age":42,"ab":2}`},
		{`["copy",["list","a*","key"],["list","ab","abc"]]`, `{"age":42,"key":"k"}`},
		{`["copy",["age","key"]]`, `{"age":42,"key":"k"}`},
		{`["copy","*"],["add","_id","_S.key"],["remove","?*"]`, `{}`},
		{`["copy","_id"]`, `{"_id":"1"}`},
		{`["add","x",1],["add","x","_S.missing"]`, `{"x":null}`},
		{`["add",["concat","x-","_S.key"],"_S.age"]`, `{"x-k":42}`},
		{`["add",["list"],1]`, `{}`},
		{`["add","_S.key",1]`, `{"_S.key":1}`},
		{
			`["add-if","x","_S.missing"],["add-if","y",["list"]],["add-if","z",["gte","_.",18],"_S.age"],["add-if","w",["gte","_.",50],"_S.age"]`,
			`{"y":[],"z":42}`,
		},
		{`["add","x",1],["default","x",2],["default","y",3]`, `{"x":1,"y":3}`},
		{`["copy",["list","temp_*","age","ab*"]],["remove","temp_*"],["remove","ab"]`, `{"age":42,"abc":1}`},
		{`["rename","age","current_age"],["rename","missing","x"]`, `{"current_age":42}`},
		{`["rename",["lower","AGE"],["concat","out-","_S.key"]]`, `{"out-k":42}`},
		{`["merge","_S.orders"],["remove","child"]`, `{"a":2,"b":3}`},
		{`["merge-union","_S.orders"],["merge-union",["list",{"a":[2,5]}]],["remove","child"]`, `{"a":[1,2,5],"b":3}`},
		{`["make-ni","soccer","v","ref"],["make-ni","hockey","key"],["make-ni","x","age"],["make-ni","x","orders"]`, `{"ref":["~:soccer:4","~:soccer:x"],"key-ni":"~:hockey:k","age-ni":"~:x:42","orders-ni":"~:x:9"}`},
		{`["make-ni","n","one"],["make-ni","n","many"],["make-ni","n","half"],["make-ni","n","missing"]`, `{"one-ni":"~:n:b","many-ni":["~:n:10","~:n:9","~:n:b","~:n:c"]}`},
		{`["add",["list","x","y",3],"_S.age"],["default",["list","y","z"],1]`, `{"x":42,"y":42,"z":1}`},
		{`["add-if",["list","x","y"],1]`, `{"x":1,"y":1}`},
		{`["copy","_id"],["add","_id",["first","_S.nothing"]],["add","_id",null],["rename","nothing","_id"]`, `{"_id":"1"}`},
		{`["create-child","_S.orders.child"],["create-child",["list",{"_id":"c2"},{"_id":"c1"},7]]`, `{"$children":[{"_id":"c1"},{"_id":"c2"}]}`},
		{`["if",["gt","_S.age",18],["add","type","adult"],["add","type","child"]]`, `{"type":"adult"}`},
		{`["if",false,[["add","x",1]],[["add","y",1],["add","z","_T.y"]]]`, `{"y":1,"z":1}`},
		{`["if",false,["add","x",1]],["if",true,[]]`, `{}`},
		{`["case",["gt","_S.age",60],["add","g","old"],["gt","_S.age",20],["add","g","adult"],["add","g","young"]]`, `{"g":"adult"}`},
		{`["case-eq","_S.key","j",["add","g",1],"k",["add","g",2],["add","g",3]]`, `{"g":2}`},
		{`["case-eq","_S.key","j",["add","g",1]]`, `{}`},
		{`["comment","x",["no-such-function"]],["add","x",1]`, `{"x":1}`},
		{`["filter",["eq","_S.age",42]],["discard",["eq","_S.age",42]],["add","x",1]`, `{"x":1}`},
	} {
		target, keep, err := apply(t, Options{Pipe: "p"}, `{"default":[`+c.steps+`]}`, source)
		if err != nil || !keep {
			t.Errorf("%s: keep %v, error %v", c.steps, keep, err)
			continue
		}
		if diff := cmp.Diff(value(t, c.want), any(target)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.steps, diff)
		}
	}
}

func TestFilterLeavesWhatASinkNeedsToDelete(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ steps, want string }{
		{`["filter"],["fail!","not reached"]`, `{"_id":"1","_filtered":true}`},
		{`["add","_id","2"],["filter",false]`, `{"_id":"2","_filtered":true}`},
		{`["if",true,[["filter","_S.missing"],["fail!","not reached"]]]`, `{"_id":"1","_filtered":true}`},
	} {
		target, keep, err := apply(t, Options{}, `{"default":[`+c.steps+`]}`, `{"_id":"1"}`)
		if keep || err != nil {
			t.Errorf("%s: keep %v, error %v", c.steps, keep, err)
		}
		if diff := cmp.Diff(value(t, c.want), any(target)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.steps, diff)
		}
	}
	if target, keep, err := apply(t, Options{}, `{"default":[["discard"]]}`, `{"_id":"1"}`); keep || target != nil || err != nil {
		t.Errorf("discard: %v, %v, %v", target, keep, err)
	}
}

func TestFailEndsTheRun(t *testing.T) {
	t.Parallel()
	for _, steps := range []string{`["fail!","review this"]`, `["add","x",["if",true,["fail!","review this"]]]`} {
		_, keep, err := apply(t, Options{}, `{"default":[`+steps+`]}`, `{"_id":"1","password":"hush"}`)
		if keep || err == nil || !strings.Contains(err.Error(), "review this") || !strings.Contains(err.Error(), `"1"`) {
			t.Errorf("%s: keep %v, error %v", steps, keep, err)
		}
		if err != nil && strings.Contains(err.Error(), "hush") {
			t.Errorf("the error quotes the entity: %v", err)
		}
	}
}

func TestRulesThatApplyThemselvesEnd(t *testing.T) {
	t.Parallel()
	_, _, err := apply(t, Options{}, `{"default":[["add","x",["apply","default","_S."]]]}`, `{"_id":"1"}`)
	if err == nil || !strings.Contains(err.Error(), "100 levels deep") {
		t.Errorf("got %v", err)
	}
}

func TestChainedTransforms(t *testing.T) {
	t.Parallel()
	program, err := Compile([]byte(`[{"type":"dtl","rules":{"default":[["copy","*"],["add","x",1]]}},
		{"type":"dtl","rules":{"default":[["copy","_id"],["add","y",["+","_S.x",1]]]}}]`), Options{})
	if err != nil {
		t.Fatal(err)
	}
	target, _, err := run(t, program, map[string]any{"_id": "1"})
	if diff := cmp.Diff(value(t, `{"_id":"1","y":2}`), any(target)); diff != "" || err != nil {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
}

func TestNoTransformGivesTheEntity(t *testing.T) {
	t.Parallel()
	for _, transform := range []string{"", "null", "[]"} {
		program, err := Compile([]byte(transform), Options{Pipe: "p"})
		if err != nil {
			t.Fatal(err)
		}
		target, keep, err := run(t, program, map[string]any{"_id": "1", "x": "y"})
		if diff := cmp.Diff(map[string]any{"_id": "1", "x": "y"}, target); diff != "" || !keep || err != nil {
			t.Errorf("%q: %v, %v, %s", transform, keep, err, diff)
		}
	}
}
