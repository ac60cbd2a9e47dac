// Package writing is the proof that what a pipe sends to HubSpot is neither lost, nor written twice, nor written for nothing.
//
// Tables say what becomes of an entity (entity_test.go) and how a request is answered (answer_test.go), and calls are counted
// (calls_test.go). In the convergence proof, an ERP system and HubSpot change at random while faults strike: histories
// of steps (step_test.go) are played on a world (world_test.go, convergence_test.go), what reaches HubSpot is judged on the spot
// (gate_test.go), and what HubSpot has after each request is compared with what was answered (judge_test.go).
package writing

import (
	"flag"
	"io"
	"log"
	"os"
	"testing"
)

// histories is how many random ones are played unless -rapid.checks says otherwise.
const histories = "200"

func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", histories); err != nil {
		panic(err) // rapid no longer has this flag
	}
	flag.Parse()
	// net/http logs the responses that faults have damaged here.
	log.SetOutput(io.Discard)
	os.Exit(m.Run())
}
