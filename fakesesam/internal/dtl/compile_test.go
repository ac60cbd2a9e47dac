package dtl

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestFaultsNameThePlaceAndWhatWouldBeRight(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ transform, path, words string }{
		{`7`, ``, `must be an object such as`},
		{`{`, ``, `malformed JSON`},
		{`{"type":"http","rules":{"default":[]}}`, `type`, `must be "dtl"`},
		{`{"type":"dtl"}`, `rules`, `a rule "default"`},
		{`{"type":"dtl","rules":{"defaults":[]}}`, `rules`, `must have a rule "default", where a transform begins; did you mean "defaults"?`},
		{`{"type":"dtl","rule":{},"rules":{"default":[]}}`, `rule`, `unknown property; did you mean "rules"?`},
		{`[{"type":"dtl","rules":{"default":[]}},{"type":"dtl","rules":{"default":{}}}]`, `[1].rules.default`, `must be a list`},
		{rules(`["copi","*"]`), `rules.default[0]`, `unknown transform function "copi"; did you mean "copy"?`},
		{rules(`["copy","*"],["add","x",["lowr","y"]]`), `rules.default[1][2]`, `unknown function "lowr"; did you mean "lower"?`},
		{rules(`["add","x",["hops",{}]]`), `rules.default[0][2]`, `function "hops" is not supported here`},
		{rules(`["create","_S.orders"]`), `rules.default[0]`, `function "create" is not supported here`},
		{rules(`["upper","x"]`), `rules.default[0]`, `"upper" returns a value`},
		{rules(`["add","x",["copy","*"]]`), `rules.default[0][2]`, `"copy" is a transform function`},
		{rules(`["add","x"]`), `rules.default[0]`, `"add" takes 2 arguments, got 1: ["add", PROPERTY, VALUES]`},
		{rules(`["add","x",["coalesce",1,2,3]]`), `rules.default[0][2]`, `takes 1 to 2 arguments, got 3`},
		{rules(`["add","x",["concat"]]`), `rules.default[0][2]`, `at least 1 argument, got 0`},
		{rules(`["add","x",["now","x"]]`), `rules.default[0][2]`, `"now" takes 0 arguments, got 1: ["now"]`},
		{rules(`["discard",true,false]`), `rules.default[0]`, `takes at most 1 argument, got 2`},
		{rules(`["add","x",[]]`), `rules.default[0][2]`, `write an empty list as ["list"]`},
		{rules(`["add","x",[1,2]]`), `rules.default[0][2]`, `write a list of values as ["list", …]`},
		{rules(`"copy"`), `rules.default[0]`, `must be a transform function (["name", …])`},
		{rules(`["if",true,"copy"]`), `rules.default[0][2]`, `must be a transform function`},
		{rules(`["if",true,[["copy","*"],["nope"]]]`), `rules.default[0][2][1]`, `unknown transform function "nope"`},
		{rules(`["add","x","_P.id"]`), `rules.default[0][2]`, `_P must be followed by _S or _T`},
		{rules(`["add","x","_B.id"]`), `rules.default[0][2]`, `_B, the parameters of a URL, is not supported`},
		{rules(`["copy",7]`), `rules.default[0][1]`, `a pattern must be a string`},
		{rules(`["add","x",["apply","order","_S."]]`), `rules.default[0][2][1]`, `there is no rule "order"`},
		{rules(`["add","x",["datetime-parse","%Q","x"]]`), `rules.default[0][2][1]`, `the tokens are %d %e`},
		{rules(`["add","x",["datetime-parse","Mars/Base","%Y","x"]]`), `rules.default[0][2][1]`, `unknown time zone`},
		{rules(`["add","x",["datetime-plus","days",1,"_S.x"]]`), `rules.default[0][2][1]`, `did you mean "day"?`},
		{rules(`["add","x",["hash128","md5","x"]]`), `rules.default[0][2][1]`, `must be "murmur3"`},
	} {
		_, err := Compile(json.RawMessage(c.transform), Options{})
		if err == nil {
			t.Errorf("%s: no error", c.transform)
			continue
		}
		faults := Errors(err)
		if len(faults) != 1 || faults[0].Path != c.path || !strings.Contains(faults[0].Msg, c.words) {
			t.Errorf("%s\n got %v\nwant %s: … %s …", c.transform, err, c.path, c.words)
		}
	}
}

func rules(steps string) string { return `{"type":"dtl","rules":{"default":[` + steps + `]}}` }

func TestAllFaultsAreFoundAtOnce(t *testing.T) {
	t.Parallel()
	_, err := Compile(json.RawMessage(rules(`["copi","*"],["add","x",["concat",["lowr","a"],["uper","b"]]]`)), Options{})
	var paths []string
	for _, fault := range Errors(err) {
		paths = append(paths, fault.Path)
	}
	if want := []string{"rules.default[0]", "rules.default[1][2][1]", "rules.default[1][2][2]"}; !slices.Equal(paths, want) {
		t.Errorf("got %q, want %q", paths, want)
	}
}

