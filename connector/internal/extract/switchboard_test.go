package extract_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hubspot-to-sesam/testbed/connector/internal/clock/clocktest"
	"github.com/hubspot-to-sesam/testbed/connector/internal/extract"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot/hubspottest"
)

// switchboard holds every call to an upstream until a test lets it go on, first to where the upstream answers, then to where
// the answer arrives. So answers arrive in any order, and anything happens in between.
type switchboard struct {
	up    *hubspottest.Upstream
	clock *clocktest.Clock

	mu      sync.Mutex
	waiting []*heldCall // in the order in which they were made
	most    int         // calls held at a time
	story   []string    // what went on, for failures
}

// heldCall is a call that waits, for its answer or with it.
type heldCall struct {
	request *http.Request
	body    string
	got     string         // the body of the answer
	answer  *http.Response // nil until the upstream has answered
	arrives chan struct{}
}

func newSwitchboard(up *hubspottest.Upstream) *switchboard {
	return &switchboard{up: up, clock: clocktest.New()}
}

// RoundTrip implements http.RoundTripper.
func (s *switchboard) RoundTrip(r *http.Request) (*http.Response, error) {
	c := &heldCall{request: r, arrives: make(chan struct{})}
	if r.Body != nil {
		text, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		c.body, r.Body = string(text), io.NopCloser(bytes.NewReader(text))
	}
	s.mu.Lock()
	s.waiting = append(s.waiting, c)
	s.most = max(s.most, len(s.waiting))
	s.mu.Unlock()
	select {
	case <-c.arrives:
		return c.answer, nil
	case <-r.Context().Done():
		s.remove(c)
		return nil, r.Context().Err()
	}
}

func (s *switchboard) remove(gone *heldCall) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, c := range s.waiting {
		if c == gone {
			s.waiting = append(s.waiting[:i:i], s.waiting[i+1:]...)
			return
		}
	}
}

// held returns the calls that wait.
func (s *switchboard) held() []*heldCall {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.waiting
}

// goOn lets c come to its answer, or its answer arrive. Time passes.
func (s *switchboard) goOn(c *heldCall) {
	s.pass(75 * time.Millisecond)
	if c.answer == nil {
		c.answer, _ = s.up.RoundTrip(c.request.WithContext(context.Background()))
		text, _ := io.ReadAll(c.answer.Body)
		c.got, c.answer.Body = string(text), io.NopCloser(bytes.NewReader(text))
		s.tell("answered %s: %s", c, c.shown())
		return
	}
	s.tell("arrived %s", c)
	s.remove(c)
	close(c.arrives)
}

// arrive lets the answer of c arrive.
func (s *switchboard) arrive(c *heldCall) {
	for c.answer == nil {
		s.goOn(c)
	}
	s.goOn(c)
}

func (s *switchboard) tell(format string, args ...any) {
	s.story = append(s.story, fmt.Sprintf(format, args...))
}

func (s *switchboard) pass(d time.Duration) {
	s.clock.Advance(d)
	s.up.Now = s.up.Now.Add(d)
}

// cursor is that of a list; false if the call is no list.
func (c *heldCall) cursor() (string, bool) {
	return c.request.URL.Query().Get("after"), c.request.Method == http.MethodGet && strings.HasSuffix(c.request.URL.Path, "/contacts")
}

// lookup reports whether the call looks a record up.
func (c *heldCall) lookup() bool { return strings.HasSuffix(c.request.URL.Path, "/batch/read") }

// mostSteps is more than any run takes: broken code may never end.
const mostSteps = 5000

// outcome is what a run has done.
type outcome struct {
	got []string // as show shows them
	sum extract.Summary
	err error
}

// play makes a run whose calls are held, and calls step, while there are any, whenever nothing moves by itself.
func (s *switchboard) play(t *testing.T, opts extract.Options, req extract.Request, step func()) outcome {
	t.Helper()
	var ended outcome
	synctest.Test(t, func(t *testing.T) {
		o := clientOptions(s)
		o.Clock, opts.Clock = s.clock, s.clock
		o.SearchRate = 1e6
		req.Object = hubspot.Contacts
		run := extract.Start(hubspot.New(o), opts, req)
		ctx, cancel := context.WithCancelCause(t.Context())
		defer cancel(nil)
		done := make(chan struct{})
		go func() {
			defer close(done)
			for e, err := range run.Entities(ctx) {
				if err != nil {
					ended.err = err
					break
				}
				ended.got = append(ended.got, show(e))
			}
			ended.sum = run.Summary()
		}()
		for n := 0; ; n++ {
			synctest.Wait()
			if len(s.held()) == 0 {
				break
			}
			if n == mostSteps {
				cancel(errors.New("the run does not come to an end"))
				continue
			}
			step()
		}
		<-done
	})
	return ended
}

// inOrder lets every answer arrive in the order of the calls.
func (s *switchboard) inOrder() { s.arrive(s.held()[0]) }

// loggedCursors returns a memory of cursors and what it logs.
func loggedCursors() (*extract.Cursors, *strings.Builder) {
	log := new(strings.Builder)
	return extract.NewCursors(slog.New(slog.NewTextHandler(log, nil))), log
}

// ids returns the ID of what show has shown, "-7" for a tombstone.
func ids(got []string) map[string]int {
	counted := map[string]int{}
	for _, e := range got {
		id, _, _ := strings.Cut(e, "@")
		counted[id]++
	}
	return counted
}

func (c *heldCall) String() string {
	kind := strings.TrimPrefix(c.request.URL.Path, "/crm/v3/objects")
	if c.body != "" {
		return kind + " " + c.body
	}
	return kind + "?" + c.request.URL.RawQuery
}

// shown is what an answer consists of, for failures.
func (c *heldCall) shown() string {
	return fmt.Sprintf("%d %v", c.answer.StatusCode, matter.FindAllString(c.got, -1))
}

// matter is what matters of an answer.
var matter = regexp.MustCompile(`"(id|after)":"\d+"`)
