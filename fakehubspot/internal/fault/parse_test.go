package fault_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/match"
)

func TestNames(t *testing.T) {
	set := fault.NewSet(1)
	page := fault.Fault{Kind: "html"}
	named := func(name string) fault.Fault { f := page; f.Name = name; return f }
	for _, want := range []string{"f1", "f2"} {
		if state, err := set.Add(page); err != nil || state.Name != want {
			t.Fatalf("%q, %v, want %q", state.Name, err, want)
		}
	}
	if _, err := set.Add(named("f3")); err != nil {
		t.Fatal(err)
	}
	if state, _ := set.Add(page); state.Name != "f4" {
		t.Errorf("made up %q beside f3", state.Name)
	}
	if _, err := set.Add(named("f1")); !errors.Is(err, fault.ErrTaken) {
		t.Errorf("a name twice: %v", err)
	}
	if err := set.Remove("f2"); err != nil {
		t.Error(err)
	}
	_, missing := set.Get("f2")
	_, unpatched := set.Patch("f2", []byte(`{}`))
	for _, err := range []error{missing, unpatched, set.Remove("f2")} {
		if !errors.Is(err, fault.ErrNotFound) || !strings.Contains(err.Error(), `"f2"`) {
			t.Errorf("a name that is gone: %v", err)
		}
	}
	if _, err := set.Add(named("a/b")); err == nil {
		t.Error("a name with a slash was taken")
	}
}

func TestPatchKeepsWhatItDoesNotName(t *testing.T) {
	set := fault.NewSet(1)
	if _, err := set.Add(fault.Fault{Name: "f", Kind: "status", Status: 500, Count: 1, Match: match.Match{Path: "/x", Nth: 2}}); err != nil {
		t.Fatal(err)
	}
	if got := struck(set, 3); got != "2" {
		t.Fatalf("struck %q", got)
	}
	state, err := set.Patch("f", []byte(`{"count":2,"match":{"nth":1}}`))
	if err != nil || state.Status != 500 || state.Match != (match.Match{Path: "/x", Nth: 1}) || state.Struck != 1 {
		t.Fatalf("%+v, %v", state, err)
	}
	if got := struck(set, 3); got != "1" {
		t.Errorf("one more strike: %q", got)
	}
	for _, wrong := range []string{`{"name":"g"}`, `{"status":200}`, `{"kind":"x"}`, `{"oops":1}`, `[]`, `{}{}`, `{"probability":0}`, `{"row":1}`} {
		if _, err := set.Patch("f", []byte(wrong)); err == nil {
			t.Errorf("%s was taken", wrong)
		}
	}
	if after, _ := set.Get("f"); after.Status != 500 || after.Kind != "status" {
		t.Errorf("a refused change left traces: %+v", after)
	}
}

func TestReplaceKeepsTheCounters(t *testing.T) {
	set := fault.NewSet(1)
	if _, err := set.Add(fault.Fault{Name: "f", Kind: "status", Status: 500, Count: 1}); err != nil {
		t.Fatal(err)
	}
	if got := struck(set, 2); got != "1" {
		t.Fatalf("struck %q", got)
	}
	state, err := set.Replace(fault.Fault{Name: "f", Kind: "status", Status: 503, Count: 2})
	if err != nil || state.Status != 503 || state.Struck != 1 || state.Seen != 2 || state.Probability != 1 {
		t.Fatalf("%+v, %v", state, err)
	}
	if got := struck(set, 2); got != "1" {
		t.Errorf("one more strike: %q", got)
	}
	if _, err := set.Replace(fault.Fault{Name: "f", Kind: "x"}); err == nil || errors.Is(err, fault.ErrNotFound) {
		t.Errorf("an unknown kind: %v", err)
	}
	if _, err := set.Replace(fault.Fault{Name: "g", Kind: "html"}); !errors.Is(err, fault.ErrNotFound) {
		t.Errorf("an unknown name: %v", err)
	}
}

func TestJSONRoundTrip(t *testing.T) {
	const text = `{"name":"a","kind":"status","match":{"method":"GET","path":"/p*","operation":"list","nth":3,"token":"t"},"count":1,"probability":0.5,"status":429,"variant":"DAILY","retryAfter":"10s"}`
	f, err := fault.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := json.Marshal(f); err != nil || string(again) != text {
		t.Errorf("%v\ngot  %s\nwant %s", err, again, text)
	}
	defaults, err := fault.Parse([]byte(`{"kind":"delay","delay":"200ms"}`))
	if err != nil || defaults.Probability != 1 || defaults.Delay != fault.Duration(200*time.Millisecond) {
		t.Errorf("%+v, %v", defaults, err)
	}
	set := fault.NewSet(1)
	_, _ = set.Add(fault.Fault{Kind: "html"})
	state, _ := json.Marshal(set.List()[0])
	if want := `{"name":"f1","kind":"html","match":{},"count":0,"probability":1,"seen":0,"struck":0}`; string(state) != want {
		t.Errorf("got  %s\nwant %s", state, want)
	}
}

