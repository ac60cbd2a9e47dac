package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/allowance"
)

// atOnce is how many reads the connector makes at a time: seven full ones here, and a since-read.
const atOnce = 8

// together lets a connector make as many reads at once as it takes. They share what the account allows: none may starve,
// least of all the since-read, for which a pipe waits.
func together(ctx context.Context, l *Lab) ([]Result, error) {
	shared := &limitedRead{
		name: "together", contacts: l.sizes.Together, changes: l.sizes.Together, latency: latencies[0],
	}
	if err := shared.start(ctx, l); err != nil {
		return nil, err
	}
	defer shared.stop()
	l.progressf("%d full reads and a since-read of %d contacts each; as fast as the account allows, this takes %.0f s",
		atOnce-1, shared.contacts, float64((atOnce-1)*shared.contacts)/allowance.FullRead(1))
	full := make([]reading, atOnce-1)
	var since reading
	errs := make([]error, atOnce)
	began := time.Now()
	var all sync.WaitGroup
	for i := range full {
		all.Go(func() {
			full[i], errs[i] = readContacts(ctx, shared.connector.URL(), time.Time{}, shared.contacts)
		})
	}
	all.Go(func() {
		since, errs[atOnce-1] = readContacts(ctx, shared.connector.URL(), shared.since, shared.changes)
	})
	all.Wait()
	took := time.Since(began)
	use, err := shared.of.use(ctx, took, shared.latency)
	if err = errors.Join(append(errs, err)...); err != nil {
		return nil, err
	}
	return shareResults(full, since, shared.contacts, use), nil
}

// shareResults are what the reads of so many contacts had of the account, together and each.
func shareResults(full []reading, since reading, contacts int, use allowance.Use) []Result {
	sum := float64(len(full)*contacts) / use.Took.Seconds()
	shares := make([]float64, len(full))
	for i, r := range full {
		shares[i] = r.perSecond(contacts)
	}
	searched := since.perSecond(contacts)
	return []Result{
		{
			Name: "together.full-reads", Value: sum / allowance.FullRead(1), Unit: "of the bound", Budget: atLeast(0.85),
			Note: fmt.Sprintf("%.0f of %.0f contacts/s, all reads together; %s", sum, allowance.FullRead(1), use.FullReadBound()),
		},
		{
			Name: "together.shares", Value: slices.Max(shares) / slices.Min(shares), Unit: "fastest of slowest",
			Note: fmt.Sprintf("%.0f to %.0f contacts/s", slices.Min(shares), slices.Max(shares)),
		},
		{
			Name: "together.since-read", Value: searched / allowance.SinceRead(), Unit: "of its bound", Budget: atLeast(0.5),
			Note: fmt.Sprintf("%.0f of %.0f contacts/s; it ends with a call for the archive, which waits its turn among those of the full reads", searched, allowance.SinceRead()),
		},
		{Name: "together.refused", Value: float64(use.Calls.Refused), Unit: "answers 429", Budget: atMost(0), Note: use.Calls.String()},
	}
}
