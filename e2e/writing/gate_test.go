package writing

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

const (
	// requestTime is how long HubSpot takes to answer a call, by its clock.
	requestTime = 137 * time.Millisecond
	// hangTime is how long, in real time, a hanging HubSpot is waited for.
	hangTime = 150 * time.Millisecond
)

// plan is what happens to one request: numbers are those of HubSpot's calls in it, from 1; 0 is never.
type plan struct {
	During []step // user's steps, before call At and those that follow
	At     int
	Lose   int // of the calls that write, the one from which on answers get lost after the write was done
	Lost   int // how many
	Cut    int // the call at which the sender goes away
}

// gate stands before HubSpot. It judges every write on the spot: one that changes nothing should not have been asked for.
type gate struct {
	hub   http.Handler
	world *world

	mu      sync.Mutex // held while HubSpot writes, so that nothing changes between the judgement and the write
	kind    *kind
	plan    plan
	cut     context.CancelFunc
	calls   int
	writing int
	raced   map[string]bool // records that users have changed during the request
	excused bool            // HubSpot has refused a whole batch, of which some may be written nevertheless
	writes  int             // inputs of all writes since the last begin
	err     error
	items   []*item
	there   map[*item]map[string]bool // fields that HubSpot had as the item wants them when users did something
	ended   bool                      // users have archived or restored something
	open    *underway
	round   atomic.Int64 // which request it is
}

// rounds marks the calls of a connector with the request in which they are made. What is still on its way when the sender has gone
// does not arrive in the next one.
type rounds struct {
	*http.Transport
	gate *gate
}

const roundHeader = "X-Round"

func (r rounds) RoundTrip(call *http.Request) (*http.Response, error) {
	marked := call.Clone(call.Context())
	marked.Header.Set(roundHeader, strconv.FormatInt(r.gate.round.Load(), 10))
	return r.Transport.RoundTrip(marked)
}

// begin prepares for a request.
func (g *gate) begin(k *kind, items []*item, p plan, cut context.CancelFunc) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.kind, g.items, g.plan, g.cut = k, items, p, cut
	g.there, g.ended = map[*item]map[string]bool{}, false
	g.round.Add(1)
	g.calls, g.writing, g.writes, g.excused, g.raced = 0, 0, 0, false, map[string]bool{}
}

// end shuts the gate to calls of the request that are still on their way, and waits for those that have passed it.
func (g *gate) end() {
	g.mu.Lock()
	g.round.Add(1)
	g.mu.Unlock()
	g.open.wait()
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.open.begin()
	defer g.open.end()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if g.world.Whole {
		body = traceID.ReplaceAll(body, nil)
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	if g.hangs() {
		defer time.AfterFunc(hangTime, cancel).Stop()
	}
	g.mu.Lock()
	if r.Header.Get(roundHeader) != strconv.FormatInt(g.round.Load(), 10) {
		g.mu.Unlock()
		panic(http.ErrAbortHandler)
	}
	g.pass()
	operation, write := strings.CutPrefix(r.URL.Path, "/crm/v3/objects/"+g.kind.object+"/batch/")
	if write = write && operation != "read"; !write {
		g.mu.Unlock()
		g.hub.ServeHTTP(w, r.WithContext(ctx))
		return
	}
	defer g.mu.Unlock()
	g.writing++
	g.judge(operation, body)
	answer := httptest.NewRecorder()
	lost := g.plan.Lose > 0 && g.writing >= g.plan.Lose && g.writing < g.plan.Lose+g.plan.Lost
	if lost {
		g.hub.ServeHTTP(answer, r.WithContext(ctx))
		panic(http.ErrAbortHandler)
	}
	status := &statusWriter{ResponseWriter: w}
	g.hub.ServeHTTP(status, r.WithContext(ctx))
	g.excused = g.excused || status.status == http.StatusBadRequest || status.status == http.StatusConflict
}

// hangs reports whether HubSpot may hang.
func (g *gate) hangs() bool {
	return slices.ContainsFunc(g.world.hub.Faults(), func(f fakehubspot.FaultState) bool { return f.Kind == fakehubspot.FaultHang })
}

// pass lets time pass, and what is planned before this call happen.
func (g *gate) pass() {
	g.world.hub.Advance(requestTime)
	g.calls++
	if n := g.calls - g.plan.At; g.plan.At > 0 && n >= 0 && n < len(g.plan.During) {
		s := g.plan.During[n]
		g.ended = g.ended || s.Kind == "archive" || s.Kind == "restore"
		g.note()
		for _, id := range s.user(g.world, g.kind) {
			g.raced[id] = true
		}
	}
	if g.calls == g.plan.Cut {
		g.cut()
	}
}

// note notes which fields are already as the items want them. What is not, when users do something, is still to be written.
func (g *gate) note() {
	now, err := g.world.snapshot(g.kind)
	if err != nil {
		g.wrong("%v", err)
	}
	for _, i := range g.items {
		record, found := i.target(now)
		for field, value := range i.values {
			if found && g.kind.same(field, record.Properties[field], value) {
				if g.there[i] == nil {
					g.there[i] = map[string]bool{}
				}
				g.there[i][field] = true
			}
		}
	}
}

// judge notes what is wrong with a write.
func (g *gate) judge(operation string, body []byte) {
	var request struct {
		Inputs []struct {
			ID         string
			Properties map[string]string
		}
	}
	if err := json.Unmarshal(body, &request); err != nil {
		g.wrong("%s: %v", operation, err)
		return
	}
	now, err := g.world.snapshot(g.kind)
	if err != nil {
		g.wrong("%v", err)
	}
	g.writes += len(request.Inputs)
	for _, in := range request.Inputs {
		if g.excused || g.raced[in.ID] {
			continue
		}
		record, live := now.live[in.ID]
		key := in.Properties[g.kind.key]
		switch operation {
		case "update":
			moved := !live
			for name, value := range in.Properties {
				moved = moved || !g.kind.same(name, record.Properties[name], value)
			}
			if !moved {
				g.wrong("%s %s is updated, although it has %v already", g.kind.object, in.ID, in.Properties)
			}
		case "archive":
			if !live {
				g.wrong("%s %s is archived, although there is none", g.kind.object, in.ID)
			}
		default:
			if found := now.byKey(key); len(found) > 0 && !g.raced[found[0].ID] {
				g.wrong("%s %q is to be created, although it is there as %s", g.kind.object, key, found[0].ID)
			}
		}
	}
}

func (g *gate) wrong(format string, args ...any) {
	if g.err == nil {
		g.err = fmt.Errorf(format, args...)
	}
}

// statusWriter knows the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (s *statusWriter) WriteHeader(status int) {
	s.status = status
	s.ResponseWriter.WriteHeader(status)
}

func (s *statusWriter) Unwrap() http.ResponseWriter { return s.ResponseWriter }
