package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack/processes"
)

// unbounded is the largest search rate that can be set; it is more than the
// fake HubSpot can answer.
const unbounded = "1000"

// cost measures the time to the first byte and the connector's processor time
// per contact, in both kinds of read.
func cost(ctx context.Context, l *Lab) ([]Result, error) {
	of, err := l.account(ctx, l.sizes.Usual)
	if err != nil {
		return nil, err
	}
	defer func() { _ = of.Stop() }()
	connector, _, err := l.connector(ctx, of, map[string]string{"search-rate": unbounded})
	if err != nil {
		return nil, err
	}
	defer func() { _ = connector.Stop() }()
	var results []Result
	for _, kind := range []struct {
		name  string
		since time.Time
	}{{"full", time.Time{}}, {"since", time.Unix(1, 0)}} {
		first, processor, err := l.costOf(ctx, connector, kind.since)
		if err != nil {
			return nil, fmt.Errorf("%s read: %w", kind.name, err)
		}
		results = append(results, Result{Name: "cost." + kind.name + "-first-byte", Value: first, Unit: "ms"})
		name, unit := "cost."+kind.name+"-processor", "us of CPU/contact"
		if processor == nil {
			results = append(results, notMeasured(name, unit, nil, errNoUsage.Error()))
			continue
		}
		results = append(results, Result{
			Name: name, Value: median(processor), Unit: unit,
			Note: fmt.Sprintf("one processor handles %.0f contacts/s", 1e6/median(processor)),
		})
	}
	return results, nil
}

// costOf returns the milliseconds to the first byte, and for each round the
// microseconds of processor time per contact; nil if the system does not report it.
func (l *Lab) costOf(ctx context.Context, connector *processes.Program, since time.Time) (float64, []float64, error) {
	contacts := l.sizes.Usual
	var first, processor []float64
	for round := range l.sizes.Rounds {
		before, err := processorTime(connector.PID())
		told := !errors.Is(err, errNoUsage)
		if err != nil && told {
			return 0, nil, err
		}
		r, err := readContacts(ctx, connector.URL(), since, contacts)
		if err != nil {
			return 0, nil, err
		}
		first = append(first, r.firstByte.Seconds()*1e3)
		if told {
			after, err := processorTime(connector.PID())
			if err != nil {
				return 0, nil, err
			}
			processor = append(processor, (after-before).Seconds()*1e6/float64(contacts))
		}
		l.progressf("round %d of %d: %d contacts in %.2f s", round+1, l.sizes.Rounds, contacts, r.took.Seconds())
	}
	return median(first), processor, nil
}
