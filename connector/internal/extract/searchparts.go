package extract

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"sync"

	"github.com/hubspot-to-sesam/testbed/connector/internal/hubspot"
)

// searching is what changed since an offset, which is read in parts: each one searches for the IDs of its own range. No
// search is paged by offset, so no record can slip between two pages, whatever changes meanwhile, and neither the limit of
// 10,000 results nor thousands of records in one millisecond matter.
type searching struct {
	run   *Run
	query hubspot.SearchQuery // without a range

	mu    sync.Mutex
	parts []*searchPart
}

// searchPart is a range of IDs.
type searchPart struct {
	of    *searching
	after uint64 // only larger IDs are still to be read
	upTo  uint64 // and no larger ones than that; the largest number means no end
	begun bool
	left  int    // records still to be read, as HubSpot has counted them
	width uint64 // IDs that its last page took
}

func newSearching(r *Run) *searching {
	s := &searching{run: r, query: hubspot.SearchQuery{Since: r.since, Inclusive: r.opts.Inclusive, Properties: r.searchProperties()}}
	s.parts = []*searchPart{{of: s, upTo: math.MaxUint64}}
	return s
}

// searchPages searches for everything that changed since the offset.
func (r *Run) searchPages(ctx context.Context) pages {
	return r.sideBySide(ctx, newSearching(r), r.session.Searches(), nil)
}

// whole implements source.
func (s *searching) whole() part { return s.parts[0] }

// cut implements source: it halves the part of which most is left.
func (s *searching) cut(start func(part)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	victim, middle := s.largest()
	if victim == nil {
		return
	}
	p := &searchPart{of: s, after: middle, upTo: victim.upTo}
	victim.upTo, victim.left = middle, victim.left/2
	s.parts = append(s.parts, p)
	start(p)
}

// canBeCut implements source.
func (s *searching) canBeCut() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	victim, _ := s.largest()
	return victim != nil
}

// largest returns the part of which most is left, and the ID after which its second half begins; nil if no part is worth
// it.
func (s *searching) largest() (victim *searchPart, middle uint64) {
	if s.run.single {
		return nil, 0
	}
	for _, p := range s.parts {
		if !p.begun || p.left < 2*hubspot.SearchLimit || victim != nil && p.left <= victim.left {
			continue
		}
		if at, ok := p.middle(); ok {
			victim, middle = p, at
		}
	}
	return victim, middle
}

// middle is the ID after which the second half of what is left of p begins, if IDs are spread evenly.
func (p *searchPart) middle() (uint64, bool) {
	rest := p.upTo - p.after
	if p.upTo == math.MaxUint64 {
		pages := uint64(p.left / hubspot.SearchLimit)
		if p.width > rest/pages {
			return 0, false
		}
		rest = pages * p.width
	}
	return p.after + rest/2, rest >= 2
}

// next implements part.
func (p *searchPart) next(ctx context.Context) (*hubspot.Page, bool, error) {
	page, upTo, err := p.search(ctx)
	if err != nil {
		return nil, false, err
	}
	kept, more, err := p.arrived(page, upTo)
	if err != nil || kept == 0 {
		page.Release()
		return nil, more, err
	}
	page.Records = page.Records[:kept]
	return page, more, nil
}

// search requests the next page of p, and returns up to which ID. Only the first answer of a run tells HubSpot's time: if
// the offset turns out to vouch for nothing, the search starts anew from where it does.
func (p *searchPart) search(ctx context.Context) (page *hubspot.Page, upTo uint64, err error) {
	r := p.of.run
	for {
		p.of.mu.Lock()
		q := p.of.query
		upTo = p.upTo
		p.of.mu.Unlock()
		if p.after > 0 {
			q.AfterID = strconv.FormatUint(p.after, 10)
		}
		if upTo != math.MaxUint64 {
			q.UpToID = strconv.FormatUint(upTo, 10)
		}
		if page, err = r.session.Search(ctx, q); err != nil {
			return nil, 0, err
		}
		if err = r.fixHorizon(page); err != nil {
			page.Release()
			return nil, 0, err
		}
		if !r.horizon.start.Before(q.Since) {
			return page, upTo, nil
		}
		page.Release()
		p.of.query.Since = r.horizon.start
	}
}

// arrived takes in a page of p that was requested up to an ID. It returns how many of its records p passes on, and whether
// p goes on. The IDs must ascend and lie within the range, otherwise records would be skipped.
func (p *searchPart) arrived(page *hubspot.Page, upTo uint64) (kept int, more bool, err error) {
	s := p.of
	s.mu.Lock()
	defer s.mu.Unlock()
	ids, err := idsOf(page)
	if err != nil {
		return 0, false, fmt.Errorf("HubSpot search: %w", err)
	}
	last := p.after
	for _, id := range ids {
		if id <= last {
			return 0, false, fmt.Errorf("HubSpot search: id %d came after %d; the ids must ascend, otherwise records would be skipped", id, last)
		}
		if last = id; id <= p.upTo {
			kept++
		}
	}
	if last > upTo {
		return 0, false, fmt.Errorf("HubSpot search: id %d was returned by a search for IDs up to %d", last, upTo)
	}
	if len(s.parts) == 1 && !p.begun {
		s.run.audit.announced = page.Total
	}
	p.begun, p.after, p.width = true, last, widthOf(ids)
	p.left = max(page.Total-len(ids), 0)
	if p.upTo < upTo { // it was cut meanwhile
		p.left /= 2
	}
	more = page.HasNext && last < p.upTo
	if !more {
		p.left = 0
	}
	return kept, more, nil
}
