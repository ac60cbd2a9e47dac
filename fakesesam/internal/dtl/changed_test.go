package dtl

import (
	"errors"
	"testing"
)

func TestIsChanged(t *testing.T) {
	t.Parallel()
	before := memory{"previous": {
		"1": {"_id": "1", "name": "Ada", "start": value(t, `1`), "end": value(t, `3`)},
		"2": {"_id": "2", "_deleted": true},
		"3": {"_id": "3", "name": "Ada"},
	}}
	for _, c := range []struct{ call, source, want string }{
		{`["is-changed","_.name"]`, `{"_id":"1","name":"Ada"}`, `false`},
		{`["is-changed","_.name"]`, `{"_id":"1","name":"Bo"}`, `true`},
		{`["is-changed",["list","_.name","_.start"]]`, `{"_id":"1","name":"Ada","start":1.0}`, `false`},
		{`["is-changed",["list","_.name","_.start"]]`, `{"_id":"1","name":"Ada"}`, `true`},
		{`["is-changed",["-","_.end","_.start"]]`, `{"_id":"1","start":2,"end":4}`, `false`},
		{`["is-changed","_.name"]`, `{"_id":"2","name":"Ada"}`, `true`},
		{`["is-changed","_.name"]`, `{"_id":"3","name":"Ada","_deleted":true}`, `true`},
		{`["is-changed","_.name"]`, `{"_id":"4","name":"Ada"}`, `null`},
	} {
		for _, opts := range []Options{{Pipe: "p"}, {Pipe: "p", Namespaced: true, AddNamespaces: true}} {
			program, err := Compile([]byte(`[`+rules(`["copy","*"]`)+`,`+rules(`["add","$got",`+c.call+`]`)+`]`), opts)
			if err != nil {
				t.Fatal(err)
			}
			env := testEnv
			env.Datasets = NewDatasets(before)
			source, _ := value(t, c.source).(map[string]any)
			result, err := program.Apply(t.Context(), env, source)
			if err != nil || !sameJSON(t, jsonOf(t, result.Target["$got"]), c.want) {
				t.Errorf("%s of %s with %+v: %v, %v, want %s", c.call, c.source, opts, result.Target, err, c.want)
			}
		}
	}
	if _, _, err := apply(t, Options{}, `{"default":[["add","x",["is-changed","_.a"]]]}`, `{"_id":"broken"}`); !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
}
