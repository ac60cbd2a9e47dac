package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/stack"
)

// What HubSpot's professional plan allows, and how long a call takes.
const (
	plan           = "professional"
	callsPerSecond = 19.0 // 190 in any ten seconds
	rateShare      = 0.9  // of them the connector uses by default
	latency        = 150 * time.Millisecond
	listPage       = 100
	searchPage     = 200
	searchRate     = 4.0 // searches per second of the connector by default
)

// underLimits compares a full read with what HubSpot allows. A list can only
// be read with one cursor, page by page, so latency is a bound too.
func underLimits(ctx context.Context, l *Lab) ([]Result, error) {
	near, nearRefused, err := l.limitedRead(ctx, 0)
	if err != nil {
		return nil, err
	}
	far, farRefused, err := l.limitedRead(ctx, latency)
	if err != nil {
		return nil, err
	}
	bound := min(callsPerSecond, 1/latency.Seconds()) * listPage
	return []Result{
		{
			Name: "limits.ratio", Value: far / bound, Unit: "of the bound", Budget: atLeast(0.9),
			Note: fmt.Sprintf("%.0f of %.0f contacts/s", far, bound),
		},
		{Name: "limits.refused", Value: float64(farRefused), Unit: "answers 429", Budget: atMost(0)},
		{
			Name: "limits.no-latency", Value: near / (callsPerSecond * listPage), Unit: "of the bound",
			Note: fmt.Sprintf("%.0f contacts/s; the connector leaves %.0f%% to other apps", near, 100*(1-rateShare)),
		},
		{Name: "limits.no-latency-refused", Value: float64(nearRefused), Unit: "answers 429", Budget: atMost(0)},
	}, nil
}

// limitedRead returns the contacts per second of one full read from a separate
// account under the plan's limits, and the number of responses with status 429.
func (l *Lab) limitedRead(ctx context.Context, latency time.Duration) (perSecond float64, refused int, err error) {
	of, err := l.account(ctx, l.sizes.Limited)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = of.Stop() }()
	if err := of.limit(ctx, latency); err != nil {
		return 0, 0, err
	}
	connector, _, err := l.connector(ctx, of, nil)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = connector.Stop() }()
	l.progressf("reading %d contacts under plan %s, latency %s; this takes about %.0f s", of.contacts, plan, latency,
		float64(of.contacts)/listPage*max(1/(callsPerSecond*rateShare), latency.Seconds()))
	r, err := readContacts(ctx, connector.URL(), time.Time{}, of.contacts)
	if err != nil {
		return 0, 0, err
	}
	refused, err = of.Refused(ctx)
	return r.perSecond(of.contacts), refused, err
}

// limit gives the account HubSpot's latency and limits.
func (a *account) limit(ctx context.Context, latency time.Duration) error {
	if err := a.Limit(ctx, plan); err != nil {
		return err
	}
	if latency == 0 {
		return nil
	}
	return a.AddFault(ctx, stack.Fault{
		Kind: "delay", Delay: latency.String(), Match: stack.FaultMatch{Path: "/crm/*"},
	})
}
