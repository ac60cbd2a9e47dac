package bench

import (
	"context"

	"github.com/hubspot-to-sesam/testbed/e2e/allowance"
)

// sinceRead compares since-reads of many changes with the connector's configured search rate. HubSpot allows one search
// per second more.
func sinceRead(ctx context.Context, l *Lab) ([]Result, error) {
	var reads []*limitedRead
	for _, latency := range latencies {
		reads = append(reads, &limitedRead{
			name: "since-read." + latency.String(), contacts: l.sizes.Changes, changes: l.sizes.Changes, latency: latency,
			bound: allowance.SinceRead(), pages: pageCalls{allowance.SearchPage, 1}, budget: atLeast(0.95), memory: atMost(40),
		})
	}
	busy, err := l.readLimited(ctx, reads)
	if err != nil {
		return nil, err
	}
	var results []Result
	for _, r := range reads {
		results = append(results, r.results()...)
		results = append(results, Result{Name: r.name + "-first-byte", Value: r.got.firstByte.Seconds() * 1e3, Unit: "ms"})
	}
	return append(results, machine("since-read", busy, len(reads))), nil
}
