package tour

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// guide is a tour in a world. No wait takes time.
type guide struct {
	*Tour
	t *testing.T
	w *world
	// waited is called at each wait.
	waited func()
}

// newGuide starts a tour on a side; the other side is a server, unless alone.
func newGuide(t *testing.T, side Side, alone bool) *guide {
	t.Helper()
	g := &guide{t: t, w: newWorld(), waited: func() {}}
	handlers := map[Side]http.Handler{HubSpot: g.w.hubspot(), Sesam: g.w.sesam()}
	var peer Peer
	if !alone {
		server := httptest.NewServer(handlers[side.Other()])
		t.Cleanup(server.Close)
		peer = Peer{URL: server.URL + "/", Page: "http://other.example:1"}
	}
	g.Tour = New(Config{
		Side: side, Own: func() http.Handler { return handlers[side] }, Path: "/tour", Peer: peer, Now: func() time.Time { return noon },
		Wait: func(ctx context.Context, _ time.Duration) error { g.waited(); return context.Cause(ctx) },
	})
	t.Cleanup(g.Close)
	return g
}

// do does a step and returns it when it has ended.
func (g *guide) do(number int) StepView {
	g.t.Helper()
	if err := g.Do(number); err != nil {
		g.t.Fatal(err)
	}
	g.runs.Wait()
	return g.View().Steps[number-1]
}

// went does a step, which must end in this state.
func (g *guide) went(number int, state State) StepView {
	g.t.Helper()
	step := g.do(number)
	if step.State != state {
		g.t.Fatalf("step %d is %s, want %s: %s %+v", number, step.State, state, step.Error, step.Facts)
	}
	return step
}

// failed does a step, which must fail with these words.
func (g *guide) failed(number int, words ...string) {
	g.t.Helper()
	step := g.went(number, Failed)
	for _, each := range words {
		if !strings.Contains(step.Error, each) {
			g.t.Errorf("step %d: no %q in %q", number, each, step.Error)
		}
	}
}

// value returns what a step saw of something.
func value(step StepView, what string) string {
	for _, each := range step.Facts {
		if strings.HasPrefix(each.What, what) {
			return each.Value
		}
	}
	return "nothing of " + what
}

func TestAllStepsFromEitherSide(t *testing.T) {
	for _, side := range []Side{HubSpot, Sesam} {
		g := newGuide(t, side, false)
		for round := range 2 { // every step may be repeated
			for number, want := range []map[string]string{
				{"HubSpot has": "2 contacts", "The run": "2 read, 2 changed", "The dataset has": "2 entities in 2 versions"},
				{"Changed in HubSpot": "lastname is now", "The run at once": "1 read, 1 changed", "Arrived": "→", "A second": "1 read, 0 changed", "From then on": "0 read, 0 changed"},
				{"Calls refused": "3", "The run failed": "", "Offset": "stays", "The dataset": "stays: 3 versions", "What callers get": "503"},
				{"What callers get": "answers again, after 3 refused calls", "Arrived": "→", "The next run": "1 read, 1 changed"},
				{"Offset": "deleted", "The run": "2 read, 0 changed", "After it": "2 entities in 4 versions"},
				{
					"Pushed": "1 sent, 1 accepted", "Written to HubSpot": "1 call: POST /crm/v3/objects/contacts/batch/create, answered 201", "In HubSpot": "contact ida-1",
					"Sent because": "0 sent", "She is sent once more": "1 sent, 1 accepted", "Written to HubSpot since": "0 calls",
				},
			} {
				step := g.went(number+1, Done)
				for what, piece := range want {
					again := number == 5 || number == 1 // whose figures are the same whenever it is done
					if got := value(step, what); (round == 0 || again) && !strings.Contains(got, piece) {
						t.Errorf("%s, step %d: %s: %q, want %q", side, number+1, what, got, piece)
					}
				}
			}
		}
		v := g.View()
		if !v.Over || !v.Open || v.Shown.Number != 6 || v.Next != nil || v.Steps[0].Attempt != 2 {
			t.Errorf("%s: %+v", side, v)
		}
	}
}

// Somebody forgets the requests that HubSpot recorded: the next ones are found all the same.
func TestAnEmptiedJournal(t *testing.T) {
	g := newGuide(t, Sesam, false)
	g.went(1, Done)
	g.w.calls = nil
	if got := value(g.went(6, Done), "Written to HubSpot"); !strings.Contains(got, "1 call: ") {
		t.Error(got)
	}
}

// Links lead to the program's own pages as paths, and to the other program where a browser reaches it.
func TestLinksLeadWhereABrowserReaches(t *testing.T) {
	g := newGuide(t, Sesam, false)
	for _, fact := range append(g.went(1, Done).Facts, g.went(2, Done).Facts...) {
		for _, link := range fact.Links {
			away := strings.HasPrefix(link.Href, "http://other.example:1/")
			if away != (fact.At == HubSpot) || away != link.Away || !away && !strings.HasPrefix(link.Href, "/") {
				t.Errorf("%+v", link)
			}
		}
	}
}

