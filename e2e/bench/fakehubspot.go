package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/allowance"
)

// fakeHubSpot measures a large account, and compares it with a small one.
func fakeHubSpot(ctx context.Context, l *Lab) ([]Result, error) {
	large, err := l.sharedAccount(ctx, l.sizes.Large)
	if err != nil {
		return nil, err
	}
	small, err := l.sharedAccount(ctx, l.sizes.Small)
	if err != nil {
		return nil, err
	}
	results := []Result{{Name: "fakehubspot.seeding", Value: large.seeding.Seconds(), Unit: "s"}}
	sets, err := l.matchSets(ctx, small, large)
	if err != nil {
		return nil, err
	}
	for _, set := range sets {
		costs, err := l.pageCosts(ctx, set, small, large)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", set.name, err)
		}
		name := "fakehubspot." + set.name
		results = append(
			results,
			Result{
				Name: name, Value: costs[1] / costs[0], Unit: "of a small account", Budget: atMost(3),
				Note: fmt.Sprintf("%.3f ms of %.3f ms; bound: the processor", costs[1], costs[0]),
			},
		)
	}
	return append(results, memoryOf(large)...), nil
}

// memoryOf measures the memory of an account after many requests.
func memoryOf(a *account) []Result {
	const name, unit = "fakehubspot.peak-memory", "GiB"
	budget := atMost(1.5)
	peak, err := peakMemory(a.PID())
	if errors.Is(err, errNoUsage) {
		return []Result{notMeasured(name, unit, budget, err.Error())}
	}
	now, errNow := residentMemory(a.PID())
	if err = errors.Join(err, errNow); err != nil {
		return []Result{failed(name, err)}
	}
	return []Result{
		{Name: name, Value: float64(peak) / (1 << 30), Unit: unit, Budget: budget},
		{Name: "fakehubspot.memory", Value: float64(now) / (1 << 30), Unit: unit},
	}
}

// pageKind is a kind of page to request: full pages that begin at random places
// in the lower part of an account's IDs.
type pageKind struct {
	name  string
	full  int                          // records on each page; 0 if that varies
	below float64                      // the part of the IDs in which pages begin
	ask   []func(after int64) question // of the small and of the large account
}

// matchSets returns the list, and since-reads in which all contacts, one in
// twenty, and just one page of them have changed.
func (l *Lab) matchSets(ctx context.Context, accounts ...*account) ([]pageKind, error) {
	list := pageKind{name: "list-page", full: allowance.ListPage, below: 0.9}
	everything := pageKind{name: "search-page-all", full: allowance.SearchPage, below: 0.9}
	some := pageKind{name: "search-page-twentieth", full: allowance.SearchPage, below: 0.4}
	few := pageKind{name: "search-page-few", full: allowance.SearchPage}
	for _, a := range accounts {
		twentieth, err := a.sinceOf(ctx, a.contacts/20)
		if err != nil {
			return nil, err
		}
		now, err := a.Now(ctx)
		if err != nil {
			return nil, err
		}
		changed, err := a.Change(ctx, allowance.SearchPage)
		if err != nil {
			return nil, err
		}
		if len(changed) != allowance.SearchPage {
			return nil, fmt.Errorf("%d contacts changed, want %d", len(changed), allowance.SearchPage)
		}
		list.ask = append(list.ask, listQuestion)
		everything.ask = append(everything.ask, since(time.Unix(1, 0)))
		some.ask = append(some.ask, since(twentieth))
		few.ask = append(few.ask, since(now.Add(-time.Millisecond)))
	}
	return []pageKind{list, everything, some, few}, nil
}

func since(at time.Time) func(after int64) question {
	return func(after int64) question { return searchQuestion(at, after, "ASCENDING", allowance.SearchPage) }
}

// pageCosts returns the median of the milliseconds a page takes on each account.
// Requests alternate between the accounts.
func (l *Lab) pageCosts(ctx context.Context, kind pageKind, accounts ...*account) ([]float64, error) {
	l.progressf("%s: %d pages of each account", kind.name, l.sizes.Pages)
	chance := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // places of pages, no secret
	times := make([][]float64, len(accounts))
	last := make([]int64, len(accounts))
	for i, a := range accounts {
		var err error
		if last[i], err = a.lastID(ctx); err != nil {
			return nil, err
		}
	}
	const warmup = 10
	for n := range l.sizes.Pages + warmup {
		place := kind.below * chance.Float64()
		for i, a := range accounts {
			page, took, err := a.ask(ctx, kind.ask[i](int64(place*float64(last[i]))))
			if err != nil {
				return nil, err
			}
			if n := len(page.Results); n == 0 || kind.full > 0 && n != kind.full {
				return nil, fmt.Errorf("a page of %d records, want %d", len(page.Results), kind.full)
			}
			if n >= warmup {
				times[i] = append(times[i], took.Seconds()*1e3)
			}
		}
	}
	costs := make([]float64, len(accounts))
	for i := range accounts {
		costs[i] = median(times[i])
	}
	return costs, nil
}
