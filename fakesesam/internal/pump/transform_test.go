package pump

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/clock"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/config"
	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/dtl"
)

// A simple program does the same to the text of an entity as the rules do to the decoded entity.
func TestSimpleTransformsAreTheRules(t *testing.T) {
	value := rapid.OneOf(
		rapid.SampledFrom([]string{`null`, `true`, `0`, `-1.50e+3`, `""`, `"é\u00e9\n\/<"`, `[]`, `{}`, `[1, {"b":1,"a":[ ]}]`, `{"z" : 1,"a":{"y":2,"b":"\ud83d\ude00"},"z":3}`}),
		rapid.Map(rapid.String(), func(s string) string { out, _ := json.Marshal(s); return string(out) }),
	)
	key := rapid.SampledFrom([]string{"_id", "_deleted", "_updated", "_ts", "a", "b", "\\u0061", "$c", "é", "", "zz"})
	rule := rapid.SampledFrom([]string{`["add","_id","_S.a"]`, `["add","a","x"]`, `["add","b","_S.zz"]`, `["add","n",1.50]`, `["add","_deleted","_S.b"]`, `["add","_id","fix"]`, `["add","_id",null]`, `["add","l",null]`})
	rapid.Check(t, func(t *rapid.T) {
		raw := "{"
		for i := range rapid.IntRange(0, 7).Draw(t, "n") {
			if i > 0 {
				raw += " , "
			}
			raw += `"` + key.Draw(t, "key") + `" :` + value.Draw(t, "value")
		}
		raw += "}"
		rules := `["copy","*"]`
		for range rapid.IntRange(0, 3).Draw(t, "rules") {
			rules += "," + rule.Draw(t, "rule")
		}
		program, err := dtl.Compile(json.RawMessage(`{"type":"dtl","rules":{"default":[`+rules+`]}}`), dtl.Options{Pipe: "p"})
		if err != nil {
			t.Fatal(err)
		}
		p := &Pump{Deps: Deps{Pipe: &config.Pipe{Program: program}, Clock: clock.System{}}}
		quick, err := p.newTransformer()
		if err != nil {
			t.Fatal(err)
		}
		if !quick.isSimple {
			t.Skip("not simple")
		}
		slow := &transformer{program: program}
		got, gotErr := quick.apply(t.Context(), []byte(raw))
		want, wantErr := slow.apply(t.Context(), []byte(raw))
		if (gotErr == nil) != (wantErr == nil) {
			t.Fatalf("%s with %s: %v and %v", raw, rules, gotErr, wantErr)
		}
		if gotErr != nil {
			return
		}
		if got.updated != want.updated || got.keep != want.keep || got.entity.ID != want.entity.ID || got.entity.Deleted != want.entity.Deleted ||
			string(got.entity.Members) != string(want.entity.Members) || got.entity.Hash() != want.entity.Hash() {
			t.Fatalf("%s with %s:\non the text %+v %s\ndecoded     %+v %s", raw, rules, got, got.entity.Members, want, want.entity.Members)
		}
	})
}
