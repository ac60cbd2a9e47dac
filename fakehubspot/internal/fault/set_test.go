package fault_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
)

// struck sends n requests and tells which of them, counted from 1, were struck.
func struck(set *fault.Set, n int) string {
	handler := set.Wrap(http.HandlerFunc(answerPage))
	var which []string
	for i := range n {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/x", nil))
		if w.Code != http.StatusOK {
			which = append(which, fmt.Sprint(i+1))
		}
	}
	return strings.Join(which, " ")
}

func TestNthAndCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nth := rapid.IntRange(0, 8).Draw(t, "nth")
		count := rapid.IntRange(0, 8).Draw(t, "count")
		set := fault.NewSet(1)
		if _, err := set.Add(fault.Fault{Kind: "status", Status: 500, Match: fault.Match{Nth: nth}, Count: count}); err != nil {
			t.Fatal(err)
		}
		var want []string
		for i := max(nth, 1); i <= 10 && (count == 0 || len(want) < count); i++ {
			want = append(want, fmt.Sprint(i))
		}
		if got := struck(set, 10); got != strings.Join(want, " ") {
			t.Fatalf("struck %q, want %v", got, want)
		}
	})
}

func TestProbabilityIsSeeded(t *testing.T) {
	with := func(seed uint64, others ...fault.Fault) string {
		set := fault.NewSet(seed)
		for _, f := range append(others, fault.Fault{Name: "p", Kind: "status", Status: 500, Probability: 0.3}) {
			if _, err := set.Add(f); err != nil {
				t.Fatal(err)
			}
		}
		return struck(set, 200)
	}
	first := with(1)
	if again := with(1); again != first {
		t.Errorf("the same seed strikes otherwise:\n%s\n%s", first, again)
	}
	if other := with(2); other == first {
		t.Error("another seed strikes the same")
	}
	if n := len(strings.Fields(first)); n < 30 || n > 90 {
		t.Errorf("0.3 of 200 struck %d times", n)
	}
	// A fault that never strikes draws from a source of its own.
	spare := fault.Fault{Name: "other", Kind: "hang", Probability: 1e-12}
	if mixed := with(1, spare); mixed != first {
		t.Error("the draws of one fault shift another's")
	}
}

func TestMatch(t *testing.T) {
	tests := []struct {
		match fault.Match
		want  bool
	}{
		{fault.Match{}, true},
		{fault.Match{Method: "post", Path: "/crm/*", Token: "secret"}, true},
		{fault.Match{Method: "GET"}, false},
		{fault.Match{Path: "/crm"}, false},
		{fault.Match{Token: "other"}, false},
	}
	for _, tt := range tests {
		set := fault.NewSet(1)
		if _, err := set.Add(fault.Fault{Kind: "html", Match: tt.match}); err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodPost, "/crm/x", nil)
		r.Header.Set("Authorization", "Bearer secret")
		set.Wrap(http.HandlerFunc(answerPage)).ServeHTTP(httptest.NewRecorder(), r)
		if got := set.List()[0].Struck == 1; got != tt.want {
			t.Errorf("%+v struck: %v", tt.match, got)
		}
	}
}

func TestSeveralFaultsStrikeTheSameRequest(t *testing.T) {
	rig := newRig(t)
	rig.add(t, fault.Fault{Name: "slow", Kind: "delay", Delay: time.Second})
	rig.add(t, fault.Fault{Name: "broken", Kind: "status", Status: 503, Count: 1})
	rig.add(t, fault.Fault{Name: "behind", Kind: "html", Count: 1})
	if answer := rig.get(t, "/x"); answer.status != 503 || len(rig.pauses) != 1 {
		t.Fatalf("%d after %d pauses, want 503 after one", answer.status, len(rig.pauses))
	}
	if state, _ := rig.Get("behind"); state.Seen != 1 || state.Struck != 0 {
		t.Errorf("behind an answer: seen %d, struck %d", state.Seen, state.Struck)
	}
	if answer := rig.get(t, "/x"); answer.status != 200 || !strings.HasPrefix(answer.header.Get("Content-Type"), "text/html") {
		t.Errorf("the next request: %+v", answer)
	}
}

