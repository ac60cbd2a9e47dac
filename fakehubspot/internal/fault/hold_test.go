package fault_test

import (
	"context"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot/internal/fault"
)

func TestDelaysWaitForTheTimer(t *testing.T) {
	rig := newRig(t)
	rig.add(t, fault.Fault{Name: "slow", Kind: "delay", Delay: fault.Duration(time.Hour)})
	if answer := rig.get(t, "/x"); answer.body != whole {
		t.Errorf("after the delay: %+v", answer)
	}
	if pause := <-rig.pauses; pause != time.Hour {
		t.Errorf("waited %v", pause)
	}
	if err := rig.Remove("slow"); err != nil {
		t.Fatal(err)
	}
	rig.add(t, fault.Fault{Kind: "trickle", Chunk: 40, Delay: fault.Duration(time.Minute)})
	rig.get(t, "/x")
	close(rig.pauses)
	var pauses []time.Duration
	for pause := range rig.pauses {
		pauses = append(pauses, pause)
	}
	if want := (len(whole) - 1) / 40; len(pauses) != want || pauses[0] != time.Minute {
		t.Errorf("%d pieces have pauses %v, want %d of a minute", want+1, pauses, want)
	}
}

func TestHeldRequestsAreLetGo(t *testing.T) {
	never := func(time.Duration) <-chan time.Time { return nil }
	ends := map[string]func(s *fault.Set, leave func()){
		"removed": func(s *fault.Set, _ func()) { _ = s.Remove("held") },
		"cleared": func(s *fault.Set, _ func()) { s.Clear() },
		"closed":  func(s *fault.Set, _ func()) { s.Close() },
		"left":    func(_ *fault.Set, leave func()) { leave() },
	}
	kinds := map[string]fault.Fault{
		"hang":           {Name: "held", Kind: "hang"},
		"hang half-way":  {Name: "held", Kind: "hang", AfterBytes: 10},
		"delay":          {Name: "held", Kind: "delay", Delay: fault.Duration(time.Hour)},
		"trickle":        {Name: "held", Kind: "trickle", Chunk: 10},
		"hang not begun": {Name: "held", Kind: "hang", AfterBytes: -1},
	}
	for kind, held := range kinds {
		for how, end := range ends {
			t.Run(kind+" "+how, func(t *testing.T) {
				set := fault.NewSet(1, fault.Timer(never))
				if _, err := set.Add(held); err != nil {
					t.Fatal(err)
				}
				w := &waiter{header: http.Header{}}
				ctx, leave := context.WithCancel(t.Context())
				defer leave()
				request, _ := http.NewRequestWithContext(ctx, http.MethodGet, "http://x/x", nil)
				ended := make(chan any)
				go func() {
					defer func() { ended <- recover() }()
					set.Wrap(http.HandlerFunc(answerPage)).ServeHTTP(w, request)
				}()
				for state := (fault.State{}); state.Seen == 0; state, _ = set.Get("held") {
					runtime.Gosched()
				}
				end(set, leave)
				panicked := <-ended
				if how == "left" {
					if panicked != http.ErrAbortHandler { //nolint:errorlint // a recovered value, not an error
						t.Errorf("the client left: %v", panicked)
					}
					return
				}
				if panicked != nil || w.body.String() != whole {
					t.Errorf("panic %v, answer %s", panicked, w.body.String())
				}
			})
		}
	}
}

// The headers are all that an answer without a body has, so they wait, too: a client that got them would be done.
func TestAnAnswerWithoutABodyHangsWhole(t *testing.T) {
	set := fault.NewSet(1)
	if _, err := set.Add(fault.Fault{Kind: "hang", AfterBytes: 1}); err != nil {
		t.Fatal(err)
	}
	w := &waiter{header: http.Header{}}
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	request, _ := http.NewRequestWithContext(ctx, http.MethodPost, "http://x/empty", nil)
	called, ended := make(chan struct{}), make(chan any)
	go func() {
		defer func() { ended <- recover() }()
		set.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			answerPage(w, r)
			close(called)
		})).ServeHTTP(w, request)
	}()
	<-called
	leave()
	if <-ended; w.status != 0 {
		t.Errorf("status %d was sent before the client left", w.status)
	}
}

// waiter is a http.ResponseWriter that may be read once the handler is done.
type waiter struct {
	header http.Header
	status int
	body   strings.Builder
}

func (w *waiter) Header() http.Header         { return w.header }
func (w *waiter) WriteHeader(status int)      { w.status = status }
func (w *waiter) Write(p []byte) (int, error) { return w.body.Write(p) }
func (w *waiter) Flush()                      {}
