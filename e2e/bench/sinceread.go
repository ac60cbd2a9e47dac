package bench

import (
	"context"
	"fmt"
	"time"
)

// sinceRead compares a since-read of many changes with the connector's
// configured search rate. HubSpot allows one search per second more.
func sinceRead(ctx context.Context, l *Lab) ([]Result, error) {
	of, err := l.account(ctx, l.sizes.Changes)
	if err != nil {
		return nil, err
	}
	defer func() { _ = of.Stop() }()
	now, err := of.Now(ctx)
	if err != nil {
		return nil, err
	}
	changed, err := of.Change(ctx, l.sizes.Changes)
	if err != nil {
		return nil, err
	}
	if len(changed) != l.sizes.Changes {
		return nil, fmt.Errorf("%d contacts changed, want %d", len(changed), l.sizes.Changes)
	}
	if err := of.limit(ctx, latency); err != nil {
		return nil, err
	}
	connector, _, err := l.connector(ctx, of, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = connector.Stop() }()

	bound := searchRate * searchPage
	l.progressf("reading %d changes at %.0f searches per second; this takes about %.0f s",
		len(changed), searchRate, float64(len(changed))/bound)
	r, err := readContacts(ctx, connector.URL(), now.Add(-time.Millisecond), len(changed))
	if err != nil {
		return nil, err
	}
	refused, err := of.Refused(ctx)
	if err != nil {
		return nil, err
	}
	rate := r.perSecond(len(changed))
	return []Result{
		{
			Name: "since-read.ratio", Value: rate / bound, Unit: "of the bound", Budget: atLeast(0.95),
			Note: fmt.Sprintf("%.0f of %.0f contacts/s", rate, bound),
		},
		{Name: "since-read.refused", Value: float64(refused), Unit: "answers 429", Budget: atMost(0)},
		{Name: "since-read.first-byte", Value: r.firstByte.Seconds() * 1e3, Unit: "ms"},
	}, nil
}
