package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/hubspot-to-sesam/testbed/e2e/allowance"
	"github.com/hubspot-to-sesam/testbed/e2e/simulation"
	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// simulated reads a large account under limits and latency in simulated time. Only a test can simulate time, so the
// measurement runs one and reads what it writes.
func simulated(ctx context.Context, l *Lab) ([]Result, error) {
	root, err := stack.Root()
	if err != nil {
		return nil, err
	}
	file := filepath.Join(l.dir, "outcomes")
	l.progressf("reading %d contacts in simulated time, at each latency", l.sizes.Large)
	test := exec.CommandContext(ctx, "go", "test", "-C", filepath.Join(root, "e2e"), "-tags", "nomsgpack", "-count=1", "-timeout=30m", //nolint:gosec // fixed arguments
		"-run=^TestMeasure$", "./simulation", "-outcomes="+file, "-contacts="+strconv.Itoa(l.sizes.Large))
	if output, err := test.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("the simulation: %w\n%s", err, output)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	outcomes, err := decodeOutcomes(text)
	if err == nil && len(outcomes) != len(latencies) {
		err = fmt.Errorf("the simulation has %d outcomes, want one for each of %d latencies", len(outcomes), len(latencies))
	}
	var results []Result
	for _, outcome := range outcomes {
		results = append(results, simulatedResults(outcome)...)
	}
	return results, err
}

func decodeOutcomes(text []byte) ([]simulation.Outcome, error) {
	var outcomes []simulation.Outcome
	decoder := json.NewDecoder(bytes.NewReader(text))
	for {
		var outcome simulation.Outcome
		err := decoder.Decode(&outcome)
		if errors.Is(err, io.EOF) {
			return outcomes, nil
		}
		if err != nil {
			return nil, fmt.Errorf("outcome %d of the simulation: %w", len(outcomes)+1, err)
		}
		outcomes = append(outcomes, outcome)
	}
}

func simulatedResults(o simulation.Outcome) []Result {
	name := "simulation." + o.Use.Latency.String()
	return []Result{
		{
			Name: name, Value: o.Ratio, Unit: "of the bound", Budget: atLeast(0.85),
			Note: fmt.Sprintf("%d contacts in %.0f simulated seconds; %s, %d at most",
				o.Contacts, o.Use.Took.Seconds(), o.Use.FullReadBound(), o.Most),
		},
		{Name: name + "-refused", Value: float64(o.Use.Calls.Refused), Unit: "answers 429", Budget: atMost(0)},
		{
			Name: name + "-calls", Value: float64(o.Use.Calls.Total()) / float64(o.Contacts), Unit: "calls/contact",
			Note: fmt.Sprintf("%s; %d more than full pages take", o.Use.Calls, o.Use.Calls.Beyond(o.Contacts, allowance.ListPage, 1)),
		},
	}
}
