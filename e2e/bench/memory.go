package bench

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// memory reads everything from accounts of two sizes, each time with a new
// connector, and measures its peak memory.
func memory(ctx context.Context, l *Lab) ([]Result, error) {
	const rounds = 3
	usual, large := make([]float64, rounds), make([]float64, rounds)
	for i := range rounds {
		err := inTurns(i,
			func() (err error) { usual[i], err = l.peakOfFullRead(ctx, l.sizes.Usual); return err },
			func() (err error) { large[i], err = l.peakOfFullRead(ctx, l.sizes.Large); return err },
		)
		if errors.Is(err, errNoUsage) {
			return []Result{
				notMeasured("memory.peak", "MiB", atMost(40), err.Error()),
				notMeasured("memory.growth", "of its own", atMost(1.1), err.Error()),
			}, nil
		}
		if err != nil {
			return nil, err
		}
		l.progressf("round %d of %d: %.1f MiB at %d contacts, %.1f MiB at %d",
			i+1, rounds, usual[i], l.sizes.Usual, large[i], l.sizes.Large)
	}
	// For resident memory the worst round counts, not the median: the container
	// gets that much, or it is killed.
	worst := 0.0
	for _, mib := range large {
		worst = max(worst, mib)
	}
	return []Result{
		{
			Name: "memory.peak", Value: worst, Unit: "MiB", Budget: atMost(40),
			Note: fmt.Sprintf("bound: the answers in flight, at most setting page-memory; the worst of %d reads of %d contacts", rounds, l.sizes.Large),
		},
		{Name: "memory.growth", Value: median(large) / median(usual), Unit: "of its own", Budget: atMost(1.1)},
		{Name: "memory.peak-usual", Value: median(usual), Unit: "MiB"},
	}, nil
}

// peakOfFullRead returns the peak resident memory of a connector in MiB.
func (l *Lab) peakOfFullRead(ctx context.Context, contacts int) (float64, error) {
	of, err := l.sharedAccount(ctx, contacts)
	if err != nil {
		return 0, err
	}
	connector, _, err := l.connector(ctx, of, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = connector.Stop() }()
	if _, err := readContacts(ctx, connector.URL(), time.Time{}, contacts); err != nil {
		return 0, err
	}
	peak, err := peakMemory(connector.PID())
	return float64(peak) / mebi, err
}
