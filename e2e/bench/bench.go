// Package bench measures the three programs against their budgets. A budget is
// a ratio or a count, never a time: what is measured and what it is compared
// with run in turns, as separate processes on this machine, and the result is
// the median of several rounds.
//
// Each measurement has a file of its own, which also sets its budgets (atLeast, atMost) if it has any; lab.go starts
// the programs.
package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Measurement is one thing to measure; it can have several results.
type Measurement struct {
	Name    string
	What    string
	measure func(ctx context.Context, l *Lab) ([]Result, error)
}

// Measurements returns all measurements, in the order they are made.
func Measurements() []Measurement {
	return []Measurement{
		{"full-read", "the connector's full read against a relay that copies the same pages", fullRead},
		{"growth", "the full read's throughput from few contacts to many", growth},
		{"memory", "the connector's peak resident memory", memory},
		// After the two above: by then the large account has been read several times,
		// and its memory is that of an account in use.
		{"fakehubspot", "a fake HubSpot of a million contacts: memory, and what a page costs", fakeHubSpot},
		{"ties", "a fake HubSpot of a million contacts, their companies and what ties them: memory, and what a page costs", fakeHubSpotWithTies},
		{"cost", "time to first byte, and processor time of a contact", cost},
		{"objects", "processor time of a company against that of a contact", objectCosts},
		{"limits", "the full read under HubSpot's limits and latency", underLimits},
		{"since-read", "the since-read under HubSpot's search limit and latency", sinceRead},
		{"associations", "reads of contacts with their companies under HubSpot's limits and latency", withAssociations},
		{"together", "eight reads at once under HubSpot's limits", together},
		{"push", "pushes of contacts that HubSpot has otherwise, has already, and does not have, under its limits and latency", pushes},
		{"simulation", "the full read of a million contacts under limits and latency, in simulated time", simulated},
		{"ingest", "what the fake Sesam ingests of what the connector delivers", ingest},
		{"python", "the connector beside a small service in Python", python},
		{"image", "the size of the connector's image", imageSize},
	}
}

// Choose returns the measurements with these names, or all if there are no names.
func Choose(names []string) ([]Measurement, error) {
	all := Measurements()
	if len(names) == 0 {
		return all, nil
	}
	known := make([]string, len(all))
	for i, m := range all {
		known[i] = m.Name
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("unknown measurement %q; want one of %s", name, strings.Join(known, ", "))
		}
	}
	return slices.DeleteFunc(all, func(m Measurement) bool { return !slices.Contains(names, m.Name) }), nil
}

// ErrBudget is returned if a budget does not hold or a measurement failed.
var ErrBudget = errors.New("not every budget holds")

// Run makes the measurements one after the other and reports each when it is
// finished. A failed measurement does not stop the others.
func Run(ctx context.Context, l *Lab, measurements []Measurement, r *Report) error {
	if err := l.driver.Build(ctx); err != nil {
		return err
	}
	return l.make(ctx, measurements, r)
}

func (l *Lab) make(ctx context.Context, measurements []Measurement, r *Report) error {
	broken := false
	for i, m := range measurements {
		l.now = m.Name
		l.progressf("%d of %d: %s", i+1, len(measurements), m.What)
		results, err := m.measure(ctx, l)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			results = append(results, failed(m.Name, err))
		}
		for _, result := range results {
			result.Quick = l.sizes.Quick
			broken = broken || result.broken()
			if err := r.Add(result); err != nil {
				return err
			}
		}
	}
	if broken {
		return ErrBudget
	}
	return nil
}