func TestStepsSayWhatTheyNeed(t *testing.T) {
	g := newGuide(t, Sesam, false)
	for _, number := range []int{2, 3, 5, 6} {
		g.failed(number, "The pipe in has no offset yet", "Do step 1 first.")
	}
	g.failed(4, "nothing to mend", "Do step 3 first.")
	g.went(1, Done)
	g.went(3, Done)
	for _, number := range []int{1, 5, 6} {
		g.failed(number, "HubSpot is broken since step 3.", "Do step 4 first.")
	}
}

func TestWrongConfigurationIsExplained(t *testing.T) {
	g := newGuide(t, HubSpot, false)
	g.w.configuration = "[]"
	g.failed(1, "no pipe that reads contacts", "get_contacts", "hubspot-contacts-collect.conf.json")
	g.w.configuration = usualPipes
	g.went(1, Done)
	for configuration, words := range map[string]string{
		strings.ReplaceAll(usualPipes, "push_contacts", "push_companies"): "no pipe that writes contacts",
		strings.ReplaceAll(usualPipes, "http_endpoint", "embedded"):       `the pipe out writes contacts, but no pipe with an http_endpoint source fills the dataset "mail"`,
	} {
		g.w.configuration = configuration
		g.failed(6, words)
		g.went(5, Done) // which does not need it
	}
}

func TestAPeerThatIsNotThere(t *testing.T) {
	g := newGuide(t, Sesam, false)
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	if err := g.Connect(Peer{URL: server.URL}); err != nil {
		t.Fatal(err)
	}
	g.failed(1, "HubSpot does not answer at "+server.URL, "is it running")
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) }))
	defer page.Close()
	if err := g.Connect(Peer{URL: page.URL}); err != nil {
		t.Fatal(err)
	}
	g.failed(1, "something else than HubSpot")
	moved := httptest.NewServer(http.RedirectHandler("http://127.0.0.1:1/", http.StatusFound))
	defer moved.Close()
	if err := g.Connect(Peer{URL: moved.URL}); err != nil {
		t.Fatal(err)
	}
	g.failed(1, "HubSpot answered 302") // and is not followed
}

func TestAPeerThatHangs(t *testing.T) {
	g := newGuide(t, HubSpot, false)
	g.w.hang.Store(true)
	g.config.Limit = 20 * time.Millisecond
	g.failed(1, "the step took longer than 20ms")
	if text := g.View().Steps[0].Error; strings.Contains(text, "does not answer") {
		t.Errorf("nobody knows that: %s", text)
	}
	g.w.hang.Store(false)
	g.config.Limit = limit
	g.went(1, Done)
}

// Without its peer, a program does its own part of each step, and says so.
func TestAlone(t *testing.T) {
	g := newGuide(t, HubSpot, true)
	for number := range 6 {
		g.went(number+1, Half)
	}
	if g.w.fault || g.w.names["1"] == "Johnson" || g.w.now == 10 {
		t.Errorf("HubSpot's part was not done: %+v", g.w)
	}
	v := g.View()
	if v.Peer.Known || !strings.Contains(v.Peer.How, "--sesam") || v.Steps[1].Elsewhere != "Sesam" {
		t.Errorf("%+v", v.Peer)
	}
	g = newGuide(t, Sesam, true)
	for number := range 6 {
		g.went(number+1, Half)
	}
	if g.w.names["ida-1"] == "" || !strings.Contains(g.View().Peer.How, "--hubspot") {
		t.Errorf("Sesam's part was not done: %+v", g.w)
	}
}

// A run that fails although HubSpot works is an error of the step, with the reason that the service gave.
func TestAFailedRunEndsTheStep(t *testing.T) {
	g := newGuide(t, Sesam, false)
	g.w.hostile = `reading: {"error":{"message":"the key has <expired>"}}`
	g.w.fault = true
	alone := newGuide(t, Sesam, true)
	alone.w.hostile, alone.w.fault = g.w.hostile, true
	alone.failed(1, "the run of in failed: reading: the key has <expired>")
}

// A connector that reads another HubSpot is found out: by what does not arrive, and by a run that does not fail.
func TestAnotherHubSpotIsFoundOut(t *testing.T) {
	g := newGuide(t, Sesam, false)
	g.went(1, Done)
	g.w.elsewhere = true
	g.failed(2, "did not arrive in the dataset people", "does the connector of this node read this HubSpot?")
	g.failed(3, "HubSpot was not called", "reads another HubSpot")
	g.failed(4, "did not arrive")
	g.failed(6, "did not come back")
}

func TestItWaitsForARunUnderWay(t *testing.T) {
	g := newGuide(t, Sesam, false)
	g.w.pumps["in"].running, g.w.sluggish = 3, 2
	waits := 0
	g.waited = func() { waits++ }
	g.went(1, Done)
	if waits < 4 {
		t.Errorf("%d waits", waits)
	}
}

