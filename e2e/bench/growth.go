package bench

import (
	"context"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack/processes"
)

// growth measures how the throughput of a full read changes with the size of
// the account: it should not change.
func growth(ctx context.Context, l *Lab) ([]Result, error) {
	const rounds = 3
	sizes := []int{l.sizes.Small, l.sizes.Usual, l.sizes.Large}
	accounts := make([]*account, len(sizes))
	connectors := make([]*processes.Program, len(sizes))
	for i, size := range sizes {
		var err error
		if accounts[i], err = l.sharedAccount(ctx, size); err != nil {
			return nil, err
		}
		if connectors[i], _, err = l.connector(ctx, accounts[i], nil); err != nil {
			return nil, err
		}
		defer func() { _ = connectors[i].Stop() }()
	}
	rates := make([][]float64, len(sizes))
	for round := range rounds {
		for i, size := range sizes {
			// A small account is read repeatedly, until as many contacts are read as
			// a usual account has: a single read is too short to be measured.
			times := max(1, l.sizes.Usual/size)
			var took time.Duration
			for range times {
				r, err := readContacts(ctx, connectors[i].URL(), time.Time{}, size)
				if err != nil {
					return nil, err
				}
				took += r.took
			}
			rates[i] = append(rates[i], float64(times*size)/took.Seconds())
		}
		l.progressf("round %d of %d: %.0f, %.0f and %.0f contacts/s at %v contacts",
			round+1, rounds, rates[0][round], rates[1][round], rates[2][round], sizes)
	}
	largeOfSmall := make([]pair, rounds)
	for round := range rounds {
		largeOfSmall[round] = pair{measured: rates[2][round], reference: rates[0][round]}
	}
	return []Result{
		{Name: "growth.small", Value: median(rates[0]), Unit: "contacts/s"},
		{Name: "growth.usual", Value: median(rates[1]), Unit: "contacts/s"},
		{Name: "growth.large", Value: median(rates[2]), Unit: "contacts/s"},
		{Name: "growth.ratio", Value: ratio(largeOfSmall), Unit: "large of small", Note: boundByProcessor},
	}, nil
}
