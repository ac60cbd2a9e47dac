package fault_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/match"
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
		if _, err := set.Add(fault.Fault{Kind: "status", Status: 500, Match: match.Match{Nth: nth}, Count: count}); err != nil {
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
		match match.Match
		want  bool
	}{
		{match.Match{}, true},
		{match.Match{Method: "post", Path: "/crm/*", Token: "secret"}, true},
		{match.Match{Method: "GET"}, false},
		{match.Match{Path: "/crm"}, false},
		{match.Match{Token: "other"}, false},
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
	rig.add(t, fault.Fault{Name: "slow", Kind: "delay", Delay: fault.Duration(time.Second)})
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

// witness remembers what it is told, in order.
type witness struct{ told []string }

func (w *witness) Strike(_ *http.Request, name string) { w.told = append(w.told, "+"+name) }
func (w *witness) Spare(_ *http.Request, name string)  { w.told = append(w.told, "-"+name) }

// Who wants to know is told of each strike before it happens, and if there was nothing to break.
func TestStrikesAreTold(t *testing.T) {
	w := &witness{}
	set := fault.NewSet(1, fault.Tell(w))
	for _, f := range []fault.Fault{{Name: "delay", Kind: "empty-page"}, {Name: "other", Kind: "html", Match: match.Match{Path: "/other"}}, {Name: "cut", Kind: "cut", AfterBytes: -1, Match: match.Match{Path: "/cut"}}} {
		if _, err := set.Add(f); err != nil {
			t.Fatal(err)
		}
	}
	handler := set.Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	for _, path := range []string{"/x", "/cut"} {
		func() {
			defer func() { _ = recover() }()
			handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
		}()
	}
	if got := strings.Join(w.told, " "); got != "+delay -delay +delay +cut" {
		t.Errorf("told %s", got)
	}
}
