package bench

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/allowance"
)

// latencies are how long HubSpot takes for a call: nearby, from another continent, and on a bad day.
var latencies = []time.Duration{150 * time.Millisecond, 300 * time.Millisecond, 600 * time.Millisecond}

// underLimits compares full reads with what HubSpot allows the account. They are so long (58 s at the full rate) that
// the start, when one cursor must find out how the account is numbered, and the end, when there is not enough left for
// all calls in flight, weigh little: together some three seconds at a latency of 600 ms.
func underLimits(ctx context.Context, l *Lab) ([]Result, error) {
	onePage := pageCalls{allowance.ListPage, 1}
	reads := []*limitedRead{{
		name: "limits.no-latency", contacts: l.sizes.Limited, bound: allowance.FullRead(1), pages: onePage,
	}}
	for _, latency := range latencies {
		reads = append(reads, &limitedRead{
			name: "limits." + latency.String(), contacts: l.sizes.Limited, latency: latency,
			bound: allowance.FullRead(1), pages: onePage, budget: atLeast(0.85), memory: atMost(40),
		})
	}
	const far = 300 * time.Millisecond
	wide := wideProperties()
	reads = append(
		reads,
		&limitedRead{ // one page in the latency, however long the read is
			name: "limits.one-cursor", contacts: l.sizes.Limited / 10, latency: far,
			environment: map[string]string{"parallel": "1"}, bound: allowance.FullRead(1), pages: onePage,
		},
		&limitedRead{ // two calls a page, so half as many contacts for the same number of calls
			name: "limits.many-properties", contacts: l.sizes.Limited / 2, latency: far,
			properties: wide, environment: map[string]string{"properties": strings.Join(wide, ",")},
			bound: allowance.FullRead(2), pages: pageCalls{allowance.ListPage, 2}, budget: atLeast(0.85),
		},
	)
	busy, err := l.readLimited(ctx, reads)
	if err != nil {
		return nil, err
	}
	var results []Result
	for _, r := range reads {
		results = append(results, r.results()...)
	}
	return append(results, machine("limits", busy, len(reads))), nil
}

// wideProperties are the names of a few more properties than the connector puts into the address of a list. They are as
// long as HubSpot's own usually are, because every record repeats them: these make a page of 1.7 MB.
func wideProperties() []string {
	const enough, length = 440, 30
	names := make([]string, enough)
	for i := range names {
		names[i] = fmt.Sprintf("wide_%0*d", length-len("wide_"), i)
	}
	return names
}

// machine reports how busy the machine was, as the evidence that reads side by side did not hinder each other.
func machine(measurement string, busy float64, reads int) Result {
	const unit = "of the processors"
	if math.IsNaN(busy) {
		return notMeasured(measurement+".machine", unit, nil, "only Linux tells")
	}
	return Result{
		Name: measurement + ".machine", Value: busy, Unit: unit,
		Note: fmt.Sprintf("busy on average, with whatever else the machine did, while %d of them were made side by side", reads),
	}
}
