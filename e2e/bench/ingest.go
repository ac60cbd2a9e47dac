package bench

import (
	"context"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
	"github.com/hubspot-to-sesam/testbed/e2e/stack/processes"
)

// ingestBudget is the least that the fake Sesam ingests of what the connector
// delivers alone, in the middle of the rounds and in each of them.
const ingestBudget = 0.6

// ingest compares a full run of an empty node, which ends when everything is
// on disk, with a reader that discards what the connector delivers.
func ingest(ctx context.Context, l *Lab) ([]Result, error) {
	const atMostRounds = 5
	of, err := l.sharedAccount(ctx, l.sizes.Usual)
	if err != nil {
		return nil, err
	}
	connector, project, err := l.connector(ctx, of, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = connector.Stop() }()
	// Warms up: the programs have just been built, and the disk may still be writing them.
	if _, err := l.fullRun(ctx, project, connector, of.contacts); err != nil {
		return nil, err
	}
	rounds := make([]pair, min(l.sizes.Rounds, atMostRounds))
	for i := range rounds {
		err := inTurns(i, func() error {
			took, err := l.fullRun(ctx, project, connector, of.contacts)
			rounds[i].measured = float64(of.contacts) / took.Seconds()
			return err
		}, func() error {
			r, err := readContacts(ctx, connector.URL(), time.Time{}, of.contacts)
			rounds[i].reference = r.perSecond(of.contacts)
			return err
		})
		if err != nil {
			return nil, err
		}
		l.progressf("round %d of %d: node %.0f contacts/s, connector alone %.0f, ratio %.2f",
			i+1, len(rounds), rounds[i].measured, rounds[i].reference, rounds[i].measured/rounds[i].reference)
	}
	return []Result{
		{Name: "ingest.ratio", Value: ratio(rounds), Unit: "of the connector", Budget: atLeast(ingestBudget)},
		{Name: "ingest.least", Value: leastRatio(rounds), Unit: "of the connector", Budget: atLeast(ingestBudget), Note: "the worst round"},
		{Name: "ingest.node", Value: medianMeasured(rounds), Unit: "contacts/s"},
		{Name: "ingest.connector", Value: medianReference(rounds), Unit: "contacts/s"},
	}, nil
}

// leastRatio returns the ratio of the worst round.
func leastRatio(rounds []pair) float64 {
	least := math.Inf(1)
	for _, r := range rounds {
		least = min(least, r.measured/r.reference)
	}
	return least
}

// fullRun runs the pipe once on a node without data, and returns how long that
// took. Then the node is killed and restarted: what it ingested must still be
// there.
func (l *Lab) fullRun(ctx context.Context, project *stack.Project, connector *processes.Program, contacts int) (time.Duration, error) {
	data, err := os.MkdirTemp(l.dir, "data-")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.RemoveAll(data) }()
	node, sesam, err := l.sesam(ctx, project, data, connector.URL())
	if err != nil {
		return 0, err
	}
	start := time.Now()
	end, err := sesam.Run(ctx, stack.Pipe)
	took := time.Since(start)
	if stopErr := node.Kill(); err == nil {
		err = stopErr
	}
	if err != nil {
		return 0, err
	}
	if got := end.Metrics.Entities; end.Type != "pump-completed" || got.EntitiesLastRun != contacts || got.ChangesLastRun != contacts {
		return 0, fmt.Errorf("the run ended as %s with %d entities and %d changes, want %d of both: %s",
			end.Type, got.EntitiesLastRun, got.ChangesLastRun, contacts, end.OriginalErrorMessage)
	}

	node, sesam, err = l.sesam(ctx, project, data, connector.URL())
	if err != nil {
		return 0, err
	}
	defer func() { _ = node.Stop() }()
	offset, err := sesam.Offset(ctx, stack.Pipe)
	if err == nil && (offset == "" || offset != end.PipeOffset) {
		err = fmt.Errorf("the node was killed after a run that ended at offset %q and came back with %q", end.PipeOffset, offset)
	}
	return took, err
}
