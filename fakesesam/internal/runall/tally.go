package runall

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hubspot-to-sesam/testbed/fakesesam/internal/pump"
)

// tally adds up the runs of one pipe during a run of all pipes.
type tally struct {
	runs, processed, changed, deleted, unwritten int
	took                                         time.Duration
	// failure is why the last run failed; "" when it did not.
	failure string
	input   bool
}

// tallies holds those of the pipes that ran, by ID.
type tallies map[string]*tally

// add counts a run; the zero Run is ignored.
func (t tallies) add(p *pump.Pump, run *pump.Run) {
	if run.Outcome == "" {
		return
	}
	of := t[p.Pipe.ID]
	if of == nil {
		of = &tally{input: isInput(p)}
		t[p.Pipe.ID] = of
	}
	of.runs++
	of.processed += run.Processed
	of.changed += run.Changed
	of.deleted += run.Deleted
	of.unwritten += run.WriteErrors
	of.took += run.Ended.Sub(run.Began)
	of.failure = run.Error
}

// failures returns a line for each input pipe whose last run failed.
func (t tallies) failures() []string {
	var out []string
	for _, id := range slices.Sorted(maps.Keys(t)) {
		if of := t[id]; of.input && of.failure != "" {
			out = append(out, "input pipe "+id+" failed: "+of.failure+" (check_input_pipes=true lets this end the run)")
		}
	}
	return out
}

// statistics returns a line for each pipe that ran.
func (t tallies) statistics() []string {
	var out []string
	for _, id := range slices.Sorted(maps.Keys(t)) {
		of := t[id]
		line := fmt.Sprintf("%s: %d runs, %d entities processed, %d changed, %d deleted", id, of.runs, of.processed, of.changed, of.deleted)
		if of.unwritten > 0 {
			line += fmt.Sprintf(", %d could not be written", of.unwritten)
		}
		out = append(out, line+fmt.Sprintf(", %.3f seconds", of.took.Seconds()))
	}
	return out
}
