package bench

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/allowance"
)

// limited is a full read of 50,000 contacts that took so long.
func limited(took time.Duration, use allowance.Use) *limitedRead {
	use.Took = took
	return &limitedRead{
		name: "x", contacts: 50_000, latency: 300 * time.Millisecond, bound: allowance.FullRead(1), pages: pageCalls{100, 1},
		budget: atLeast(0.85), got: reading{took: took}, use: use, peak: Result{Name: "x-memory", Value: 39, Budget: atMost(40)},
	}
}

func TestLimitedReadIsJudgedByTheAccountsBound(t *testing.T) {
	calls := allowance.Calls{List: 512, Other: 3}
	for _, c := range []struct {
		name  string
		read  *limitedRead
		holds [4]bool // ratio, refused, calls, memory
		notes [4]string
	}{
		{
			"as fast as allowed", limited(30*time.Second, allowance.Use{Calls: calls, InFlight: 5.2}),
			[4]bool{true, true, true, true},
			[4]string{"1667 of 1710 contacts/s; bound: the 17.1 calls/s that the plan leaves; 5.2 calls in flight on average", "", "515 calls: 512 list, 3 other; 15 more than full pages take", ""},
		},
		{
			"one cursor", limited(150*time.Second, allowance.Use{Calls: allowance.Calls{List: 500}, InFlight: 1, Latency: 300 * time.Millisecond}),
			[4]bool{false, true, true, true},
			[4]string{"333 of 1710 contacts/s; bound: one call after the other, each 300ms", "", "500 calls: 500 list; 0 more than full pages take", ""},
		},
		{
			"refused", limited(30*time.Second, allowance.Use{Calls: allowance.Calls{List: 515, Refused: 1}}),
			[4]bool{true, false, true, true},
			[4]string{"bound: the 17.1 calls/s", "", "515 calls: 515 list", ""},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			results := c.read.results()
			if len(results) != len(c.holds) {
				t.Fatalf("%d results, want %d", len(results), len(c.holds))
			}
			for i, r := range results {
				if r.broken() == c.holds[i] || !strings.Contains(r.Note, c.notes[i]) {
					t.Errorf("%s %v %s (%s): want it to hold: %t, with note %q", r.Name, r.Value, r.Budget, r.Note, c.holds[i], c.notes[i])
				}
			}
		})
	}
}

func TestSinceReadIsJudgedByItsChanges(t *testing.T) {
	r := limited(50*time.Second, allowance.Use{Calls: allowance.Calls{Search: 200, List: 1}, InFlight: 1.5})
	r.contacts, r.changes, r.bound, r.pages = 90_000, 40_000, allowance.SinceRead(), pageCalls{200, 1}
	results := r.results()
	if results[0].Value != 1 || !strings.Contains(results[0].Note, "bound: the 4.0 searches/s") {
		t.Errorf("%+v", results[0])
	}
	if want := 201.0 / 40_000; results[2].Value != want || !strings.Contains(results[2].Note, "1 more than full pages") {
		t.Errorf("%+v, want %v", results[2], want)
	}
}

func TestSharesOfReadsAtOnce(t *testing.T) {
	full := []reading{{took: 40 * time.Second}, {took: 50 * time.Second}}
	use := allowance.Use{Took: 50 * time.Second, Calls: allowance.Calls{List: 800, Search: 50, Refused: 3}}
	results := shareResults(full, reading{took: 25 * time.Second}, 10_000, use)
	want := []float64{400.0 / 1710, 250.0 / 200, 400.0 / 800, 3}
	for i, r := range results {
		if r.Value != want[i] {
			t.Errorf("%s is %v, want %v", r.Name, r.Value, want[i])
		}
	}
	if !results[0].broken() || results[2].broken() {
		t.Errorf("a quarter of the bound holds: %t; half of its own does not: %t", !results[0].broken(), results[2].broken())
	}
}

func TestWidePropertiesDoNotFitIntoAnAddress(t *testing.T) {
	const accepted, usual = 14_000, 30
	names := wideProperties()
	if length := len(url.QueryEscape(strings.Join(names, ","))); length <= accepted || length > accepted*11/10 {
		t.Errorf("%d characters, want few more than %d", length, accepted)
	}
	for _, name := range names {
		if len(name) != usual {
			t.Errorf("%q has %d characters, want %d", name, len(name), usual)
		}
	}
}

func TestOutcomesOfTheSimulation(t *testing.T) {
	outcomes, err := decodeOutcomes([]byte(
		`{"Contacts":1000,"Ratio":0.9,"Use":{"Calls":{"List":12,"Refused":1},"Took":650000000,"InFlight":3,"Latency":150000000},"Most":16}` + "\n"))
	if err != nil || len(outcomes) != 1 {
		t.Fatalf("%v, %v", outcomes, err)
	}
	results := simulatedResults(outcomes[0])
	if results[0].Name != "simulation.150ms" || results[0].broken() || !strings.Contains(results[0].Note, "16 at most") {
		t.Errorf("%+v", results[0])
	}
	if !results[1].broken() || results[2].Value != 0.012 {
		t.Errorf("a 429 holds, or the calls are wrong: %+v, %+v", results[1], results[2])
	}
	if _, err := decodeOutcomes([]byte(`{"Contacts":1}{"Cont`)); err == nil || !strings.Contains(err.Error(), "outcome 2") {
		t.Errorf("a cut file: %v", err)
	}
}