func TestWrongFaultsAreExplained(t *testing.T) {
	tests := map[string]string{
		`{"kind":"explode"}`:                             `use one of cut, delay, duplicate-row`,
		`{"kind":"status"}`:                              `must be between 400 and 599`,
		`{"kind":"status","status":401,"variant":"old"}`: `none, expired, hapikey`,
		`{"kind":"delay"}`:                               `needs a delay`,
		`{"kind":"delay","delay":"200"}`:                 `"200" is not a duration`,
		`{"kind":"delay","delay":"-1s"}`:                 `delay must be between 0s and 720h, got -1s`,
		`{"kind":"cut","afterBytes":-2}`:                 `-1 for not even the headers`,
		`{"kind":"cut","status":500}`:                    `kind cut does not take status, only match, count, probability, afterBytes`,
		`{"kind":"html","probability":2}`:                `at most 1, got 2`,
		`{"kind":"html","probability":0}`:                `at most 1, got 0; to stop the fault, remove it`,
		`{"kind":"html","count":-1}`:                     `count must be between 0 and 1,000,000,000, got -1`,
		`{"kind":"html","match":{"nth":-1}}`:             `match.nth must be between 0 and 1,000,000,000, got -1`,
		`{"kind":"html","match":{"paht":"/"}}`:           `member "match.paht" is unknown; did you mean "match.path"?`,
		`{"kind":"html","count":"1"}`:                    `count must be a whole number, got a string`,
		`{"kind":"delay","delay":200}`:                   `delay must be a duration such as "200ms" or "1m30s", got a number`,
		`{"kind":"delay","delay":"8761h"}`:               `delay must be between 0s and 720h`,
		`{"kind":"length","delta":9223372036854775807}`:  `delta must be between -1,000,000,000 and 1,000,000,000`,
		`{"kind":"cut","afterBytes":9000000000}`:         `afterBytes must be between`,
		`{"kind":"lost","loss":"forgotten"}`:             `loss must be reset, cut or status, got "forgotten"`,
		`{"kind":"lost","loss":"status"}`:                `must be between 400 and 599, got 0`,
		`{"kind":"lost","loss":"cut","status":502}`:      `status, variant and retryAfter go with loss status, not with cut`,
		`{"kind":"lost","variant":"html"}`:               `status, variant and retryAfter go with loss status, not with reset`,
		`{"kind":"lost","status":502,"afterBytes":3}`:    `afterBytes goes with loss reset and cut, not with status`,
		`{"kind":"cut","loss":"cut"}`:                    `kind cut does not take loss, only`,
		`{"kind":"html","match":{"operation":"upsert"}}`: `match.operation must be one of read, write, list, create`,
		`{"kind":"html","name":".."}`:                    `name ".." must not be`,
		`[]`:                                             `a fault must be a JSON object, got an array`,
		`nonsense`:                                       `a fault is not JSON`,
	}
	for text, want := range tests {
		if _, err := fault.Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q in it", text, err, want)
		}
	}
}

// However many a client adds, the set has an end.
func TestASetHasAnEnd(t *testing.T) {
	set := fault.NewSet(1)
	for range fault.MaxFaults {
		if _, err := set.Add(fault.Fault{Kind: "html"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := set.Add(fault.Fault{Kind: "html"}); err == nil || !strings.Contains(err.Error(), "remove some first") {
		t.Errorf("one too many: %v", err)
	}
	if err := set.Remove("f1"); err != nil {
		t.Fatal(err)
	}
	if _, err := set.Add(fault.Fault{Kind: "html"}); err != nil {
		t.Errorf("one was removed: %v", err)
	}
}

func TestEveryKindCanBeAdded(t *testing.T) {
	needs := map[string]fault.Fault{"status": {Status: 500}, "delay": {Delay: fault.Duration(time.Second)}}
	for _, kind := range fault.Kinds() {
		f := needs[kind]
		f.Kind = kind
		if _, err := fault.NewSet(1).Add(f); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Fuzz(func(t *testing.T, text []byte) {
		parsed, err := fault.Parse(text)
		if err != nil {
			return
		}
		again, err := json.Marshal(parsed)
		if err != nil {
			t.Fatalf("%s was taken and cannot be written: %v", text, err)
		}
		if back, err := fault.Parse(again); err != nil || back != parsed {
			t.Fatalf("%s came back as %+v (%v)", again, back, err)
		}
	})
}
