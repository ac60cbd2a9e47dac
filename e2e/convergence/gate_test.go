package convergence

import (
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakehubspot"
)

// requestTime is how long HubSpot takes for an answer.
const requestTime = 137 * time.Millisecond

// gate stands before HubSpot: time passes with each request, and other people
// change contacts between the requests of a run.
type gate struct {
	hub *fakehubspot.Server

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

func newGate(hub *fakehubspot.Server) *gate { return &gate{hub: hub} }

// plan says what happens during the run that begins now.
func (g *gate) plan(w *world, during []meanwhile) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.world, g.seen, g.during, g.err = w, 0, during, nil
}

// failure is what went wrong with a planned step.
func (g *gate) failure() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.err
}

func (g *gate) ServeHTTP(writer http.ResponseWriter, request *http.Request) {
	g.pass()
	g.hub.Handler().ServeHTTP(writer, request)
}

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
