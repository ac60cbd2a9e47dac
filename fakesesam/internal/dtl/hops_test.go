package dtl

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// memory is a store of datasets in memory.
type memory map[string]map[string]map[string]any

func (m memory) Entity(dataset, id string) (map[string]any, error) {
	if dataset == "broken" {
		return nil, errBroken
	}
	return m[dataset][id], nil
}

func (m memory) Entities(_ context.Context, dataset string) iter.Seq2[map[string]any, error] {
	return func(yield func(map[string]any, error) bool) {
		if dataset == "broken" {
			yield(nil, errBroken)
			return
		}
		for _, id := range slices.Sorted(maps.Keys(m[dataset])) {
			if !yield(m[dataset][id], nil) {
				return
			}
		}
	}
}

// Previous returns the entity of the dataset "previous" that has the _id of the source.
func (m memory) Previous(_ context.Context, source map[string]any) (map[string]any, error) {
	id, _ := source["_id"].(string)
	if id == "broken" {
		return nil, errBroken
	}
	return m["previous"][id], nil
}

var errBroken = errors.New("the store is damaged")

// shop is what the joins of the tests join.
func shop(t *testing.T) memory {
	t.Helper()
	datasets := memory{}
	for name, entities := range map[string]string{
		"orders": `[{"_id":"o1","customer":"1","type":"BILLING","lines":[{"product":"p1"},{"product":"p2"}],"shop":"a"},
			{"_id":"o2","customer":["1","2"],"type":"SHIPPING","lines":[{"product":"p2"},{"product":null}],"shop":"b"},
			{"_id":"o3","customer":"3","type":"BILLING","lines":[]}]`,
		"products": `[{"_id":"p1","product":"p1","name":"Pen","tags":["x","y"]},{"_id":"p2","product":"p2","name":"Ink"}]`,
		"people": `[{"_id":"1","one":1,"wants":"p1","children":["2","3"],"gender":"f","hobbies":["h1"]},{"_id":"2","children":"4","gender":"f","hobbies":["h1","h2"]},
			{"_id":"3","gender":"m"},{"_id":"4","children":["1"],"gender":"f","hobbies":[]}]`,
		"hobbies": `[{"_id":"h1","name":"Chess"},{"_id":"h2","name":"Go"}]`,
		"codes":   `[{"_id":"c1","pair":[1,"a"]},{"_id":"c2","pair":[1.0,"b"]}]`,
	} {
		list, _ := value(t, entities).([]any)
		datasets[name] = map[string]map[string]any{}
		for _, item := range list {
			entity, _ := item.(map[string]any)
			id, _ := entity["_id"].(string)
			datasets[name][id] = entity
		}
	}
	return datasets
}