func TestOneStepAtATime(t *testing.T) {
	g := newGuide(t, HubSpot, false)
	g.w.hang.Store(true)
	if err := g.Do(1); err != nil {
		t.Fatal(err)
	}
	<-g.w.hung
	if err := g.Do(2); !errors.Is(err, ErrBusy) {
		t.Error(err)
	}
	if step := g.View().Steps[0]; step.State != Running || step.Idle {
		t.Errorf("%+v", step)
	}
	if err := g.StartOver(t.Context()); err != nil {
		t.Fatal(err)
	}
	if v := g.View(); v.Begun || v.Steps[0].State != Open || !v.Steps[0].Idle {
		t.Errorf("%+v", v)
	}
	for _, number := range []int{0, 7} {
		if err := errors.Join(g.Do(number)); !errors.Is(err, ErrNoStep) {
			t.Error(err)
		}
	}
}

// Whoever leaves the tour in the middle leaves a HubSpot that works.
func TestStartingOverMends(t *testing.T) {
	g := newGuide(t, Sesam, false)
	g.went(1, Done)
	g.went(3, Done)
	if !g.w.fault {
		t.Fatal("HubSpot is not broken")
	}
	peer := g.Peer()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	if err := g.Connect(Peer{URL: gone.URL}); err != nil {
		t.Fatal(err)
	}
	if err := g.StartOver(t.Context()); err == nil || !strings.Contains(err.Error(), "HubSpot is still broken") || !g.View().Begun {
		t.Errorf("%v", err)
	}
	if err := g.Connect(peer); err != nil {
		t.Fatal(err)
	}
	if err := g.StartOver(t.Context()); err != nil || g.w.fault || g.View().Begun {
		t.Errorf("%v, broken: %v", err, g.w.fault)
	}
}

func TestHidingMends(t *testing.T) {
	g := newGuide(t, Sesam, false)
	g.went(1, Done)
	g.went(3, Done)
	if v := g.View(); !v.Broken || !v.Open {
		t.Errorf("%+v", v)
	}
	call := g.serve()
	if status, body := call("PUT", "/tour", `{"open":false}`); status != http.StatusOK || !strings.Contains(body, `"open":false`) || g.w.fault || g.View().Broken {
		t.Errorf("%d, broken: %v, %s", status, g.w.fault, body)
	}
	g.failed(4, "nothing to mend")
	g.went(3, Done)
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	if err := g.Connect(Peer{URL: gone.URL}); err != nil {
		t.Fatal(err)
	}
	if status, body := call("PUT", "/tour", `{"open":false}`); status != http.StatusBadGateway || !strings.Contains(body, "HubSpot is still broken") || !g.View().Open {
		t.Errorf("%d %s", status, body)
	}
}

// Hiding the panel leaves a step alone that breaks nothing.
func TestHidingLeavesAStepAlone(t *testing.T) {
	g := newGuide(t, HubSpot, false)
	g.w.hang.Store(true)
	if err := g.Do(1); err != nil {
		t.Fatal(err)
	}
	<-g.w.hung
	if err := g.Hide(t.Context()); err != nil {
		t.Fatal(err)
	}
	if v := g.View(); v.Open || v.Steps[0].State != Running {
		t.Errorf("%+v", v)
	}
}

func TestClosingMends(t *testing.T) {
	g := newGuide(t, Sesam, false)
	g.went(1, Done)
	g.went(3, Done)
	g.Close()
	if g.w.fault {
		t.Error("HubSpot is still broken")
	}
	if err := g.Do(1); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
}

func TestAddressesAreChecked(t *testing.T) {
	for _, peer := range []Peer{
		{URL: "javascript:alert(1)"},
		{URL: "localhost:9042"},
		{URL: "http://"},
		{URL: "http://a", Page: "data:x"},
		{Page: "http://a"},
		{URL: "http://user:secret@a"},
		{URL: "ftp://a"},
	} {
		g := newGuide(t, Sesam, true)
		if err := g.Connect(peer); err == nil || g.Peer() != (Peer{}) {
			t.Errorf("%+v: %v", peer, err)
		}
	}
}

func TestStory(t *testing.T) {
	if len(told.Steps) != len(performances) || len(told.Steps) != 6 {
		t.Fatalf("%d steps are told, %d are performed", len(told.Steps), len(performances))
	}
	g := newGuide(t, HubSpot, false)
	g.went(1, Done)
	for _, step := range g.View().Steps {
		if step.Title == "" || step.What == "" || step.Why == "" || len(step.Commands) == 0 {
			t.Errorf("step %d is not told: %+v", step.Number, step)
		}
		for _, command := range step.Commands {
			if strings.Contains(command.Run, "{hubspot}") || strings.Contains(command.Run, "{sesam}") || strings.Contains(command.Run, "{collect}") || command.Name() == "" {
				t.Errorf("not filled in: %s", command.Run)
			}
		}
	}
	if command := g.View().Steps[0].Commands[0]; command.Run != "curl -d operation=start 'http://other.example:1/api/pipes/in/pump'" {
		t.Errorf("%s", command.Run)
	}
}
