package dtl

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Whatever the transform and the entity: compiling and applying do not panic, a program returns the same result twice, does
// not change its source, and its result can be encoded as JSON.
func FuzzCompileAndApply(f *testing.F) {
	for _, steps := range []string{
		`["copy","*"],["add","_id","_S.id"]`,
		`["if",["gt","_S.age",18],[["rename","a","b"]],["remove","x*"]]`,
		`["add","x",["sorted","_.a",["combine","_S.list",["apply","default","_S.o"]]]]`,
		`["merge-union","_S.list"],["make-ni","n","a"],["default","y",["datetime-parse","%Y-%m-%d","_S.a"]]`,
		`["add","x",["datetime-plus","month",["integer","_S.a"],["datetime","_S.age"]]],["filter",["matches","a*?","_S.a"]]`,
		`["add","x",["replace",["dict","_S.a","b"],["split","",["string","_S."]]]],["add","y",["rjust",9,"x",["hash128","murmur3","_S.a"]]]`,
		`["add","x",["hops",{"datasets":["d o"],"where":[["eq","_S.a","o.a"],["gt","o._id",["literal","1"]]],"recurse":true}]],["create",["apply-hops","default",{"datasets":["d o"],"where":["eq","_S._id","o._id"]}]]`,
		`["add",["list","a","b"],["group-by",["map-dict","_.","_.",["json-parse","_S.a"]],["tuples",["range",0,3],["enumerate","_S.list"]]]],["add","n",["round",2,["/",["^",2,"_S.age"],["decimal","0.3"]]]]`,
	} {
		f.Add([]byte(rules(steps)), []byte(`{"_id":"1","id":"2","age":42,"a":"2015-07-28","list":[{"a":1},{"a":"z"},null],"o":{"a":2}}`), true)
	}
	f.Fuzz(func(t *testing.T, transform, entity []byte, namespaced bool) {
		program, err := Compile(transform, Options{Pipe: "p", Namespaced: namespaced, AddNamespaces: namespaced})
		if err != nil {
			for _, fault := range Errors(err) {
				if fault.Msg == "" {
					t.Fatalf("a fault without words in %s", transform)
				}
			}
			return
		}
		decoder := json.NewDecoder(bytes.NewReader(entity))
		decoder.UseNumber()
		var source map[string]any
		if decoder.Decode(&source) != nil || source == nil {
			return
		}
		before, err := json.Marshal(source)
		if err != nil {
			return // a number JSON cannot hold
		}
		env := testEnv
		env.Datasets = NewDatasets(memory{"d": {"1": source, "2": {"_id": "2", "a": "1"}}})
		result, err := program.Apply(t.Context(), env, source)
		again, errAgain := program.Apply(t.Context(), env, source)
		if (err == nil) != (errAgain == nil) || !cmp.Equal(result, again) {
			t.Fatalf("%s of %s differs: %v %v, then %v %v", transform, entity, result, err, again, errAgain)
		}
		if after, err := json.Marshal(source); err != nil || !bytes.Equal(before, after) {
			t.Fatalf("%s changed its source: %s to %s", transform, before, after)
		}
		if _, err := json.Marshal(result); err != nil {
			t.Fatalf("%s of %s: %v", transform, entity, err)
		}
	})
}