func TestUnsupportedFunctionsAreNotSupported(t *testing.T) {
	t.Parallel()
	c := newCompiler(Options{})
	for _, name := range unsupportedTransforms {
		if _, ok := c.transforms[name]; ok {
			t.Errorf("the transform function %q is supported and listed as not", name)
		}
	}
	for _, name := range unsupportedExpressions {
		if _, ok := c.expressions[name]; ok {
			t.Errorf("the function %q is supported and listed as not", name)
		}
	}
}

func TestSimple(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		transform string
		opts      Options
		want      []SimpleAdd
		ok        bool
	}{
		{`null`, Options{}, nil, true},
		{rules(`["copy","*"]`), Options{}, nil, true},
		{
			rules(`["comment","x"],["copy","*"],["add","_id","_S.id"],["add","x","y"],["add","z",1]`),
			Options{},
			[]SimpleAdd{{Property: "_id", From: "id"}, {Property: "x", Constant: "y"}, {Property: "z", Constant: json.Number("1")}},
			true,
		},
		{rules(``), Options{}, nil, false},
		{rules(`["copy","a*"]`), Options{}, nil, false},
		{rules(`["add","x",1]`), Options{}, nil, false},
		{rules(`["copy","*","a*"]`), Options{}, nil, false},
		{rules(`["add","x",1],["copy","*"]`), Options{}, nil, false},
		{rules(`["copy","*"],["add","x","_T.y"]`), Options{}, nil, false},
		{rules(`["copy","*"],["add","x","_S.y.z"]`), Options{}, nil, false},
		{rules(`["copy","*"],["add","x","_S."]`), Options{}, nil, false},
		{rules(`["copy","*"],["add",["lower","X"],1]`), Options{}, nil, false},
		{rules(`["copy","*"],["remove","x"]`), Options{}, nil, false},
		{rules(`["copy","*"]`), Options{Namespaced: true}, nil, false},
		{`[` + rules(`["copy","*"]`) + `,` + rules(`["copy","*"]`) + `]`, Options{}, nil, false},
	} {
		program, err := Compile(json.RawMessage(c.transform), c.opts)
		if err != nil {
			t.Fatalf("%s: %v", c.transform, err)
		}
		adds, ok := program.Simple()
		if diff := cmp.Diff(c.want, adds); diff != "" || ok != c.ok {
			t.Errorf("%s: ok %v (-want +got):\n%s", c.transform, ok, diff)
		}
	}
}

// Simple returns what Apply does.
func TestSimpleIsWhatApplyDoes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"_id", "id", "a", "b", "a.b"})
		steps := [][]any{{"copy", "*"}}
		for range rapid.IntRange(0, 4).Draw(t, "adds") {
			values := []any{"_S." + rapid.SampledFrom([]string{"id", "a", "b", "c"}).Draw(t, "from"), "text", true, nil}
			steps = append(steps, []any{"add", name.Draw(t, "name"), rapid.SampledFrom(values).Draw(t, "value")})
		}
		source := map[string]any{}
		for key, value := range rapid.MapOf(name, rapid.StringMatching(`[a-z]{0,3}`)).Draw(t, "source") {
			source[key] = value
		}
		body, err := json.Marshal(map[string]any{"type": "dtl", "rules": map[string]any{"default": steps}})
		if err != nil {
			t.Fatal(err)
		}
		program, err := Compile(body, Options{})
		if err != nil {
			t.Fatal(err)
		}
		adds, ok := program.Simple()
		if !ok {
			t.Fatalf("%s is not simple", body)
		}
		want, _, err := program.Apply(source)
		if err != nil {
			t.Fatal(err)
		}
		got := maps.Clone(source)
		for _, add := range adds {
			got[add.Property] = add.Constant
			if add.From != "" {
				got[add.Property] = source[add.From]
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s (-apply +simple):\n%s", body, diff)
		}
	})
}

// A name is in the table of its kind only once, and not also in the list of unsupported functions.
func TestNamesAreUnique(t *testing.T) {
	t.Parallel()
	for _, table := range []struct {
		functions   []function
		unsupported []string
	}{{transformFunctions(), unsupportedTransforms}, {expressionFunctions(), unsupportedExpressions}} {
		seen := map[string]bool{}
		for _, name := range table.unsupported {
			seen[name] = true
		}
		for _, f := range table.functions {
			if seen[f.Name] {
				t.Errorf("%q is duplicated", f.Name)
			}
			seen[f.Name] = true
		}
	}
}
