package dtl

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"
)

// Transforms that would take ages or all memory.
func explosions() map[string]struct{ rules, limit string } {
	nested := func(call, inner string, times int) string {
		for range times {
			inner = strings.ReplaceAll(call, "X", inner)
		}
		return inner
	}
	again := func(step string, times int) string {
		return `{"default":[["add","x",["list","a"]],["add","t","aaaaaaaa"]` + strings.Repeat(`,`+step, times) + `]}`
	}
	one := func(expression string) string { return `{"default":[["add","x",` + expression + `]]}` }
	of := func(expression string) string { // of a source with a long text
		return `{"default":[["add","x",["apply","r",["dict","t",["ljust",65536,"x",""]]]]],"r":[["add","x",["count",["filter",["is-null",` + expression + `],["range",0,4000]]]]]}`
	}
	return map[string]struct{ rules, limit string }{
		"texts of JSON":         {of(`["json","_S.t"]`), "128 MiB"},
		"texts of transit JSON": {of(`["json-transit","_S."]`), "128 MiB"},
		"nested maps":           {one(nested(`["map",X,["range",0,100]]`, `1`, 8)), "10 million steps"},
		"doubling texts":        {again(`["add","t",["concat","_T.t","_T.t"]]`, 60), "128 MiB"},
		"doubling lists":        {again(`["add","x",["combine","_T.x","_T.x"]]`, 60), "128 MiB"},
		"shared lists":          {again(`["add","x",["list","_T.x","_T.x"]]`, 60), "10 million steps"},
		"shared objects":        {again(`["add","x",["dict","a","_T.x","b","_T.x"]]`, 60), "10 million steps"},
		"a shared list inside":  {one(nested(`["first",["map",["list","_.","_."],["list",X]]]`, `"aaaaaaaaaaaaaaaa"`, 60)), "10 million steps"},
		"JSON in JSON":          {again(`["add","t",["json",["list",["list","_T.t"],"\\"]]],["add","t",["join","","_T.t"]]`, 60), "128 MiB"},
		"rules in rules":        {`{"default":[["add","x",["apply","default",["list","_S.","_S."]]]]}`, "100 levels deep"},
		"a long range":          {one(`["range",0,1000000000000]`), "128 MiB"},
		"a long product":        {one(nested(`["tuples",X,["range",0,100]]`, `["range",0,100]`, 10)), "128 MiB"},
		"many wide texts":       {one(`["map",["ljust",65536,"x","_."],["map",["string","_."],["range",0,10000]]]`), "128 MiB"},
		"wide texts at once":    {one(`["rjust",65536,"x",["string",["range",0,10000]]]`), "128 MiB"},
		"a great replacement": {
			`{"default":[["add","t",["ljust",65536,"x",""]],["add","x",["replace","x","_T.t",["concat","_T.t","_T.t"]]]]}`, "128 MiB",
		},
		"a great dictionary of replacements": {
			`{"default":[["add","t",["ljust",65536,"x",""]],["add","x",["replace",["dict","x","_T.t","y","z"],["concat","_T.t","_T.t"]]]]}`, "128 MiB",
		},
		"comparing all with all": {
			`{"default":[["add","r",["range",0,3000]],["add","x",["map",["eq","_T.r","_T.r"],["range",0,100000]]]]}`, "10 million steps",
		},
		"paths through a list": {
			`{"default":[["add","r",["map",["dict","a","_."],["range",0,3000]]],["add","x",["map",["is-null","_T.r.a"],["range",0,100000]]]]}`, "128 MiB",
		},
		"slow patterns": {
			`{"default":[["add","t",["ljust",65536,"a",""]],["add","p",["concat","*",["replace","aa","a*","_T.t"],"b"]],
				["add","x",["map",["matches","_T.p","_T.t"],["range",0,1000]]]]}`, "10 million steps",
		},
		"many objects": {one(`["map",["dict","_id",["string","_."]],["range",0,1000000]]`), "128 MiB"},
		"many created": {`{"default":[["create",["map",["dict","_id",["string","_."]],["range",0,1000000]]]]}`, "128 MiB"},
		"reading a text again and again": {
			`{"default":[["add","t",["ljust",65536,"x",""]],["add","x",["map",["length","_T.t"],["range",0,1000000]]]]}`, "10 million steps",
		},
		"calculating with a long number again and again": {
			`{"default":[["add","t",["integer",["ljust",9999,"7",""]]],["add","x",["map",["mod","_T.t",["literal",7]],["range",0,1000000]]]]}`, "10 million steps",
		},
		"a great power":      {one(`["^",10,1000000000000]`), "10000 digits"},
		"a great fraction":   {one(`["pow",-1000000000,["list",3]]`), "10000 digits"},
		"squares of squares": {`{"default":[["add","n",10]` + strings.Repeat(`,["add","n",["*","_T.n","_T.n"]]`, 60) + `]}`, "10000 digits"},
		"deep lists": {
			`{"default":[["add","t",["concat",["ljust",9999,"[",""],["ljust",9999,"]",""]]],["add","x",["list",["list",["json-parse","_T.t"]]]]]}`, "10000 levels deep",
		},
	}
}

