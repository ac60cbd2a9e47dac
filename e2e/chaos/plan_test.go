package chaos

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"
)

// What is done to the programs.
const (
	kill     = "kill"        // SIGKILL, and started again when the time is over
	pause    = "pause"       // the container's processes stand still
	restart  = "restart"     // stopped politely, and started again
	cutOff   = "cut off"     // taken off its networks, but for that of the test
	latency  = "latency"     // the wire before a program is slow
	cutWire  = "cut wire"    // the wire's connections end within an answer
	loss     = "loss"        // the wires lose packets
	fullDisk = "full disk"   // of the node
	fault    = "fault"       // HubSpot fails
	all      = "restart all" // all three are killed at once
	settle   = "settle"      // HubSpot's clock jumps ahead, over the settle window
)

var (
	programs = []string{"fakehubspot", "connector", "fakesesam"}
	wires    = []string{"fakehubspot", "connector"}
	faults   = []string{"lost", "status 502", "status 429", "delay", "cut"}
	// kinds has the cut wire once for each of the wires: what is cut is what a program must not take for the whole.
	kinds = []string{kill, pause, restart, cutOff, latency, cutWire, cutWire, loss, fullDisk, fault, all, settle}
)

// action is one thing that is done, to whom, when after the start, and for how long.
type action struct {
	kind, whom string
	at, lasts  time.Duration
}

func (a action) String() string {
	return strings.TrimSpace(a.kind+" "+a.whom) + " for " + a.lasts.String()
}

// plan is what is done in a run.
type plan []action

func (p plan) String() string {
	var text strings.Builder
	for _, a := range p {
		fmt.Fprintf(&text, "%7.1f  %v\n", a.at.Seconds(), a)
	}
	return text.String()
}

// planFor draws the actions of a run. Every kind comes once, in an order that is drawn, before any comes again, so that a short
// run has most of them.
func planFor(seed uint64, length time.Duration) plan {
	chance := rand.New(rand.NewPCG(seed, 1))
	between := func(low, high int) time.Duration {
		return time.Duration(low+chance.IntN(high-low)) * time.Millisecond
	}
	var actions plan
	var order []int
	cuts := chance.IntN(len(wires))
	for at := between(1_000, 4_000); ; {
		if len(order) == 0 {
			order = chance.Perm(len(kinds))
		}
		a := action{kind: kinds[order[0]], at: at, lasts: between(1_000, 6_000)}
		order = order[1:]
		switch a.kind {
		case kill, pause, restart, cutOff:
			a.whom = programs[chance.IntN(len(programs))]
		case latency:
			a.whom = wires[chance.IntN(len(wires))]
		case cutWire:
			a.whom = wires[cuts%len(wires)]
			cuts++
		case fault:
			a.whom = faults[chance.IntN(len(faults))]
		}
		if a.at+a.lasts > length {
			return actions
		}
		actions = append(actions, a)
		at += a.lasts + between(1_000, 5_000)
	}
}

func TestThePlanIsAFunctionOfTheSeed(t *testing.T) {
	first, again, other := planFor(1, time.Hour), planFor(1, time.Hour), planFor(2, time.Hour)
	if !reflect.DeepEqual(first, again) {
		t.Error("the same seed makes two plans")
	}
	if reflect.DeepEqual(first, other) {
		t.Error("two seeds make the same plan")
	}
	seen, end := map[string]int{}, time.Duration(0)
	for _, a := range first {
		seen[a.kind+" "+a.whom]++
		if a.at < end || a.lasts <= 0 {
			t.Errorf("%v begins at %s, before the one before it ends at %s", a, a.at, end)
		}
		end = a.at + a.lasts
	}
	if end > time.Hour || end < 59*time.Minute {
		t.Errorf("a plan for an hour ends after %s", end)
	}
	for _, kind := range []string{kill, pause, restart, cutOff} {
		for _, program := range programs {
			if seen[kind+" "+program] == 0 {
				t.Errorf("in an hour, there is no %s of %s", kind, program)
			}
		}
	}
	for _, name := range faults {
		if seen[fault+" "+name] == 0 {
			t.Errorf("in an hour, there is no fault %s", name)
		}
	}
	for seed := range uint64(100) {
		kindsSeen := map[string]bool{}
		for _, a := range planFor(seed, 2*time.Minute) {
			kindsSeen[a.kind] = true
			if a.kind == cutWire {
				kindsSeen[a.kind+" "+a.whom] = true
			}
		}
		if len(kindsSeen) < len(kinds)-1+len(wires) {
			t.Errorf("the plan of seed %d for two minutes has only %v", seed, kindsSeen)
		}
	}
}
