package convergence

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// requestTime is how long HubSpot takes to answer a request.
const requestTime = 137 * time.Millisecond

// gate is a proxy in front of HubSpot: with each request time passes, and other
// users change records between the requests of a run, also when several are
// in flight.
type gate struct {
	hub       *fakehubspot.Server
	pageLimit int

	mu     sync.Mutex
	world  *world
	seen   int
	during []meanwhile
	err    error
}

// meanwhile is something that happens just before the run's nth request.
type meanwhile struct {
	Before int
	Do     step
}

func newGate(hub *fakehubspot.Server, pageLimit int) *gate {
	return &gate{hub: hub, pageLimit: pageLimit}
}

// plan sets what happens during the run that begins now.
func (g *gate) plan(w *world, during []meanwhile) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.world, g.seen, g.during, g.err = w, 0, during, nil
}

// failure returns what went wrong with a planned step.
func (g *gate) failure() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.err
}

func (g *gate) ServeHTTP(writer http.ResponseWriter, request *http.Request) {
	g.pass()
	if err := g.shorten(request); err != nil {
		http.Error(writer, err.Error(), http.StatusBadRequest)
		return
	}
	ctx, cancel := context.WithCancel(request.Context())
	defer cancel()
	if g.hangs() {
		defer time.AfterFunc(hangTime, cancel).Stop()
	}
	g.hub.Handler().ServeHTTP(writer, request.WithContext(ctx))
}

// hangTime is how long, in real time, a hanging HubSpot is waited for.
const hangTime = 300 * time.Millisecond

// hangs reports whether HubSpot may hang. Otherwise it is waited for as long as a busy machine needs.
func (g *gate) hangs() bool {
	return slices.ContainsFunc(g.hub.Faults(), func(f fakehubspot.FaultState) bool { return f.Kind == fakehubspot.FaultHang })
}

// shorten requests shorter pages from HubSpot than the connector does, as if
// HubSpot's limits were lower: in the query of a list and in the body of a search.
func (g *gate) shorten(request *http.Request) error {
	query := request.URL.Query()
	if query.Has("limit") {
		query.Set("limit", strconv.Itoa(g.pageLimit))
		request.URL.RawQuery = query.Encode()
	}
	if request.Method != http.MethodPost {
		return nil
	}
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return err
	}
	body = searchLimit.ReplaceAll(body, fmt.Appendf(nil, `"limit":%d`, g.pageLimit))
	request.Body, request.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return nil
}

var searchLimit = regexp.MustCompile(`"limit":[0-9]+`)

func (g *gate) pass() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.hub.Advance(requestTime)
	g.seen++
	for _, m := range g.during {
		if m.Before == g.seen {
			g.err = errors.Join(g.err, m.Do.play(g.world))
		}
	}
}
