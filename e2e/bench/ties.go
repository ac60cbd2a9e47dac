package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/hubspot-to-sesam/testbed/e2e/allowance"
)

// fakeHubSpotWithTies measures an account with a company for every five contacts, which are tied to them, and compares its
// pages with those of a small one.
func fakeHubSpotWithTies(ctx context.Context, l *Lab) ([]Result, error) {
	const perCompany = 5
	large, err := l.accountWith(ctx, l.sizes.Large, l.sizes.Large/perCompany)
	if err != nil {
		return nil, err
	}
	defer func() { _ = large.Stop() }()
	small, err := l.accountWith(ctx, l.sizes.Small, l.sizes.Small/perCompany)
	if err != nil {
		return nil, err
	}
	defer func() { _ = small.Stop() }()
	results := []Result{{Name: "ties.seeding", Value: large.seeding.Seconds(), Unit: "s"}}
	pages, err := tiedPages(ctx, small, large)
	if err != nil {
		return nil, err
	}
	for _, page := range pages {
		costs, err := l.pageCosts(ctx, page, small, large)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", page.name, err)
		}
		results = append(results, Result{
			Name: "ties." + page.name, Value: costs[1] / costs[0], Unit: "of a small account", Budget: atMost(3),
			Note: fmt.Sprintf("%.3f ms of %.3f ms; bound: the processor", costs[1], costs[0]),
		})
	}
	return append(results, memoryWithTies(large)), nil
}

// memoryWithTies is the peak memory of an account after many requests.
func memoryWithTies(a *account) Result {
	const name, unit = "ties.peak-memory", "GiB"
	budget := atMost(2)
	peak, err := peakMemory(a.PID())
	switch {
	case errors.Is(err, errNoUsage):
		return notMeasured(name, unit, budget, err.Error())
	case err != nil:
		return failed(name, err)
	default:
		return Result{Name: name, Value: float64(peak) / (1 << 30), Unit: unit, Budget: budget}
	}
}

// tied is what an account is asked about one of two object types that are tied to each other.
type tied struct{ object, other, modified string }

// tiedPages are full pages at random places of the accounts: of companies, of contacts that show their companies, and of
// associations in both directions.
func tiedPages(ctx context.Context, accounts ...*account) ([]pageKind, error) {
	list := pageKind{name: "company-list-page", full: allowance.ListPage}
	found := pageKind{name: "company-search-page", full: allowance.SearchPage}
	inline := pageKind{name: "contact-list-page-with-companies", full: allowance.ListPage}
	upwards := pageKind{name: "companies-of-contacts", full: allowance.ListPage}
	downwards := pageKind{name: "contacts-of-companies"} // of a hundred companies, some of which have none
	for _, a := range accounts {
		companies, err := a.places(ctx, tied{"companies", "contacts", "hs_lastmodifieddate"})
		if err != nil {
			return nil, err
		}
		contacts, err := a.places(ctx, tied{"contacts", "companies", "lastmodifieddate"})
		if err != nil {
			return nil, err
		}
		list.ask = append(list.ask, companies.each(func(p place) question { return listOf("companies", "", p.begin) }))
		found.ask = append(found.ask, companies.each(func(p place) question {
			return searchOf("companies", "hs_lastmodifieddate", time.Unix(1, 0), p.begin, "ASCENDING", allowance.SearchPage, "name", "domain")
		}))
		inline.ask = append(inline.ask, contacts.each(func(p place) question { return listOf("contacts", "&associations=companies", p.begin) }))
		upwards.ask = append(upwards.ask, contacts.each(func(p place) question { return p.links }))
		downwards.ask = append(downwards.ask, companies.each(func(p place) question { return p.links }))
	}
	return []pageKind{list, found, inline, upwards, downwards}, nil
}

// place is a place in the list of an object type: where a page begins, and the call for the associations of its records.
type place struct {
	begin int64
	links question
}

type places []place

// places returns random places in the lower part of the IDs of an object type.
func (a *account) places(ctx context.Context, t tied) (places, error) {
	const count, below = 50, 0.8
	last, err := a.largest(ctx, searchOf(t.object, t.modified, time.Unix(1, 0), 0, "DESCENDING", 1, "hs_object_id"))
	if err != nil {
		return nil, err
	}
	chance := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // places of pages, no secret
	var all places
	for range count {
		begin := int64(below * chance.Float64() * float64(last))
		page, _, err := a.ask(ctx, listOf(t.object, "", begin))
		if err != nil {
			return nil, err
		}
		all = append(all, place{begin, linksOf(t, page)})
	}
	return all, nil
}

// linksOf asks for the associations of the records of a page.
func linksOf(t tied, page answer) question {
	type input struct {
		ID string `json:"id"`
	}
	inputs := make([]input, len(page.Results))
	for i, record := range page.Results {
		inputs[i] = input{record.ID}
	}
	return post(fmt.Sprintf("/crm/v4/associations/%s/%s/batch/read", t.object, t.other), map[string][]input{"inputs": inputs})
}

// each asks the question of one place after the other.
func (p places) each(ask func(place) question) func(int64) question {
	next := 0
	return func(int64) question {
		next++
		return ask(p[next%len(p)])
	}
}
