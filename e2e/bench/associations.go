package bench

import (
	"context"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/allowance"
)

// withAssociations compares reads of contacts that show their companies with what HubSpot allows the account. A thousand
// contacts take ten pages of the list and one call for their associations; in a since-read, five searches and one call.
func withAssociations(ctx context.Context, l *Lab) ([]Result, error) {
	const path = contactsPath + "?associations=companies"
	contacts, changes := l.sizes.Limited/2, l.sizes.Changes/4
	var reads []*limitedRead
	for _, latency := range latencies {
		reads = append(reads, &limitedRead{
			name: "associations." + latency.String(), contacts: contacts, companies: contacts / 5, path: path, latency: latency,
			bound: allowance.FullReadWithLinks(1), budget: atLeast(0.85), memory: atMost(40),
			pages: pageCalls{allowance.LinksBatch, allowance.CallsWithLinks(allowance.LinksBatch/allowance.ListPage, 1)},
		})
	}
	reads = append(reads, &limitedRead{
		name: "associations.since", contacts: changes, companies: changes / 5, changes: changes, path: path, latency: 300 * time.Millisecond,
		bound: allowance.SinceRead(), budget: atLeast(0.85), memory: atMost(40),
		pages: pageCalls{allowance.LinksBatch, allowance.CallsWithLinks(allowance.LinksBatch/allowance.SearchPage, 1)},
	})
	busy, err := l.readLimited(ctx, reads)
	if err != nil {
		return nil, err
	}
	var results []Result
	for _, r := range reads {
		results = append(results, r.results()...)
	}
	return append(results, machine("associations", busy, len(reads))), nil
}