func TestExplosionsEnd(t *testing.T) {
	t.Parallel()
	for name, c := range explosions() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, keep, err := apply(t, Options{}, c.rules, `{"_id":"1"}`)
			if err == nil || keep || !strings.Contains(err.Error(), c.limit) || !strings.HasPrefix(err.Error(), `transform of entity "1": `) {
				t.Errorf("keep %v, error %v, want %q", keep, err, c.limit)
			}
		})
	}
}

// The end of the context ends the work, within a thousand steps, with its cause and not as a fault of the entity.
func TestWorkEndsWithItsContext(t *testing.T) {
	t.Parallel()
	stopped := errors.New("the pump was stopped")
	ctx, cancel := context.WithCancelCause(t.Context())
	calls := 0
	env := testEnv
	env.Now = func() time.Time {
		if calls++; calls == 10 {
			cancel(stopped)
		}
		return testTime
	}
	program, err := Compile([]byte(rules(`["add","x",["map",["now"],["range",0,1000000]]]`)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	result, err := program.Apply(ctx, env, map[string]any{"_id": "1"})
	if !errors.Is(err, stopped) || strings.Contains(fmt.Sprint(err), "entity") || result.Keep || calls > 2000 {
		t.Errorf("%v, %v, after %d calls", result, err, calls)
	}
}

// What real transforms do stays far below the limits.
func TestOrdinaryWorkIsNotLimited(t *testing.T) {
	t.Parallel()
	for _, steps := range []string{
		`["add","x",["count",["sorted-descending",["map",["string","_."],["range",0,100000]]]]]`,
		`["add","x",["length",["join",",",["map",["string","_."],["range",0,500000]]]]]`,
		`["add","x",["count",["distinct",["combine",["range",0,100000],["range",0,100000]]]]]`,
		`["add","x",["count",["intersection",["range",0,100000],["range",50000,150000]]]]`,
		strings.TrimSuffix(strings.Repeat(`["add","x",["concat","_T.x",["string","_S._id"]]],`, 2000), ","),
	} {
		if _, _, err := apply(t, Options{}, `{"default":[`+steps+`]}`, `{"_id":"1"}`); err != nil {
			t.Errorf("%.80s: %v", steps, err)
		}
	}
}

// Whatever is refused is an error, also what is too large to be counted in bytes.
func TestWhatIsTooLargeIsAnError(t *testing.T) {
	t.Parallel()
	for name, try := range map[string]func(e *evaluation) bool{
		"bytes":   func(e *evaluation) bool { return e.build(maxBytes + 1) },
		"list":    func(e *evaluation) bool { return e.buildList(maxSteps) },
		"object":  func(e *evaluation) bool { return e.buildDict(maxSteps) },
		"steps":   func(e *evaluation) bool { return e.spend(maxSteps + 1) },
		"numbers": func(e *evaluation) bool { return e.number(numeric{power10(maxDigits + 10), integerKind}) != nil },
	} {
		e := &evaluation{ctx: t.Context()}
		if try(e) || e.err == nil {
			t.Errorf("%s: %v", name, e.err)
		}
	}
}

func power10(n int) *big.Rat {
	return new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil))
}