func TestTheBodyReachesTheHandler(t *testing.T) {
	rig := newRig(t)
	rig.add(t, fault.Fault{Kind: "repeat-cursor"})
	const search = `{"results":[],"after":20}`
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, rig.server.URL+"/echo", strings.NewReader(search))
	if answer := rig.do(request); answer.body != `{"results":[],"after":20,"paging":{"next":{"after":"20"}}}` {
		t.Errorf("got %s", answer.body)
	}
}

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
	if _, err := set.Add(named("f1")); !errors.Is(err, fault.ErrExists) {
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
	if _, err := set.Add(fault.Fault{Name: "f", Kind: "status", Status: 500, Count: 1, Match: fault.Match{Path: "/x", Nth: 2}}); err != nil {
		t.Fatal(err)
	}
	if got := struck(set, 3); got != "2" {
		t.Fatalf("struck %q", got)
	}
	state, err := set.Patch("f", []byte(`{"count":2,"match":{"nth":1}}`))
	if err != nil || state.Status != 500 || state.Match != (fault.Match{Path: "/x", Nth: 1}) || state.Struck != 1 {
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

func TestJSONRoundTrip(t *testing.T) {
	const text = `{"name":"a","kind":"status","match":{"method":"GET","path":"/p*","nth":3,"token":"t"},"count":1,"probability":0.5,"status":429,"variant":"DAILY","retryAfter":"10s"}`
	f, err := fault.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := json.Marshal(f); err != nil || string(again) != text {
		t.Errorf("%v\ngot  %s\nwant %s", err, again, text)
	}
	defaults, err := fault.Parse([]byte(`{"kind":"delay","delay":"200ms"}`))
	if err != nil || defaults.Probability != 1 || defaults.Delay != 200*time.Millisecond {
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
		`{"kind":"explode"}`:                             `want one of cut, delay, duplicate-row`,
		`{"kind":"status"}`:                              `want 400 to 599`,
		`{"kind":"status","status":401,"variant":"old"}`: `none, expired, hapikey`,
		`{"kind":"delay"}`:                               `wants a delay`,
		`{"kind":"delay","delay":"200"}`:                 `"200" is not a duration`,
		`{"kind":"delay","delay":"-1s"}`:                 `negative`,
		`{"kind":"cut","afterBytes":-2}`:                 `-1 for not even the headers`,
		`{"kind":"cut","status":500}`:                    `kind cut takes no status, only match, count, probability, afterBytes`,
		`{"kind":"html","probability":2}`:                `not between 0 and 1`,
		`{"kind":"html","probability":0}`:                `never strikes`,
		`{"kind":"html","count":-1}`:                     `count -1`,
		`{"kind":"html","match":{"nth":-1}}`:             `match.nth -1`,
		`{"kind":"html","match":{"paht":"/"}}`:           `paht`,
		`nonsense`:                                       `a JSON object`,
	}
	for text, want := range tests {
		if _, err := fault.Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q in it", text, err, want)
		}
	}
}

func TestEveryKindCanBeAdded(t *testing.T) {
	needs := map[string]fault.Fault{"status": {Status: 500}, "delay": {Delay: time.Second}}
	for _, kind := range fault.Kinds() {
		f := needs[kind]
		f.Kind = kind
		if _, err := fault.NewSet(1).Add(f); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	set := fault.NewSet(1)
	if _, err := set.Add(fault.Fault{Name: "base", Kind: "status", Status: 500, Count: 40}); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for worker := range 4 {
		all.Go(func() {
			name := fmt.Sprint("w", worker)
			for range 25 {
				_, _ = set.Add(fault.Fault{Name: name, Kind: "duplicate-row"})
				struck(set, 1)
				_, _ = set.Patch(name, []byte(`{"row":1}`))
				_ = set.List()
				_ = set.Remove(name)
			}
		})
	}
	all.Wait()
	if state, _ := set.Get("base"); state.Seen != 100 || state.Struck != 40 {
		t.Errorf("seen %d, struck %d, want 100 and 40", state.Seen, state.Struck)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"kind":"status","status":429,"variant":"DAILY"}`))
	f.Add([]byte(`{"kind":"delay","delay":"1h","match":{"nth":2}}`))
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
