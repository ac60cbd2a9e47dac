package extract

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// unlinked is where the pages of a run wait for the links of their records. A call for links takes as many records as ten
// pages of a list have, so pages wait until there are enough of them to fill one, whichever parts they are of. While they wait
// they take no memory that an answer could need: if there is no room for one more to wait, all of them go on.
type unlinked struct {
	run *Run

	mu      sync.Mutex
	pages   []*page // in the order in which they have arrived
	records int     // that have links
}

// add lets a page wait. It returns the pages for whose links it is time now, if there are any. If it fails, the page does not
// wait.
func (u *unlinked) add(next *page) ([]*page, error) {
	var err error
	if next.ids, err = liveIDs(next.Page); err != nil {
		return nil, err
	}
	waits := !u.run.single && next.Park()
	u.mu.Lock()
	defer u.mu.Unlock()
	u.pages = append(u.pages, next)
	u.records += len(next.ids)
	switch {
	case !waits:
		return u.draw(u.records), nil
	case u.records >= hubspot.AssociationsLimit:
		return u.draw(hubspot.AssociationsLimit), nil
	default:
		return nil, nil
	}
}

// rest returns the pages that still wait.
func (u *unlinked) rest() []*page {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.draw(u.records)
}

// draw returns pages with as many records as possible, but no more than most. The page that is chosen next is the largest that
// still fits, so that small ones, with which parts end, fill the gap that others leave. It is for whoever holds the lock.
func (u *unlinked) draw(most int) []*page {
	bySize := slices.Clone(u.pages)
	slices.SortStableFunc(bySize, func(a, b *page) int { return cmp.Compare(len(b.ids), len(a.ids)) })
	chosen := make(map[*page]bool, len(bySize))
	for _, one := range bySize {
		if len(one.ids) <= most {
			most -= len(one.ids)
			chosen[one] = true
		}
	}
	var drawn, left []*page
	for _, one := range u.pages {
		if chosen[one] {
			drawn = append(drawn, one)
			u.records -= len(one.ids)
		} else {
			left = append(left, one)
		}
	}
	u.pages = left
	return drawn
}

// link reads the links of the records of pages.
func (u *unlinked) link(ctx context.Context, batch []*page) error {
	var ids []uint64
	for _, one := range batch {
		ids = append(ids, one.ids...)
		one.ids = nil
	}
	for _, to := range u.run.associations {
		l, err := u.run.readLinks(ctx, to, ids)
		if err != nil {
			return err
		}
		for _, one := range batch {
			one.links = append(one.links, l)
		}
	}
	return nil
}

// liveIDs returns the IDs of the records of a page that are not archived.
func liveIDs(of *hubspot.Page) ([]uint64, error) {
	all, err := idsOf(of)
	if err != nil {
		return nil, err
	}
	live := all[:0]
	for i, id := range all {
		if !of.Records[i].Archived {
			live = append(live, id)
		}
	}
	return live, nil
}
