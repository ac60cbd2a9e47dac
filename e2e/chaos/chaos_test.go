// Package chaos runs the containers of docker-compose.yml while they are killed, stopped, cut off and starved of disk, and while
// people in HubSpot and an ERP change things, and checks in between and in the end that nothing is lost, doubled or wrongly deleted.
package chaos

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"syscall"
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

// TestChaos takes two minutes, and a plan that is drawn, unless the environment says otherwise.
func TestChaos(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes")
	}
	minutes, seed := setting(t, "CHAOS_MINUTES", 2), setting(t, "CHAOS_SEED", 1+uint64(rand.Uint32N(1<<24)))
	length := time.Duration(minutes) * time.Minute
	t.Logf("to repeat this run: make chaos MINUTES=%d SEED=%d", minutes, seed)
	// A Ctrl-C ends the run, which then removes what it has started.
	interruptible, restore := signal.NotifyContext(t.Context(), os.Interrupt, syscall.SIGTERM)
	defer restore()
	ctx, giveUp := context.WithCancelCause(interruptible)
	defer giveUp(nil)
	containers.Require(ctx, t)
	plan := planFor(seed, length)
	t.Logf("the plan, in seconds after all three programs answer:\n%s", plan)
	s := up(ctx, t, seed, giveUp)
	s.healthy(ctx)
	play(ctx, s, seed, length, plan)
	if cause := context.Cause(ctx); cause != nil && !t.Failed() {
		t.Errorf("the run has ended before its time: %v", cause)
	}
}

// play lets the plan, the users and the ERP do what they do, and judges it.
func play(ctx context.Context, s *stage, seed uint64, length time.Duration, plan plan) {
	known := newChronicle()
	e := &erp{
		stage: s, chance: rand.New(rand.NewPCG(seed, 2)),
		persons: map[string]string{}, products: map[string]string{}, past: map[string]bool{},
	}
	j := &judge{stage: s, chronicle: known, offsets: map[string]string{}}
	done := act(ctx, s, seed, length, plan, known, e, j)
	s.now("none: everything is quiet")
	quiet(ctx, s, j)
	if s.Failed() || ctx.Err() != nil {
		return
	}
	j.equal(ctx)
	j.observe(ctx)
	past, marks := j.past(ctx, e), j.once(ctx)
	for _, pipe := range []string{stack.DealsPipe, stack.AssociationsPipe} {
		j.completes(ctx, pipe, "start-rescan")
	}
	j.tied(ctx)
	j.arrived(ctx, e)
	j.calm(ctx)

	s.Logf("seed %d: actions %v; %d writes in HubSpot, %d of them new records; %d entities of the ERP; %d packets lost; %d offsets checked; "+
		"%d versions, of %d of which HubSpot's state was known, and %d of which were deletions; %d pipelines deleted",
		seed, done, known.writes, marks, e.sent, s.lost, j.checked, past.versions, past.known, past.deleted, past.pipelines)
	if done[loss] > 0 && s.lost == 0 {
		s.Errorf("no packet was lost")
	}
	if done[kill]+done[all] == 0 || known.writes < 50 || marks == 0 || e.sent < 20 || j.checked < 4 || past.known == 0 || past.deleted == 0 {
		s.Errorf("too little has happened for this to prove anything")
	}
}

// act lets users, the ERP and the plan do what they do until it is over, and everything is as it was. Where programs take long to come
// back, less of the plan is done, in the same time.
func act(ctx context.Context, s *stage, seed uint64, length time.Duration, plan plan, known *chronicle, e *erp, j *judge) map[string]int {
	working, stop := context.WithCancel(ctx)
	over := func() bool { return working.Err() != nil }
	var busy sync.WaitGroup
	for i, object := range []string{"contacts", "companies", "deals", "tickets"} {
		u := &users{stage: s, chronicle: known, object: object, chance: rand.New(rand.NewPCG(seed, uint64(10+i)))}
		busy.Go(func() { u.work(ctx, over) })
	}
	admins := &administrators{stage: s, chronicle: known, chance: rand.New(rand.NewPCG(seed, 3))}
	busy.Go(func() { admins.work(ctx, over) })
	busy.Go(func() { e.work(ctx, over) })
	busy.Go(func() { operate(ctx, s, over) })
	busy.Go(func() {
		for !over() {
			j.observe(ctx)
		}
	})
	began, done := time.Now(), map[string]int{}
	for i, a := range plan {
		wait(ctx, a.at-time.Since(began))
		if ctx.Err() != nil {
			break
		}
		if time.Since(began) > length {
			s.Logf("the time is over before the plan: the last %d actions are left out", len(plan)-i)
			break
		}
		for _, program := range programs {
			s.runs(ctx, program)
		}
		s.now(fmt.Sprintf("%v, begun %.1f s after the start", a, time.Since(began).Seconds()))
		s.Logf("%6.1f s  %v", time.Since(began).Seconds(), a)
		end := s.begin(ctx, a)
		wait(ctx, a.lasts)
		end()
		s.healthy(ctx)
		done[a.kind]++
	}
	stop()
	busy.Wait()
	return done
}

// operate starts every pipe over and over, as an operator does who cannot wait for the schedule, and one of them in turn with a rescan,
// which deletes what it does not see. One that cannot be started for long is stuck in a run.
func operate(ctx context.Context, s *stage, over func() bool) {
	pipes, err := stack.ReadingPipes()
	if err != nil {
		s.Errorf("%v", err)
	}
	pace := time.NewTicker(2 * time.Second)
	defer pace.Stop()
	started := map[string]time.Time{}
	for round := 0; !over(); round++ {
		<-pace.C
		for i, pipe := range pipes {
			operation := "start"
			if i == round%len(pipes) {
				operation = "start-rescan"
			}
			err := s.patiently(ctx, answerLimit, "fakesesam", "starting "+pipe, func(ctx context.Context) error {
				return s.sesam.Pump(ctx, pipe, operation, nil) // an error while it runs, or the node is away
			})
			if err == nil || started[pipe].IsZero() {
				started[pipe] = time.Now()
			}
			if time.Since(started[pipe]) > runLimit {
				s.fail(ctx, "fakesesam", fmt.Sprintf("%s could not be started for %s: %v", pipe, runLimit, err))
			}
		}
	}
}

// quiet brings everything to an end: HubSpot's clock passes the settle window, what the ERP has sent is written, and then every
// pipe reads what has changed.
func quiet(ctx context.Context, s *stage, j *judge) {
	s.healthy(ctx)
	j.completes(ctx, stack.PushPipe, "start")
	j.completes(ctx, stack.SharePipe, "start")
	s.advance(ctx, 10*time.Minute)
	pipes, err := stack.ReadingPipes()
	if err != nil {
		s.Error(err)
	}
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
