package dtl

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestNamespaces(t *testing.T) {
	t.Parallel()
	on := Options{Pipe: "pipe", IdentityNamespace: "foo", PropertyNamespace: "bar", Namespaced: true}
	for _, c := range []struct{ steps, source, want string }{
		{`["add","person:age",26],["add","::age",1],["add",":name",2]`, `{}`, `{"person:age":26,"age":1,"bar:name":2}`},
		{`["add","_id","_S.id"]`, `{"id":"51"}`, `{"_id":"foo:51"}`},
		{`["add","_id",["concat","::","_S.id"]]`, `{"id":"51"}`, `{"_id":"51"}`},
		{`["add","_id","_S._id"]`, `{"_id":"foo:51"}`, `{"_id":"foo:51"}`},
		{`["copy","_id"],["add","_id","_S.id"]`, `{"_id":"foo:51"}`, `{"_id":"foo:51"}`},
		{`["add","_id",["concat","~","rx"]]`, `{}`, `{"_id":"foo:~rx"}`},
		{`["add","$ids",[ "ni", "foo", "x" ]]`, `{}`, `{"$ids":"~:foo:x"}`},
		{`["default","age",26],["default","age",27],["default","::age",1]`, `{}`, `{"bar:age":26,"age":1}`},
		{`["add-if","age",1]`, `{}`, `{"bar:age":1}`},
		{`["copy",":age"]`, `{"age":1,"bar:age":2}`, `{"bar:age":2}`},
		{`["copy","::age"]`, `{"age":1,"bar:age":2}`, `{"age":1}`},
		{`["make-ni","soccer","referee","y:ref"]`, `{"referee":"j","x:referee":["c",1]}`, `{"y:ref":["~:soccer:1","~:soccer:c","~:soccer:j"]}`},
		{`["default","person:age",26],["default",":age",1]`, `{}`, `{"person:age":26,"bar:age":1}`},
		{`["add","::r",["path","a",{"a":1,"foo:a":2,"bar:a":[3,4]}]]`, `{}`, `{"r":[1,3,4,2]}`},
		{`["add","::r",["path","::a",{"a":1,"foo:a":2}]]`, `{}`, `{"r":1}`},
		{`["add","::r",["path",":a",{"a":1,"bar:a":[3,4]}]]`, `{}`, `{"r":[3,4]}`},
		{`["add","::r","_S.$ids"]`, `{"_id":"1"}`, `{"r":"~:foo:1"}`},
		{`["add","::r","_S.$ids"]`, `{"_id":"foo:1"}`, `{"r":"~:foo:1"}`},
		{`["add","::r","_S.$ids"]`, `{"_id":"1","$ids":["~:x:2"]}`, `{"r":["~:x:2"]}`},
		{`["add","::r","_S.$ids"]`, `{}`, `{"r":null}`},
		{`["add","::r","_S.id"]`, `{"pipe:id":"7"}`, `{"r":"7"}`},
	} {
		target, _, err := apply(t, on, `{"default":[`+c.steps+`]}`, c.source)
		if diff := cmp.Diff(value(t, c.want), any(target)); diff != "" || err != nil {
			t.Errorf("%s of %s: error %v (-want +got):\n%s", c.steps, c.source, err, diff)
		}
	}
}

// The tutorial's pipe on a node with namespaced identifiers: plain property names, a prefixed _id.
func TestTutorialWithNamespaces(t *testing.T) {
	t.Parallel()
	const rules = `{"default":[["copy","*"],["add","_id","_S.id"]]}`
	for _, c := range []struct {
		opts Options
		want string
	}{
		{Options{Pipe: "p"}, `{"_id":"51","id":"51"}`},
		{Options{Pipe: "p", Namespaced: true}, `{"_id":"p:51","id":"51"}`},
		{Options{Pipe: "p", Namespaced: true, AddNamespaces: true}, `{"_id":"p:51","p:id":"51"}`},
		{Options{Pipe: "p", AddNamespaces: true}, `{"_id":"51","id":"51"}`},
	} {
		target, _, err := apply(t, c.opts, rules, `{"id":"51"}`)
		if diff := cmp.Diff(value(t, c.want), any(target)); diff != "" || err != nil {
			t.Errorf("%+v: error %v (-want +got):\n%s", c.opts, err, diff)
		}
	}
}

func TestAddNamespacesWithoutTransform(t *testing.T) {
	t.Parallel()
	program, err := Compile(nil, Options{Pipe: "p", Namespaced: true, AddNamespaces: true})
	if err != nil {
		t.Fatal(err)
	}
	source := map[string]any{
		"_id": "1", "_updated": "u", "$ids": "i", "a": "1", "rdf:type": "2", "p:c": "3",
		"o": map[string]any{"_id": "2", "d": []any{map[string]any{"e": "4", "_f": map[string]any{"g": "5"}}, "x"}},
	}
	before := fmt.Sprint(source)
	target, _, err := run(t, program, source)
	want := map[string]any{
		"_id": "p:1", "_updated": "u", "$ids": "i", "p:a": "1", "p:rdf:type": "2", "p:c": "3",
		"p:o": map[string]any{"_id": "p:2", "p:d": []any{map[string]any{"p:e": "4", "_f": map[string]any{"g": "5"}}, "x"}},
	}
	if diff := cmp.Diff(want, target); diff != "" || err != nil {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
	if fmt.Sprint(source) != before {
		t.Errorf("the source has changed: %v", source)
	}
}

// A pattern means the same as the regular expression with . for ? and .* for *.
func TestPatternsAgreeWithRegularExpressions(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		alphabet := rapid.SampledFrom([]rune("ab*?ø\n"))
		wanted := rapid.StringOf(alphabet).Draw(t, "pattern")
		text := rapid.StringOf(rapid.SampledFrom([]rune("abø\n"))).Draw(t, "text")
		quoted := strings.NewReplacer(`\*`, `.*`, `\?`, `.`).Replace(regexp.QuoteMeta(wanted))
		want := regexp.MustCompile(`(?s)^` + quoted + `$`).MatchString(text)
		if got := pattern(wanted).matches(text); got != want {
			t.Fatalf("pattern %q, text %q: got %v", wanted, text, got)
		}
	})
}