func TestHops(t *testing.T) {
	t.Parallel()
	for _, c := range []example{
		{`["map","_._id",["hops",{"datasets":["orders o"],"where":["eq","_S._id","o.customer"]}]]`, `["o1","o2"]`},
		{`["map","_._id",["hops",{"datasets":["orders o"],"where":[["eq","_S._id","o.customer"],["eq","o.type","BILLING"]]}]]`, `["o1"]`},
		{`["map","_._id",["hops",{"datasets":["orders o"],"where":["and",["eq","o.customer","_S._id"],["or",["eq","o.type","BILLING"],["eq","o.shop","b"]]]}]]`, `["o1","o2"]`},
		{`["hops",{"datasets":["orders o","products p"],"where":[["eq","_S._id","o.customer"],["eq","o.lines.product","p.product"]],"return":"p.name"}]`, `["Pen","Ink","Ink"]`},
		{`["hops",{"datasets":["products p","orders o"],"where":[["eq","_S._id","o.customer"],["eq","o.lines.product","p.product"]],"return":["dict","o","o._id","p","p._id"]}]`, `[{"o":"o1","p":"p1"},{"o":"o1","p":"p2"},{"o":"o2","p":"p2"}]`},
		{`["map","_._id",["hops",{"datasets":["orders o","products p"],"where":[["eq","_S._id","o.customer"],["eq","o.lines.product","p.product"]],"return":"o, p"}]]`, `["o1","p1","o1","p2","o2","p2"]`},
		{`["hops",{"datasets":["products p"],"where":["eq","_S.wants","p._id"],"return":"p.tags"}]`, `["x","y"]`},
		{`["map","_._id",["hops",{"datasets":["orders o"],"where":["eq","_S._id","o.customer"],"subsets":{"o":["eq","_S.shop","b"]}}]]`, `["o2"]`},
		{`["map","_._id",["hops",{"datasets":["orders o"],"where":["eq","_S._id","o.customer"],"prefilters":{"o":["eq","_S.shop","a"]},"track-dependencies":false,"trace":"t"}]]`, `["o1"]`},
		{`["map","_._id",["hops",{"datasets":["codes c"],"where":["eq",["tuples",1,["list","a","z"]],["tuples",["first","c.pair"],["last","c.pair"]]]}]]`, ``},
		{`["map","_._id",["hops",{"datasets":["codes c"],"where":["eq",["tuples","_S.one","b"],["tuples",["first","c.pair"],["last","c.pair"]]]}]]`, `["c2"]`},
		{`["map","_._id",["hops",{"datasets":["people p"],"where":[["eq","_S.children","p._id"],["eq","p.gender","f"]],"recurse":true}]]`, `["1","2","4"]`},
		{`["map","_._id",["hops",{"datasets":["people p"],"where":["eq","_S.children","p._id"],"recurse":true,"exclude_root":true,"max_depth":1}]]`, `["2","3"]`},
		{`["sorted",["hops",{"datasets":["people p"],"where":["eq","_S.children","p._id"],"recurse":true,"max_depth":null},
			{"datasets":["hobbies h"],"where":["eq","_S.hobbies","h._id"],"return":"h.name"}]]`, `["Chess","Chess","Go"]`},
		{`["hops",{"datasets":["orders o","products p"],"where":[["eq","_S._id","o.customer"],["or",["eq","o.shop","b"],["and",["eq","o.lines.product","p.product"],["eq","p.name","Pen"]]]],"return":["concat","o._id","-","p._id"]}]`, `["o2-","o1-p1"]`},
		{`["hops",{"datasets":["orders o"],"where":["or",["eq","_S._id","o.customer"],["eq","_S.wants","o.lines.product"]],"return":"o._id"}]`, `["o1","o2"]`},
		{`["hops",{"datasets":["orders o"],"where":["or",["eq","_S.wants","p1"],true,["eq","_S.wants","o.lines.product"]],"return":["list","o._id"]}]`, `["o1"]`},
		{`["hops",{"datasets":["nowhere n"],"where":["eq","_S._id","n.x"]}]`, `[]`},
		{`["hops",{"datasets":["orders o"],"where":["eq","_S.nothing","o.customer"]}]`, `[]`},
		{`["hops",{"datasets":["hobbies h"],"where":[["eq","_S.hobbies","h._id"],["eq",["list","_S.nothing"],["list","h.nothing"]]]}]`, `[]`},
		{`["hops",{"datasets":["hobbies h"],"where":["eq",["list","_S.nothing"],["list","h.nothing"]]}]`, `[]`},
		{`["apply-hops","order",{"datasets":["orders o"],"where":["eq","_S._id","o.customer"]}]`, `[{"id":"o1","of":"1","products":["Pen","Ink"]},{"id":"o2","of":"1","products":["Ink"]}]`},
		{`["lookup-entity","hobbies","h2"]`, `{"_id":"h2","name":"Go"}`},
		{`["lookup-entity","hobbies","h3"]`, `null`},
		{`["lookup-entity","hobbies",null]`, `null`},
		{`["list","o.x",["literal","o._id"]]`, `["o.x","o._id"]`},
	} {
		program, err := Compile(json.RawMessage(`{"type":"dtl","rules":{"default":[["add","got",`+c.call+`]],
			"order":[["add","id","_S._id"],["add","of","_P._S._id"],["add","products",
				["hops",{"datasets":["products p"],"where":["eq","_S.lines.product","p.product"],"return":"p.name"}]]]}}`), Options{Pipe: "p"})
		if c.want == "" {
			if err == nil || !strings.Contains(err.Error(), `nothing joins "c" with the source`) {
				t.Errorf("%s: %v", c.call, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.call, err)
			continue
		}
		env := testEnv
		env.Datasets = NewDatasets(shop(t))
		source, _ := value(t, `{"_id":"1","_updated":7,"one":1,"wants":"p1","children":["2","3"],"gender":"f","hobbies":["h1"]}`).(map[string]any)
		for range 2 { // the second time with the indexes of the first
			result, err := program.Apply(t.Context(), env, source)
			if diff := cmp.Diff(value(t, c.want), result.Target["got"]); diff != "" || err != nil {
				t.Errorf("%s: error %v (-want +got):\n%s", c.call, err, diff)
			}
		}
	}
}

func TestHopsWithNamespaces(t *testing.T) {
	t.Parallel()
	program, err := Compile([]byte(rules(`["add","::got",["hops",{"datasets":["d o"],"where":["eq","_S.ref","o.key"],"return":"o.crm:name"}]]`)), Options{Pipe: "p", Namespaced: true})
	if err != nil {
		t.Fatal(err)
	}
	env := testEnv
	env.Datasets = NewDatasets(memory{"d": {"crm:1": {"_id": "crm:1", "crm:key": "k", "crm:name": "Ada"}}})
	result, err := program.Apply(t.Context(), env, map[string]any{"_id": "1", "hr:ref": "k"})
	if diff := cmp.Diff(map[string]any{"got": []any{"Ada"}}, result.Target); diff != "" || err != nil {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
}

func TestHopsFailWithTheirStore(t *testing.T) {
	t.Parallel()
	for _, call := range []string{
		`["hops",{"datasets":["broken o"],"where":["eq","_S._id","o.x"]}]`, `["hops",{"datasets":["broken o"],"where":["eq","_S._id","o._id"]}]`,
		`["lookup-entity","broken","1"]`,
	} {
		if _, _, err := apply(t, Options{}, `{"default":[["add","x",`+call+`]]}`, `{"_id":"1"}`); !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", call, err)
		}
	}
}

// The rows of a join take memory, although what is made of them is small.
func TestRowsOfHopsAreLimited(t *testing.T) {
	t.Parallel()
	many := map[string]map[string]any{}
	for i := range 800 {
		id := strconv.Itoa(i)
		many[id] = map[string]any{"_id": id, "k": "1"}
	}
	env := testEnv
	env.Datasets = NewDatasets(memory{"many": many})
	program, err := Compile([]byte(rules(`["add","x",["count",["hops",{"datasets":["many a","many b"],"where":[["eq","_S._id","a.k"],["eq","a.k","b.k"]]}]]]`)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if result, err := program.Apply(t.Context(), env, map[string]any{"_id": "1"}); !errors.Is(err, errBytes) {
		t.Errorf("%v, %v, want %v", result.Target, err, errBytes)
	}
}

func TestReads(t *testing.T) {
	t.Parallel()
	program, err := Compile([]byte(rules(`["add","x",["hops",{"datasets":["b o","a p"],"where":[["eq","_S._id","o.x"],["eq","o.y","p.y"]]},
		{"datasets":["c q"],"where":["eq","_S._id","q.x"],"track-dependencies":false}]],["add","y",["lookup-entity","d","1"]]`)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := program.Reads(); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("got %q", got)
	}
}

func TestFaultsOfHops(t *testing.T) {
	t.Parallel()
	const where = `"where":["eq","_S._id","o.x"]`
	for _, c := range []struct{ call, path, words string }{
		{`["hops","orders"]`, `[1]`, `must be an object such as`},
		{`["hops",{"datasets":["orders o"],` + where + `,"were":1}]`, `[1].were`, `unknown property; did you mean "where"?`},
		{`["hops",{` + where + `}]`, `[1].datasets`, `must be a list of datasets`},
		{`["hops",{"datasets":["orders"],"where":["eq",1,2]}]`, `[1].datasets[0]`, `must be a dataset and its alias`},
		{`["hops",{"datasets":["orders _S"],"where":["eq",1,2]}]`, `[1].datasets[0]`, `the alias "_S" is already a variable`},
		{`["hops",{"datasets":["a o","b o"],` + where + `}]`, `[1].datasets[1]`, `the alias "o" is already a variable`},
		{`["hops",{"datasets":["orders o"]}]`, `[1].where`, `must be an expression such as`},
		{`["hops",{"datasets":["orders o"],"where":["eq","o.type","x"]}]`, `[1].where`, `nothing joins "o" with the source or with another dataset`},
		{`["hops",{"datasets":["a o","b p"],` + where + `}]`, `[1].where`, `nothing joins "p"`},
		{`["hops",{"datasets":["a o","b p"],"where":["or",["eq","_S._id","o.x"],["eq","p.x",1]]}]`, `[1].where`, `nothing joins "p"`},
		{`["hops",{"datasets":["a o"],"where":["or",["and",[],["eq","_S.x","o.x"]],["eq","_S.x","o.y"]]}]`, `[1].where[1][1]`, `write an empty list as ["list"]`},
		{`["hops",{"datasets":["a o"],"where":[` + strings.TrimSuffix(strings.Repeat(`["or",["eq","_S.x","o.x"],["eq","_S.y","o.y"]],`, 7), ",") + `]}]`, `[1].where`, `has more than 100 ways to hold`},
		{`["hops",{"datasets":["orders o"],` + where + `,"recurse":1}]`, `[1].recurse`, `must be true or false`},
		{`["hops",{"datasets":["orders o"],` + where + `,"max_depth":-1}]`, `[1].max_depth`, `must be an integer of at least 0, or null`},
		{`["hops",{"datasets":["orders o"],` + where + `,"return":"q"}]`, `[1].return`, `"q" is not an alias of "datasets"`},
		{`["hops",{"datasets":["orders o"],` + where + `,"return":"o","recurse":true}]`, `[1].return`, `is possible only in the last object, and not with "recurse"`},
		{`["hops",{"datasets":["orders o"],` + where + `,"subsets":{"p":["eq","_S.a",1]}}]`, `[1].subsets.p`, `is not an alias of "datasets"`},
		{`["hops",{"datasets":["orders o"],` + where + `,"subsets":{"o":["gt","_S.a",1]}}]`, `[1].subsets.o`, `must be an "eq"`},
		{`["hops",{"datasets":["orders o"],` + where + `,"subsets":[1]}]`, `[1].subsets`, `must be an object of aliases`},
		{`["apply-hops","none",{"datasets":["orders o"],` + where + `}]`, `[1]`, `there is no rule "none"`},
		{`["apply","with-hops","_S."]`, `[1]`, `the rule "with-hops" contains hops, which "apply" cannot run; use "apply-hops"`},
	} {
		_, err := Compile([]byte(`{"type":"dtl","rules":{"default":[["add","x",`+c.call+`]],
			"with-hops":[["add","x",["hops",{"datasets":["orders o"],`+where+`}]]]}}`), Options{})
		if err == nil {
			t.Errorf("%s: no error", c.call)
			continue
		}
		faults := Errors(err)
		if len(faults) != 1 || faults[0].Path != "rules.default[0][2]"+c.path || !strings.Contains(faults[0].Msg, c.words) {
			t.Errorf("%s\n got %v\nwant %s: … %s …", c.call, err, c.path, c.words)
		}
	}
}
