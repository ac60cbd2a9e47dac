// Package chaos runs the containers of docker-compose.yml while they are killed, stopped, cut off and starved of disk, and while
// people in HubSpot and an ERP change things, and checks in between and in the end that nothing is lost, doubled or wrongly deleted.
package chaos

import (
	"context"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
	"github.com/hubspot-to-sesam/testbed/e2e/stack/containers"
)

// setting reads a number from the environment.
func setting(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	number, err := strconv.ParseUint(text, 10, 32)
	if err != nil || number == 0 {
		t.Fatalf("%s must be a whole number above 0, got %q", name, text)
	}
	return number
}

func TestChaos(t *testing.T) {
	if os.Getenv("CHAOS_MINUTES") == "" {
		t.Skip("takes minutes, and a machine of its own: make chaos MINUTES=2")
	}
	minutes, seed := setting(t, "CHAOS_MINUTES", 2), setting(t, "CHAOS_SEED", 1)
	t.Logf("to repeat this run: make chaos MINUTES=%d SEED=%d", minutes, seed)
	length := time.Duration(minutes) * time.Minute
	ctx, cancel := context.WithTimeout(t.Context(), 2*length+30*time.Minute)
	defer cancel()
	containers.Require(ctx, t)
	s := up(ctx, t)
	s.healthy(ctx)

	known := &traces{gone: map[string][]span{}}
	e := &erp{stage: s, chance: rand.New(rand.NewPCG(seed, 2)), persons: map[string]string{}, products: map[string]string{}}
	j := &judge{stage: s, traces: known, offsets: map[string]string{}}
	done := act(ctx, s, seed, length, known, e, j)
	if t.Failed() {
		return
	}
	quiet(ctx, s, j)
	j.equal(ctx)
	deleted := j.deletions(ctx)
	for _, pipe := range []string{stack.DealsPipe, stack.AssociationsPipe} {
		j.completes(ctx, pipe, "start-rescan")
	}
	j.tied(ctx)
	j.arrived(ctx, e)

	t.Logf("seed %d, %d minutes: actions %v; %d writes of users, %d entities of the ERP; %d offsets, %d versions checked, %d of them deletions",
		seed, minutes, done, known.writes, e.sent, j.checked, j.versions, deleted)
	if done[kill]+done[all] == 0 || known.writes < 50 || e.sent < 20 || j.checked < 4 || deleted == 0 {
		t.Error("too little has happened for this to prove anything")
	}
}

// act lets users, the ERP and the plan do what they do until it is over, and everything is as it was.
func act(ctx context.Context, s *stage, seed uint64, length time.Duration, known *traces, e *erp, j *judge) map[string]int {
	working, stop := context.WithCancel(ctx)
	var busy sync.WaitGroup
	for i, object := range []string{"contacts", "companies", "deals", "tickets"} {
		named := map[string]string{"contacts": "lastname", "companies": "name", "deals": "dealname", "tickets": "subject"}[object]
		u := &users{stage: s, traces: known, object: object, named: named, chance: rand.New(rand.NewPCG(seed, uint64(10+i)))}
		busy.Go(func() { u.work(working) })
	}
	busy.Go(func() { e.work(working) })
	busy.Go(func() { operate(working, s) })
	busy.Go(func() {
		for working.Err() == nil {
			j.observe(working)
		}
	})
	began, done := time.Now(), map[string]int{}
	for _, a := range planFor(seed, length) {
		wait(ctx, a.at-time.Since(began))
		s.Logf("%6.1f s  %v", time.Since(began).Seconds(), a)
		end := s.begin(ctx, a)
		wait(ctx, a.lasts)
		end()
		if a.kind != settle && a.kind != latency && a.kind != fault {
			s.healthy(ctx)
		}
		done[a.kind]++
	}
	stop()
	busy.Wait()
	return done
}

// operate starts every pipe over and over, as an operator does who cannot wait for the schedule.
func operate(ctx context.Context, s *stage) {
	pipes, err := stack.ReadingPipes()
	s.must(err)
	pace := time.NewTicker(2 * time.Second)
	defer pace.Stop()
	for ctx.Err() == nil {
		<-pace.C
		for _, pipe := range pipes {
			_ = s.sesam.Pump(ctx, pipe, "start", nil) // it runs already, or the node is away
		}
	}
}

// quiet brings everything to an end: HubSpot's clock passes the settle window, what the ERP has sent is written, and then every
// pipe reads what has changed.
func quiet(ctx context.Context, s *stage, j *judge) {
	s.healthy(ctx)
	s.must(s.hubspot.ClearFaults(ctx))
	j.completes(ctx, stack.PushPipe, "start")
	j.completes(ctx, stack.SharePipe, "start")
	s.must(s.hubspot.Advance(ctx, 10*time.Minute))
	pipes, err := stack.ReadingPipes()
	s.must(err)
	for _, pipe := range pipes {
		j.completes(ctx, pipe, "start")
	}
}

// wait lets time pass: how long an action lasts is its meaning.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
